"""What the desk may do with a visit."""

from datetime import UTC, datetime, timedelta

import pytest

from services.dashboard.domain.visits import (
    EARLIEST_MARK,
    Action,
    DaySummary,
    actions,
    summary,
)
from shared.events.appointments import VisitStatus

SECOND = timedelta(seconds=1)
S, A = VisitStatus, Action
NOW = datetime(2027, 3, 8, 18, 0, tzinfo=UTC)
LATER, SOON, JUST_NOW, AGO = (
    NOW + ahead
    for ahead in (EARLIEST_MARK + SECOND, EARLIEST_MARK, timedelta(), -timedelta(days=2))
)


@pytest.mark.parametrize(
    ("status", "starts_at", "expected"),
    [
        (S.BOOKED, LATER, (A.CONFIRM,)),
        (S.CONFIRMED, LATER, ()),
        (S.BOOKED, SOON, (A.ARRIVE, A.COMPLETE)),
        (S.BOOKED, JUST_NOW, (A.ARRIVE, A.COMPLETE, A.NO_SHOW)),
        (S.CONFIRMED, AGO, (A.ARRIVE, A.COMPLETE, A.NO_SHOW)),
        (S.ARRIVED, JUST_NOW, (A.COMPLETE, A.UNDO)),
        (S.COMPLETED, JUST_NOW, (A.UNDO,)),
        (S.COMPLETED, AGO, (A.UNDO,)),
        (S.NO_SHOW, AGO, (A.UNDO,)),
        (S.CANCELLED_BY_PATIENT, AGO, ()),
        (S.CANCELLED_BY_CLINIC, LATER, ()),
    ],
)
def test_the_state_and_the_time_decide_what_is_offered(
    status: VisitStatus, starts_at: datetime, expected: tuple[Action, ...]
) -> None:
    assert actions(status, starts_at, NOW) == expected


def test_a_visit_that_waits_for_a_look_can_be_released_while_it_is_ahead() -> None:
    assert actions(S.BOOKED, LATER, NOW, review=True) == (A.RELEASE, A.CONFIRM)
    assert actions(S.BOOKED, SOON, NOW, review=True)[0] is A.RELEASE
    assert A.RELEASE not in actions(S.COMPLETED, AGO, NOW, review=True)


def test_cancelled_visits_are_not_counted() -> None:
    statuses = [S.BOOKED, S.CONFIRMED, S.CANCELLED_BY_PATIENT, S.BOOKED, S.COMPLETED]
    assert summary(statuses) == DaySummary(visits=4, unconfirmed=2)
