"""Which edition of the IANA time zone data this process reckons with."""

import zoneinfo
from importlib.metadata import version
from pathlib import Path


def installed_version() -> str:
    """Such as "2026f". The operating system's comes before the package's, as in `zoneinfo`; it is
    read once, so a newer one counts from the next start on.
    """
    for directory in zoneinfo.TZPATH:
        rules = Path(directory) / "tzdata.zi"
        if rules.is_file():
            with rules.open(encoding="utf-8") as lines:
                return lines.readline().removeprefix("# version ").strip()
    year, number = version("tzdata").split(".")[:2]
    return f"{year}{chr(ord('a') + int(number) - 1)}"
