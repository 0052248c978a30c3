"""A case: gathers an episode, is seen by somebody, is closed with an outcome."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.followup.domain.alerts import (
    Alert,
    AlertClosedError,
    AlertTakenError,
    Finding,
    Outcome,
    Signature,
    open_case,
)
from shared.events.alerts import Grade
from shared.ids import new_id

NOW = datetime(2027, 3, 4, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIN = Signature("lin", "Dr. Lin", NOW)
KIM = Signature("kim", "Kim", NOW)


def finding(grade: Grade) -> Finding:
    return Finding("score_8_or_more", grade, signs=(grade.value,))


def opened(grade: Grade = Grade.ORANGE) -> Alert:
    return open_case(new_id(), "ana", finding(grade), NOW)


@pytest.mark.parametrize(
    ("case", "found", "joins"),
    [
        (Grade.ORANGE, Grade.ORANGE, True),
        (Grade.ORANGE, Grade.YELLOW, True),
        (Grade.RED, Grade.RED, True),
        (Grade.ORANGE, Grade.RED, False),
        (Grade.YELLOW, Grade.ORANGE, False),
    ],
)
def test_what_is_no_graver_belongs_to_the_case_that_is_open(
    case: Grade, found: Grade, joins: bool
) -> None:
    assert opened(case).takes(finding(found), NOW + HOUR) is joins


def test_a_red_one_after_somebody_has_looked_is_a_case_of_its_own() -> None:
    seen = opened(Grade.RED).acknowledge(LIN)
    assert not seen.takes(finding(Grade.RED), NOW + HOUR)
    assert opened(Grade.ORANGE).acknowledge(LIN).takes(finding(Grade.ORANGE), NOW + HOUR)


def test_an_episode_ends_a_day_after_its_last_finding() -> None:
    case = opened()
    assert case.takes(finding(Grade.ORANGE), NOW + 24 * HOUR)
    assert not case.takes(finding(Grade.ORANGE), NOW + 25 * HOUR)
    longer = case.join(finding(Grade.ORANGE), NOW + 20 * HOUR)
    assert longer.takes(finding(Grade.ORANGE), NOW + 44 * HOUR)


def test_what_joins_adds_its_signs_and_that_the_patient_must_be_called() -> None:
    found = replace(finding(Grade.YELLOW), call_now=True)
    case = opened().join(found, NOW + HOUR)
    assert (case.grade, case.signs, case.call_now) == (Grade.ORANGE, ("orange", "yellow"), True)


def test_who_acknowledged_it_first_has_it() -> None:
    seen = replace(opened(), page_due_at=NOW).acknowledge(LIN)
    assert seen.page_due_at is None
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
    with pytest.raises(AlertClosedError):
        closed.join(finding(Grade.YELLOW), NOW)
