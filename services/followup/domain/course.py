"""Which visit of a course of treatment a treatment is."""

from collections.abc import Sequence
from datetime import datetime, timedelta

# After so long without treatment a new course begins (choice).
NEW_COURSE_AFTER = timedelta(days=90)
# Described again within so long of the last word on it, a complaint is the same one (choice).
SAME_COMPLAINT_WITHIN = timedelta(days=365)


def visit_numbers(treated_at: Sequence[datetime]) -> list[int]:
    """From 1, for treatments in order."""
    numbers: list[int] = []
    for before, at in zip([None, *treated_at], treated_at, strict=False):
        goes_on = before is not None and at - before <= NEW_COURSE_AFTER
        numbers.append(numbers[-1] + 1 if goes_on else 1)
    return numbers


def is_same_complaint(
    known_at: datetime, treated_at: Sequence[datetime], described_at: datetime
) -> bool:
    """Of two complaints of one kind, whether they are one line of scores."""
    heard_at = max([known_at, *(at for at in treated_at if at <= described_at)])
    return described_at - heard_at <= SAME_COMPLAINT_WITHIN
