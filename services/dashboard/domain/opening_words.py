"""Opening hours of a day as people write them: "9-12:30, 13:30-18"."""

import re
from datetime import time
from itertools import pairwise

Stretch = tuple[time, time]

_STRETCH = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?\s*(?:-|–|to)\s*(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?"
)
NOON = 12


class UnreadableHoursError(ValueError):
    """The message says how to write them."""


def read_hours(said: str) -> list[Stretch]:
    """Nothing for a day that is closed. Raises UnreadableHoursError."""
    stretches = [_stretch(part.strip()) for part in said.lower().split(",") if part.strip()]
    if any(after[0] < before[1] for before, after in pairwise(stretches)):
        raise UnreadableHoursError("Each stretch begins after the one before has ended.")
    return stretches


def write_hours(stretches: list[Stretch]) -> str:
    return ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in stretches)


def _stretch(said: str) -> Stretch:
    found = _STRETCH.fullmatch(said)
    if found is None:
        raise UnreadableHoursError("Write hours such as 9:00-12:30, 13:30-18:00.")
    opens, closes = _time(*found.group(1, 2, 3)), _time(*found.group(4, 5, 6))
    if opens >= closes:
        raise UnreadableHoursError("It closes after it opens; write 18:00 for 6 in the evening.")
    return opens, closes


def _time(hour: str, minute: str | None, half: str | None) -> time:
    number = int(hour)
    if half and number <= NOON:
        number = number % NOON + (NOON if half == "pm" else 0)
    try:
        return time(number, int(minute or 0))
    except ValueError:
        raise UnreadableHoursError("There is no such time of day.") from None
