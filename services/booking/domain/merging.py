"""When two records may be called one person, and for how long that can be taken back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

# S-103.
UNDO_FOR = timedelta(days=30)


class NotSamePersonError(Exception):
    """Phone or birth date differ, or a birth date is missing: a family may share a phone."""


class MergedAlreadyError(Exception):
    """One of the two is part of another merge already, other than as the record that stays."""


class TooLateToUnmergeError(Exception):
    """Work has built on the merge for too long."""


@dataclass(frozen=True)
class Identity:
    """`merged`: stands merged into another. `has_merged`: others stand merged into it."""

    patient_id: str
    practice_key: int
    phone: str
    birth_date: date | None
    merged: bool
    has_merged: bool


def check_same_person(stays: Identity, goes: Identity) -> None:
    """Raises NotSamePersonError, MergedAlreadyError."""
    same = (stays.practice_key, stays.phone, stays.birth_date) == (
        goes.practice_key,
        goes.phone,
        goes.birth_date,
    )
    if not same or stays.birth_date is None or stays.patient_id == goes.patient_id:
        raise NotSamePersonError
    if stays.merged or goes.merged or goes.has_merged:
        raise MergedAlreadyError


def check_undo(merged_at: datetime, now: datetime) -> None:
    """Raises TooLateToUnmergeError."""
    if now > merged_at + UNDO_FOR:
        raise TooLateToUnmergeError
