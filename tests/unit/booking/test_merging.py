"""When two records may be called one person."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.booking.domain.merging import (
    UNDO_FOR,
    Identity,
    MergedAlreadyError,
    NotSamePersonError,
    TooLateToUnmergeError,
    check_same_person,
    check_undo,
)

ANA = Identity("ana", 1, "+13105550142", date(1979, 5, 2), merged=False, has_merged=False)
ANNA = replace(ANA, patient_id="anna")
NOW = datetime(2027, 3, 8, 18, tzinfo=UTC)


def test_s103_the_same_phone_and_birth_date_may_be_one_person() -> None:
    check_same_person(ANA, ANNA)
    check_same_person(replace(ANA, has_merged=True), ANNA)


@pytest.mark.parametrize(
    "differs",
    [
        {"phone": "+13105550143"},
        {"birth_date": date(2011, 5, 2)},
        {"birth_date": None},
        {"practice_key": 2},
        {"patient_id": "ana"},
    ],
)
def test_s103_a_family_that_shares_a_phone_stays_a_family(differs: dict[str, Any]) -> None:
    with pytest.raises(NotSamePersonError):
        check_same_person(ANA, replace(ANNA, **differs))


def test_two_birth_dates_that_are_missing_are_not_the_same() -> None:
    with pytest.raises(NotSamePersonError):
        check_same_person(replace(ANA, birth_date=None), replace(ANNA, birth_date=None))


@pytest.mark.parametrize(
    ("stays", "goes"),
    [
        (replace(ANA, merged=True), ANNA),
        (ANA, replace(ANNA, merged=True)),
        (ANA, replace(ANNA, has_merged=True)),
    ],
)
def test_merges_make_no_chains(stays: Identity, goes: Identity) -> None:
    with pytest.raises(MergedAlreadyError):
        check_same_person(stays, goes)


def test_s103_a_merge_can_be_taken_back_for_thirty_days() -> None:
    assert timedelta(days=30) == UNDO_FOR
    check_undo(NOW, NOW + UNDO_FOR)
    with pytest.raises(TooLateToUnmergeError):
        check_undo(NOW, NOW + UNDO_FOR + timedelta(seconds=1))
