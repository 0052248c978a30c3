"""A case: opened by a rule, seen by somebody, closed with an outcome."""

from datetime import UTC, datetime

import pytest

from services.followup.domain.alerts import (
    Alert,
    AlertClosedError,
    AlertTakenError,
    Outcome,
    Rule,
    Signature,
    rules_met,
)
from shared.events.alerts import Grade
from shared.ids import new_id

NOW = datetime(2027, 3, 4, 1, 0, tzinfo=UTC)
LIN = Signature("lin", "Dr. Lin", NOW)
KIM = Signature("kim", "Kim", NOW)
SEVERE = Rule("score_8_or_more", Grade.ORANGE)


def opened() -> Alert:
    return Alert(new_id(), "ana", SEVERE.id, SEVERE.grade, NOW, None, None)


@pytest.mark.parametrize(("highest", "rules"), [(7, []), (8, [SEVERE]), (10, [SEVERE])])
def test_8_or_more_is_a_case(highest: int, rules: list[Rule]) -> None:
    assert rules_met(highest) == rules


def test_who_acknowledged_it_first_has_it() -> None:
    seen = opened().acknowledge(LIN)
    assert seen.acknowledge(LIN) == seen
    with pytest.raises(AlertTakenError):
        seen.acknowledge(KIM)


def test_who_closes_it_unseen_has_seen_it() -> None:
    closed = opened().close(KIM, Outcome.CALLED)
    assert (closed.acknowledged, closed.closed, closed.outcome) == (KIM, KIM, Outcome.CALLED)


def test_a_closed_case_stays_closed() -> None:
    closed = opened().acknowledge(LIN).close(KIM, Outcome.ADVISED)
    assert closed.acknowledged == LIN
    with pytest.raises(AlertClosedError):
        closed.close(LIN, Outcome.NO_ACTION)
    with pytest.raises(AlertClosedError):
        closed.acknowledge(LIN)
