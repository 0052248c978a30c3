"""What the desk may do with a visit."""

from datetime import date

import pytest

from services.dashboard.domain.visits import Action, DaySummary, actions, summary
from shared.events.appointments import VisitStatus

S, A = VisitStatus, Action
YESTERDAY, TODAY, TOMORROW = date(2027, 3, 7), date(2027, 3, 8), date(2027, 3, 9)


@pytest.mark.parametrize(
    ("status", "day", "expected"),
    [
        (S.BOOKED, TODAY, (A.ARRIVE, A.COMPLETE, A.NO_SHOW)),
        (S.CONFIRMED, TODAY, (A.ARRIVE, A.COMPLETE, A.NO_SHOW)),
        (S.BOOKED, YESTERDAY, (A.ARRIVE, A.COMPLETE, A.NO_SHOW)),
        (S.BOOKED, TOMORROW, (A.CONFIRM,)),
        (S.CONFIRMED, TOMORROW, ()),
        (S.ARRIVED, TODAY, (A.COMPLETE, A.UNDO)),
        (S.COMPLETED, TODAY, (A.UNDO,)),
        (S.COMPLETED, YESTERDAY, (A.UNDO,)),
        (S.NO_SHOW, TODAY, (A.UNDO,)),
        (S.CANCELLED_BY_PATIENT, TODAY, ()),
        (S.CANCELLED_BY_CLINIC, TOMORROW, ()),
    ],
)
def test_the_state_and_the_day_decide_what_is_offered(
    status: VisitStatus, day: date, expected: tuple[Action, ...]
) -> None:
    assert actions(status, day, TODAY) == expected


def test_cancelled_visits_are_not_counted() -> None:
    statuses = [S.BOOKED, S.CONFIRMED, S.CANCELLED_BY_PATIENT, S.BOOKED, S.COMPLETED]
    assert summary(statuses) == DaySummary(visits=4, unconfirmed=2)
