"""Times as patients read them: "Tue Mar 16, 9:30 AM", with plain spaces whatever the platform."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_US_ZONE = re.compile(r"([A-Z]+)[SD]T")


def wall_clock(at: datetime, zone: ZoneInfo, *, reader_zone: ZoneInfo | None = None) -> str:
    """In the clinic's `zone`; named ("PT") only for a reader who lives by another one (S-16)."""
    local = at.astimezone(zone)
    half = "AM" if local.hour < 12 else "PM"
    hour = local.hour % 12 or 12
    day = f"{_DAYS[local.weekday()]} {_MONTHS[local.month - 1]} {local.day}"
    time = f"{hour}:{local.minute:02} {half}"
    differs = (
        reader_zone is not None and at.astimezone(reader_zone).utcoffset() != local.utcoffset()
    )
    return f"{day}, {time} {_zone_name(local)}" if differs else f"{day}, {time}"


def _zone_name(local: datetime) -> str:
    name = local.tzname() or ""
    return _US_ZONE.sub(r"\1T", name)
