"""Which visit of a course of treatment a treatment is."""

from collections.abc import Sequence
from datetime import datetime, timedelta

# After so long without treatment a new course begins (choice).
NEW_COURSE_AFTER = timedelta(days=90)


def visit_numbers(treated_at: Sequence[datetime]) -> list[int]:
    """From 1, for treatments in order."""
    numbers: list[int] = []
    for before, at in zip([None, *treated_at], treated_at, strict=False):
        goes_on = before is not None and at - before <= NEW_COURSE_AFTER
        numbers.append(numbers[-1] + 1 if goes_on else 1)
    return numbers
