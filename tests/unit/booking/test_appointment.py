"""What may become of a visit, and what may not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from services.booking.domain.appointment import (
    Appointment,
    IllegalTransitionError,
    Place,
    TooEarlyError,
    TooLateToCancelError,
    TooLateToMoveError,
)
from shared.events.appointments import VisitStatus

STARTS = datetime(2027, 2, 1, 17, 0, tzinfo=UTC)
AT_START = STARTS
LATER = Place(
    STARTS + timedelta(days=1),
    STARTS + timedelta(days=1, hours=1),
    STARTS,
    practitioner_key=1,
    room_key=2,
)
Transition = Callable[[Appointment], Appointment]

ACTIONS: dict[str, Transition] = {
    "confirm": lambda a: a.confirm(),
    "arrive": lambda a: a.arrive(AT_START),
    "complete": lambda a: a.complete(AT_START),
    "mark_no_show": lambda a: a.mark_no_show(AT_START),
    "cancel_by_patient": lambda a: a.cancel_by_patient(STARTS - timedelta(days=2)),
    "cancel_by_clinic": lambda a: a.cancel_by_clinic(),
    "restore": lambda a: a.restore(),
    "move": lambda a: a.move(LATER),
}
LEGAL = {
    VisitStatus.BOOKED: {
        "confirm", "arrive", "complete", "mark_no_show", "cancel_by_patient", "cancel_by_clinic",
        "move",
    },
    VisitStatus.CONFIRMED: {
        "confirm", "arrive", "complete", "mark_no_show", "cancel_by_patient", "cancel_by_clinic",
        "move",
    },
    VisitStatus.ARRIVED: {"complete", "cancel_by_clinic", "restore"},
    VisitStatus.COMPLETED: {"restore"},
    VisitStatus.NO_SHOW: {"restore"},
    VisitStatus.CANCELLED_BY_PATIENT: set(),
    VisitStatus.CANCELLED_BY_CLINIC: set(),
}  # fmt: skip
HOW: dict[VisitStatus, Transition] = {
    VisitStatus.BOOKED: lambda a: a,
    VisitStatus.CONFIRMED: ACTIONS["confirm"],
    VisitStatus.ARRIVED: ACTIONS["arrive"],
    VisitStatus.COMPLETED: ACTIONS["complete"],
    VisitStatus.NO_SHOW: ACTIONS["mark_no_show"],
    VisitStatus.CANCELLED_BY_PATIENT: ACTIONS["cancel_by_patient"],
    VisitStatus.CANCELLED_BY_CLINIC: ACTIONS["cancel_by_clinic"],
}


def booked() -> Appointment:
    return Appointment(
        id="a1",
        version=1,
        status=VisitStatus.BOOKED,
        starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=1),
        booked_at=STARTS - timedelta(days=9),
        cancel_until=STARTS - timedelta(days=1),
        completed_at=None,
        marks=(),
        patient_id="p1",
        treatment_key=1,
        practitioner_key=1,
        room_key=1,
        location_key=1,
    )


@pytest.mark.parametrize("status", list(VisitStatus))
@pytest.mark.parametrize("action", list(ACTIONS))
def test_a_visit_changes_only_as_its_state_allows(status: VisitStatus, action: str) -> None:
    visit = HOW[status](booked())
    assert visit.status is status
    if action in LEGAL[status]:
        assert ACTIONS[action](visit).version == visit.version + 1
    else:
        with pytest.raises(IllegalTransitionError):
            ACTIONS[action](visit)


def test_marks_are_taken_back_one_by_one() -> None:
    arrived = booked().confirm().arrive(AT_START)
    completed = arrived.complete(AT_START)
    assert completed.completed_at == AT_START
    restored = completed.restore()
    assert (restored.status, restored.completed_at) == (VisitStatus.ARRIVED, None)
    assert restored.restore().status is VisitStatus.CONFIRMED


def test_a_patient_cancels_until_the_last_moment_for_it_and_not_after() -> None:
    visit = booked()
    assert visit.cancel_by_patient(visit.cancel_until).status.cancelled
    with pytest.raises(TooLateToCancelError):
        visit.cancel_by_patient(visit.cancel_until + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("action", "hours_before"), [("arrive", 3), ("complete", 3), ("mark_no_show", 1)]
)
def test_a_visit_that_lies_ahead_cannot_have_happened(action: str, hours_before: int) -> None:
    early = STARTS - timedelta(hours=hours_before)
    with pytest.raises(TooEarlyError):
        getattr(booked(), action)(early)


def test_a_moved_visit_is_the_same_visit_and_must_be_confirmed_again() -> None:
    moved = booked().confirm().move(LATER)
    assert (moved.id, moved.booked_at) == (booked().id, booked().booked_at)
    assert (moved.starts_at, moved.room_key) == (LATER.starts_at, 2)
    assert (moved.status, moved.version) == (VisitStatus.BOOKED, 3)


def test_a_visit_that_only_changes_hands_stays_confirmed() -> None:
    visit = booked().confirm()
    same_time = Place(visit.starts_at, visit.ends_at, visit.cancel_until, 2, 1)
    assert visit.move(same_time).status is VisitStatus.CONFIRMED


def test_a_patient_moves_until_the_last_moment_for_cancelling_and_not_after() -> None:
    visit = booked()
    visit.require_movable_by_patient(visit.cancel_until)
    with pytest.raises(TooLateToMoveError):
        visit.require_movable_by_patient(visit.cancel_until + timedelta(seconds=1))
