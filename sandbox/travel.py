"""Moving the sandbox's one clock forward."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from shared.clock import SharedClock

# The demo practice's; what a person means by "09:00".
CLINIC_ZONE = ZoneInfo("America/Los_Angeles")
STEP = re.compile(r"\+(\d+)([mhdw])")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class TravelError(ValueError):
    """The destination cannot be read or lies in the past; the message is one sentence."""


def destination(text: str, now: datetime, zone: ZoneInfo = CLINIC_ZONE) -> datetime:
    """ "+3h" is a span of time; "+1d" is the same wall time another day, whatever the clocks do;
    "2027-03-14 09:00" is wall time in `zone`. Raises TravelError.
    """
    if step := STEP.fullmatch(text.strip()):
        return _after(now, UNITS[step[2]], int(step[1]), zone)
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise TravelError(
            f'"{text}" is neither like +1d, +3h nor like "2027-03-14 09:00"'
        ) from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=zone).astimezone(UTC)


def travel(clock_file: Path, text: str) -> datetime:
    """Move every process's clock; returns the time it is then. Raises TravelError."""
    clock = SharedClock(clock_file)
    now = clock.now()
    to = destination(text, now)
    if to < now:
        raise TravelError(f"{shown(to)} is past: it is {shown(now)}, and time only moves forward")
    clock.advance(to - now)
    return to


def shown(at: datetime, zone: ZoneInfo = CLINIC_ZONE) -> str:
    return at.astimezone(zone).strftime("%a %d %b %Y %H:%M %Z")


def _after(now: datetime, unit: str, count: int, zone: ZoneInfo) -> datetime:
    span = timedelta(**{unit: count})
    if unit in {"days", "weeks"}:
        return (now.astimezone(zone) + span).astimezone(UTC)
    return now + span
