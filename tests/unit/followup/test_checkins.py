"""One check-in's states, and what time makes of several."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.followup.domain.checkins import Checkin, IllegalTransitionError, State, settle
from services.followup.domain.questions import PEG, Ask
from shared.ids import new_id

DUE = datetime(2027, 3, 4, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def planned(due_at: datetime = DUE) -> Checkin:
    return Checkin(
        id=new_id(),
        patient_id="ana",
        appointment_id="visit",
        complaint_id=None,
        protocol_id="after_needling",
        kind="day_1",
        due_at=due_at,
        expires_at=due_at + 48 * HOUR,
    )


IN_STATE: dict[State, Checkin] = {
    State.PLANNED: planned(),
    State.ASKED: planned().ask(DUE),
    State.ANSWERED: planned().ask(DUE).answer(DUE + HOUR),
    State.PARTIAL: replace(planned(), asks=PEG).ask(DUE).answer(DUE).miss(DUE + HOUR, "expired"),
    State.MISSED: planned().ask(DUE).miss(DUE + HOUR, "expired"),
    State.RETIRED: planned().retire(DUE, "not_treated"),
}
TRANSITIONS: dict[str, tuple[Callable[[Checkin], Checkin], State, set[State]]] = {
    "ask": (lambda c: c.ask(DUE), State.ASKED, {State.PLANNED}),
    "clarify": (lambda c: c.clarify(DUE), State.ASKED, {State.ASKED}),
    "answer": (lambda c: c.answer(DUE), State.ANSWERED, {State.ASKED}),
    "miss": (lambda c: c.miss(DUE, "expired"), State.MISSED, {State.ASKED}),
    "retire": (lambda c: c.retire(DUE, "x"), State.RETIRED, {State.PLANNED, State.ASKED}),
}


@pytest.mark.parametrize("transition", TRANSITIONS)
@pytest.mark.parametrize("state", State)
def test_only_the_legal_transitions_happen(state: State, transition: str) -> None:
    change, becomes, allowed = TRANSITIONS[transition]
    if state in allowed:
        assert change(IN_STATE[state]).state is becomes
    else:
        with pytest.raises(IllegalTransitionError):
            change(IN_STATE[state])


@pytest.mark.parametrize("at", [DUE - HOUR, DUE + 48 * HOUR])
def test_a_check_in_is_not_asked_outside_its_time(at: datetime) -> None:
    with pytest.raises(IllegalTransitionError):
        planned().ask(at)


def test_s85_a_check_in_is_asked_back_once() -> None:
    with pytest.raises(IllegalTransitionError):
        planned().ask(DUE).clarify(DUE).clarify(DUE)


@pytest.mark.parametrize(
    ("hours", "in_time", "late"),
    [
        (30, True, False),
        (47, True, False),
        (48, False, True),
        (60, False, True),
        (96, False, False),
    ],
)
def test_s88_an_answer_is_in_time_then_late_then_neither(
    hours: int, in_time: bool, late: bool
) -> None:
    asked = planned().ask(DUE)
    at = DUE + hours * HOUR
    assert (asked.takes_answer(at), asked.takes_late_answer(at)) == (in_time, late)


def test_a_retired_question_takes_no_answer_at_all() -> None:
    retired = planned().ask(DUE).retire(DUE + HOUR, "not_treated")
    assert not retired.takes_answer(DUE + 2 * HOUR)
    assert not retired.takes_late_answer(DUE + 2 * HOUR)


def test_s86_the_open_question_is_closed_before_the_next_is_asked() -> None:
    first, second = planned().ask(DUE), planned(DUE + HOUR)
    changed = settle([first, second], DUE + HOUR)
    assert [(c.id, c.state) for c in changed] == [
        (first.id, State.MISSED),
        (second.id, State.ASKED),
    ]


def test_of_two_due_at_once_the_newer_is_asked() -> None:
    older, newer = planned(), planned(DUE + HOUR)
    changed = settle([newer, older], DUE + 2 * HOUR)
    assert [(c.id, c.state) for c in changed] == [
        (older.id, State.RETIRED),
        (newer.id, State.ASKED),
    ]


def test_nothing_changes_before_its_time() -> None:
    assert settle([planned(), planned(DUE + 72 * HOUR)], DUE - HOUR) == []
    assert settle([planned().ask(DUE)], DUE + 47 * HOUR) == []


def test_what_runs_out_is_missed_if_it_was_asked_and_retired_if_not() -> None:
    asked, unasked = planned().ask(DUE), planned()
    states = {c.id: c.state for c in settle([asked, unasked], DUE + 48 * HOUR)}
    assert states == {asked.id: State.MISSED, unasked.id: State.RETIRED}


def sequence(*asks: Ask) -> Checkin:
    return replace(planned(), asks=asks)


def test_a_sequence_goes_on_to_its_next_question_and_then_is_done() -> None:
    asked = sequence(*PEG).ask(DUE)
    seen = []
    while asked.state is State.ASKED:
        seen.append((asked.asking, asked.request_id))
        asked = asked.answer(DUE + HOUR)
    assert seen == [
        (Ask.PEG_PAIN, f"checkin:{asked.id}"),
        (Ask.PEG_ENJOYMENT, f"checkin:{asked.id}:peg_enjoyment"),
        (Ask.PEG_ACTIVITY, f"checkin:{asked.id}:peg_activity"),
    ]
    assert asked.state is State.ANSWERED


def test_each_question_of_a_sequence_may_be_asked_back_once() -> None:
    second = sequence(*PEG).ask(DUE).clarify(DUE).answer(DUE)
    assert second.clarify(DUE).clarified_at == DUE


def test_s98_a_day_of_silence_since_it_went_is_nudged_once() -> None:
    asked = replace(planned().ask(DUE), sent_at=DUE + HOUR)
    assert settle([asked], DUE + 24 * HOUR) == []
    (nudged,) = settle([asked], DUE + 25 * HOUR)
    assert nudged.nudged_at == DUE + 25 * HOUR
    assert settle([nudged], DUE + 40 * HOUR) == []


@pytest.mark.parametrize(
    "quiet",
    [
        planned().ask(DUE),  # it never went
        replace(planned().ask(DUE), sent_at=DUE, clarified_at=DUE),  # two texts already
        replace(planned().ask(DUE), sent_at=DUE, ranged_at=DUE + 2 * HOUR),
        replace(sequence(*PEG).ask(DUE), sent_at=DUE).answer(DUE),
    ],
)
def test_s98_there_are_never_three_texts_for_one_question(quiet: Checkin) -> None:
    assert settle([quiet], DUE + 25 * HOUR) == []


def test_s80_a_range_that_no_number_followed_stands_after_a_day() -> None:
    ranged = planned().ask(DUE).keep_range(DUE + HOUR)
    assert settle([ranged], DUE + 24 * HOUR) == []
    (kept,) = settle([ranged], DUE + 25 * HOUR)
    assert kept.state is State.ANSWERED


def test_a_range_given_near_the_end_stands_at_the_end() -> None:
    (kept,) = settle([planned().ask(DUE).keep_range(DUE + 40 * HOUR)], DUE + 48 * HOUR)
    assert kept.state is State.ANSWERED


def test_what_can_wait_is_asked_when_nothing_else_is() -> None:
    peg = replace(sequence(*PEG), waits=True, expires_at=DUE + 144 * HOUR)
    open_one, due = planned(DUE - HOUR).ask(DUE - HOUR), planned(DUE + HOUR)
    assert settle([peg, open_one], DUE + HOUR) == []
    assert [c.id for c in settle([peg, due], DUE + 2 * HOUR)] == [due.id]
    assert [c.id for c in settle([peg], DUE + 2 * HOUR)] == [peg.id]


def test_a_sequence_that_runs_out_on_the_way_is_partial() -> None:
    begun = sequence(*PEG).ask(DUE).answer(DUE + HOUR)
    (ended,) = settle([begun], DUE + 48 * HOUR)
    assert (ended.state, ended.reason) == (State.PARTIAL, "expired")
