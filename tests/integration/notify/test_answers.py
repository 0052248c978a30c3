"""What notify answers by itself, to whom, and how often."""

from datetime import timedelta

import pytest

from shared.events.outreach import Answer
from shared.events.replies import Intent, ReplyReceived, TaskOpened
from tests.integration.notify.test_replies import check_in
from tests.integration.notify.visits import STARTS_AT, VISIT, booked
from tests.integration.notify.worlds import World
from tests.support.patients import ANA, ANAS_PHONE, patient_saved

BEN = "patient-ben"
STRANGER = "+13105550177"
A_PERSON = "Thanks, we got your text and a person will read it. Emergency? Call 911."


@pytest.fixture
async def told(world: World) -> World:
    """Ana has her confirmation."""
    await world.hear(patient_saved(), booked())
    await world.send_due()
    world.carrier.accepted.clear()
    return world


@pytest.fixture
async def shared(world: World) -> World:
    """Ana and Ben share a phone, and both have visits they were told of."""
    await world.hear(patient_saved(), patient_saved(patient_id=BEN, name="Ben Diaz"), booked())
    bens = booked(appointment_id="bens", starts_at=STARTS_AT + timedelta(days=1))
    await world.hear(bens.model_copy(update={"patient_id": BEN}))
    await world.send_due()
    world.carrier.accepted.clear()
    return world


async def sent(world: World) -> list[str]:
    await world.send_urgent()
    await world.send_due()
    return world.carrier.bodies


async def last(world: World) -> ReplyReceived:
    replies: list[ReplyReceived] = await world.published(ReplyReceived)
    return replies[-1]


async def test_s74_r_is_answered_with_the_link_and_the_visit_stays(told: World) -> None:
    await told.reply("R")
    (said,) = await sent(told)
    assert booked().visit.manage_url in said
    assert (await last(told)).intent is Intent.OTHER


async def test_s73_too_late_to_cancel_by_text_is_a_task(told: World) -> None:
    told.clock.set(STARTS_AT - timedelta(hours=2))
    await told.reply("X")
    assert [t.kind for t in await told.published(TaskOpened)] == ["call_to_cancel"]


async def test_s75_a_stranger_is_answered_once_a_day_and_is_no_patient(world: World) -> None:
    for body in ("hi", "anyone there?", "hello"):
        await world.reply(body, phone=STRANGER)
    (said,) = await sent(world)
    assert "310-555-0100" in said
    assert await world.rows("select from patient") == []
    assert len(await world.published(ReplyReceived)) == 3
    world.clock.advance(timedelta(days=1, minutes=1))
    await world.reply("hello again", phone=STRANGER)
    assert len(await sent(world)) == 2


async def test_s76_after_hours_a_patient_is_answered_once_in_twelve_hours(told: World) -> None:
    told.clock.advance(timedelta(hours=9))  # Monday, 19:00
    for _ in range(3):
        await told.reply("my back feels odd")
        await sent(told)
        told.clock.advance(timedelta(hours=3))
    (said,) = told.carrier.bodies
    assert "988" in said
    assert "911" in said


async def test_t17_what_is_not_understood_is_promised_to_a_person(told: World) -> None:
    await told.reply("can I bring my dog?")
    await told.reply("he is small")
    assert await sent(told) == [A_PERSON]
    assert (await last(told)).intent is Intent.OTHER


@pytest.mark.parametrize("body", ["7", "PAIN 8", "FIX 6", "y", "n"])
async def test_s79b_numbers_and_letters_without_a_question_are_not_promised(
    told: World, body: str
) -> None:
    await told.reply(body)
    assert await sent(told) == []
    assert (await last(told)).intent is Intent.OTHER


async def test_s77_more_than_five_answers_an_hour_is_silence_and_a_task(told: World) -> None:
    for _ in range(8):
        await told.reply("R")
    assert len(await sent(told)) == 5
    assert [t.kind for t in await told.published(TaskOpened)] == ["answering_stopped"]


async def test_s78_an_empty_text_leaves_the_question_open_and_is_asked_again_once(
    told: World,
) -> None:
    told.clock.advance(timedelta(days=1))
    await told.hear(check_in())
    await told.send_due()
    told.carrier.accepted.clear()
    await told.reply("")
    await told.reply("")
    (said,) = await sent(told)
    assert said.startswith("Thanks. We can't read that here.")
    await told.reply("4")
    reply = await last(told)
    assert reply.intent is Intent.ANSWER
    assert reply.question
    assert reply.question.expects is Answer.SCORE


async def test_s90_the_open_question_says_whose_the_answer_is(shared: World) -> None:
    shared.clock.advance(timedelta(days=1))
    await shared.hear(check_in(patient_id=BEN))
    await shared.send_due()
    await shared.reply("4")
    assert (await last(shared)).patient_id == BEN


async def test_s92_whose_visit_is_asked_and_not_guessed(shared: World) -> None:
    shared.clock.advance(timedelta(hours=73))
    await shared.reply("C")
    assert await sent(shared) == ["Lin Center: who is this about? Reply 1 for Ana, 2 for Ben."]
    await shared.reply("2")
    reply = await last(shared)
    assert (reply.patient_id, reply.intent) == (BEN, Intent.CONFIRM)
    assert reply.appointment_id == "bens"


async def test_s92_a_number_out_of_range_or_too_late_chooses_nobody(shared: World) -> None:
    shared.clock.advance(timedelta(hours=73))
    await shared.reply("C")
    await shared.reply("3")
    assert (await last(shared)).intent is Intent.OTHER
    shared.clock.advance(timedelta(minutes=31))
    await shared.reply("2")
    assert (await last(shared)).appointment_id is None


async def test_s92_a_text_of_the_last_days_says_whose_visit_it_is(shared: World) -> None:
    shared.clock.advance(timedelta(hours=71))
    await shared.reply("C")
    assert (await last(shared)).appointment_id in {VISIT, "bens"}
    assert await sent(shared) == []


async def test_s93_nothing_from_a_phone_that_is_nobodys_own_is_a_patients(told: World) -> None:
    await told.reply("C", phone=STRANGER)
    reply = await last(told)
    assert (reply.patient_id == ANA, reply.appointment_id) == (False, None)
    assert ANAS_PHONE not in reply.patient_id
