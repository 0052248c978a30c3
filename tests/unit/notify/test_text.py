"""The state machine of one text."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.notify.domain.text import IllegalTransitionError, Text
from shared.events.messages import TextState
from tests.unit.notify.texts_at import MORNING, text

S = TextState
LATER = MORNING + timedelta(minutes=1)

TRANSITIONS: dict[str, tuple[Callable[[Text], Text], TextState, set[TextState]]] = {
    "wait": (lambda t: t.wait(LATER, "quiet_hours"), S.PLANNED, {S.CLAIMED}),
    "retire": (lambda t: t.retire("cancelled"), S.RETIRED, {S.PLANNED, S.CLAIMED}),
    "expire": (lambda t: t.expire("too_late"), S.EXPIRED, {S.PLANNED, S.CLAIMED}),
    "start_sending": (
        lambda t: t.start_sending(
            attempt_id=UUID(int=2),
            phone="+13105550111",
            body="b",
            segments=1,
            now=MORNING,
            lease_until=LATER,
        ),
        S.SENDING,
        {S.CLAIMED},
    ),
    "hear": (
        lambda t: t.hear("SM1", "queued"),
        S.ACCEPTED,
        {S.SENDING, S.ACCEPTED, S.SENT, S.UNSURE},
    ),
    "look_up_at_once": (lambda t: t.look_up_at_once(), S.SENDING, {S.SENDING}),
    "try_again": (
        lambda t: t.try_again(LATER, "30003"),
        S.PLANNED,
        {S.SENDING, S.ACCEPTED, S.SENT, S.UNSURE},
    ),
    "send_once_more": (lambda t: t.send_once_more(LATER), S.PLANNED, {S.SENDING}),
    "stay_unsure": (lambda t: t.stay_unsure(), S.UNSURE, {S.SENDING}),
    "fail": (
        lambda t: t.fail("30005"),
        S.FAILED,
        {S.SENDING, S.ACCEPTED, S.SENT, S.UNSURE},
    ),
    "give_up": (
        lambda t: t.give_up("20429"),
        S.EXPIRED,
        {S.SENDING, S.ACCEPTED, S.SENT, S.UNSURE},
    ),
}


@pytest.mark.parametrize("state", list(TextState))
@pytest.mark.parametrize("name", list(TRANSITIONS))
def test_only_the_drawn_edges_exist(name: str, state: TextState) -> None:
    move, to, allowed = TRANSITIONS[name]
    before = text(state=state, sending_at=MORNING)
    if state in allowed:
        after = move(before)
        assert (after.state, after.version) == (to, before.version + 1)
    else:
        with pytest.raises(IllegalTransitionError):
            move(before)


def test_a_text_of_unknown_outcome_is_sent_again_once_unless_it_is_proven_absent() -> None:
    sent_again = text(state=S.SENDING, unsure_at=MORNING)
    with pytest.raises(IllegalTransitionError):
        sent_again.send_once_more(LATER)
    assert sent_again.send_once_more(LATER, proven_absent=True).state is S.PLANNED


@pytest.mark.parametrize(
    ("heard", "state"),
    [
        (["queued", "sent", "delivered"], S.DELIVERED),
        (["sent", "queued"], S.SENT),
        (["sending", "accepted"], S.ACCEPTED),
        (["sent", "somethingnew"], S.SENT),
    ],
)
def test_s54_a_text_only_moves_forward(heard: list[str], state: TextState) -> None:
    moved = text(state=S.SENDING)
    for status in heard:
        moved = moved.hear("SM1", status)
    assert moved.state is state


def test_every_try_forgets_what_the_carrier_said_of_the_one_before() -> None:
    again = text(sid="SM1", carrier_status="undelivered", error_code="30003", attempts=1)
    sending = TRANSITIONS["start_sending"][0](again)
    assert (sending.sid, sending.carrier_status, sending.error_code) == (None, None, None)
    assert sending.attempts == 2
