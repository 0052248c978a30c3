"""The hours in which the law lets a phone ring, as data: one entry a state."""

import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any

from services.notify.domain.quiet_hours import TextingHours, Week

FILE = Path(__file__).parent / "us.toml"
EVERYWHERE = "US"


class UnknownJurisdictionError(LookupError):
    """There is no such entry."""


def load_texting_hours(jurisdiction: str, clinic_zone: str) -> TextingHours:
    """`jurisdiction`: where the clinic and so the patients who live by its clock are, "US-CA"; a
    state without an entry has no rule of its own. Raises UnknownJurisdictionError.
    """
    if not jurisdiction.startswith(EVERYWHERE):
        raise UnknownJurisdictionError(jurisdiction)
    entries = tomllib.loads(FILE.read_text("utf-8"))
    by_zone = {zone: _week(entry) for entry in entries.values() for zone in entry.get("zones", ())}
    if own := entries.get(jurisdiction):
        by_zone[clinic_zone] = _week(own)
    return TextingHours(_week(entries[EVERYWHERE]), by_zone)


def _week(entry: Mapping[str, Any]) -> Week:
    return {
        day: (time.fromisoformat(hours["opens"]), time.fromisoformat(hours["closes"]))
        for hours in entry["hours"]
        for day in hours["days"]
    }
