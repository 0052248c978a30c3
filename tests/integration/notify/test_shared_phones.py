"""One phone, several patients: nobody is guessed, and nobody is named who did not agree to it."""

from datetime import timedelta

import pytest

from shared.events.messages import TextState
from shared.events.outreach import TextWithdrawn
from shared.events.replies import Intent
from tests.integration.notify.talks import last_reply
from tests.integration.notify.test_replies import check_in
from tests.integration.notify.visits import STARTS_AT, VISIT, booked
from tests.integration.notify.worlds import World
from tests.support.patients import ANA, consent, patient_saved

BEN = "patient-ben"


@pytest.fixture
async def shared(world: World) -> World:
    """Ana's and Ben's, who were told of their visits three days ago."""
    await world.hear(patient_saved(), patient_saved(patient_id=BEN, name="Ben Diaz"), booked())
    bens = booked(appointment_id="bens", starts_at=STARTS_AT + timedelta(days=1))
    await world.hear(bens.model_copy(update={"patient_id": BEN}))
    await world.send_due()
    world.carrier.accepted.clear()
    world.clock.advance(timedelta(hours=73))
    return world


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Lin Center: who is this about? Reply 1 for Ana, 2 for Ben."),
        ("es", "Lin Center: para quien es? Responda 1 para Ana, 2 para Ben."),
        ("zh", "Lin Center：请问是哪一位？回复1=Ana, 2=Ben。"),
    ],
)
async def test_s92_who_is_meant_is_asked_in_the_patients_language(
    shared: World, language: str, said: str
) -> None:
    await shared.hear(patient_saved(version=2, language=language))
    await shared.reply("C")
    await shared.send_due()
    assert shared.carrier.bodies == [said]
    await shared.reply("1")
    reply = await last_reply(shared)
    assert (reply.intent, reply.appointment_id) == (Intent.CONFIRM, VISIT)


async def test_s92_who_did_not_agree_to_texts_is_an_initial(shared: World) -> None:
    await shared.hear(
        patient_saved(patient_id=BEN, name="Ben Diaz", version=2, text_consent=consent("checkin"))
    )
    await shared.reply("C")
    await shared.send_due()
    assert "Reply 1 for Ana, 2 for B." in shared.carrier.bodies[0]


async def test_s92_two_who_would_read_alike_are_told_apart_by_the_day(shared: World) -> None:
    await shared.hear(patient_saved(patient_id=BEN, name="Ana Luz", version=2))
    await shared.reply("X")
    await shared.send_due()
    assert "Reply 1 for Ana (3/16), 2 for Ana (3/17)." in shared.carrier.bodies[0]


async def test_s79b_a_number_answers_whatever_was_asked_last(shared: World) -> None:
    await shared.reply("C")
    shared.clock.advance(timedelta(minutes=5))
    await shared.hear(check_in("ana-1"))
    await shared.send_due()
    await shared.reply("1")
    assert (await last_reply(shared)).intent is Intent.ANSWER
    shared.clock.advance(timedelta(minutes=5))
    await shared.reply("C")
    await shared.reply("2")
    reply = await last_reply(shared)
    assert (reply.intent, reply.appointment_id) == (Intent.CONFIRM, "bens")


async def test_s91_the_second_question_waits_until_the_first_is_answered_or_closed(
    shared: World,
) -> None:
    await shared.hear(check_in("ana-1"), check_in("ben-1", patient_id=BEN))
    await shared.send_due()
    shared.clock.advance(timedelta(days=1))
    await shared.send_due()
    questions = {t.patient_id: t for t in await shared.texts("checkin_score")}
    sent = [p for p, t in questions.items() if t.state is TextState.ACCEPTED]
    assert len(sent) == 1, "one open question a phone, however many days go by"
    waiting = next(t for p, t in questions.items() if p not in sent)
    assert waiting.reason == "other_question_open"
    first = questions[sent[0]].request_id or ""
    await shared.hear(TextWithdrawn(patient_id=sent[0], request_id=first, reason="missed"))
    shared.clock.advance(timedelta(days=1))
    await shared.send_due()
    states = {t.state for t in await shared.texts("checkin_score")}
    assert states == {TextState.ACCEPTED}
    await shared.reply("4")
    assert (await last_reply(shared)).patient_id == waiting.patient_id


async def test_s90_the_echo_on_a_shared_phone_names_an_initial_only(shared: World) -> None:
    await shared.hear(check_in("ana-1"))
    await shared.send_due()
    await shared.reply("4")
    reply = await last_reply(shared)
    assert reply.patient_id == ANA
    noted = check_in("noted", kind="score_noted", values={"score": "4"}, expects=None)
    await shared.hear(noted.model_copy(update={"in_reply_to": reply.reply_id}))
    await shared.send_due()
    assert shared.carrier.bodies[-1] == (
        "Thanks, we noted 4 for A. If that's wrong reply FIX and the number."
    )
