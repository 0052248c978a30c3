"""A patient in danger is answered at once, and somebody is told, whatever else is going on."""

from datetime import timedelta
from pathlib import Path

import pytest

from services.notify.handlers.first_aid import MOST_ANSWERS_AN_HOUR
from shared.events.messages import TextState
from shared.events.outreach import Category, TextRequested
from shared.events.replies import Intent, RedFlagSeen, ReplyReceived
from tests.integration.notify.test_replies import check_in
from tests.integration.notify.visits import booked
from tests.integration.notify.webhooks import connected, open_door
from tests.integration.notify.worlds import World
from tests.support.eventually import eventually
from tests.support.facts import NOW
from tests.support.patients import ANA, ANAS_PHONE, patient_saved

DR_LIN = "+13105550190"
SAFETY = (
    "If you have trouble breathing, chest pain or feel very unwell, call 911 now."
    " Our team has been alerted. Clinic: 310-555-0100."
)
ALARM = "ALARM RED: a patient's text needs a person now. See the alerts on the dashboard."


@pytest.fixture
async def watched(world: World) -> World:
    """Ana has her confirmation, and Dr. Lin is on call."""
    await world.hear(patient_saved(), booked())
    await world.send_due()
    world.carrier.accepted.clear()
    await world.put_on_call(DR_LIN)
    return world


async def seen(world: World) -> list[RedFlagSeen]:
    found: list[RedFlagSeen] = await world.published(RedFlagSeen)
    return found


def sent(world: World) -> set[tuple[str, str]]:
    return {(o.phone, o.body) for o in world.carrier.accepted}


async def test_s114_the_patient_is_answered_on_call_is_told_and_the_case_is_opened(
    watched: World,
) -> None:
    await watched.reply("my chest hurts when I breathe in")
    await watched.send_urgent()
    assert sent(watched) == {(ANAS_PHONE, SAFETY), (DR_LIN, ALARM)}
    (flag,) = await seen(watched)
    assert (flag.patient_id, flag.grade, flag.can_be_texted) == (ANA, "red", True)
    assert "chest_pain" in flag.signs


async def test_s114_it_goes_in_the_night_and_over_every_cap(watched: World) -> None:
    watched.clock.advance(timedelta(hours=13))  # Monday, 23:00
    await watched.reply("no puedo respirar")
    await watched.send_urgent()
    (said,) = [o.body for o in watched.carrier.accepted if o.phone == ANAS_PHONE]
    assert said.startswith("Si le cuesta respirar")


async def test_s114_a_stranger_is_answered_too(world: World) -> None:
    await world.reply("chest pain", phone="+13105550177")
    await world.send_urgent()
    assert sent(world) == {("+13105550177", SAFETY)}
    (flag,) = await seen(world)
    assert flag.patient_id.startswith("phone:")


async def test_s114_blocked_by_the_carrier_somebody_is_told_to_call(watched: World) -> None:
    watched.carrier.refusals = [21610]
    await watched.put_on_call()
    await watched.reply("chest pain")
    await watched.send_urgent()
    await watched.put_on_call(DR_LIN)
    await watched.reply("chest pain, please")
    await watched.send_urgent()
    assert [flag.can_be_texted for flag in await seen(watched)] == [True, False, False]
    told = [o.body for o in watched.carrier.accepted if o.phone == DR_LIN]
    assert [("CANNOT BE TEXTED" in body) for body in told] == [True]


async def test_s114_a_refusal_makes_a_second_text_to_whoever_is_on_call(watched: World) -> None:
    await watched.reply("chest pain")
    async with watched.urgent_sender() as sender:
        claimed = {text.kind: text for text in await sender.claim(2)}
        [sending] = await sender.prepare([claimed["safety"]])
        watched.carrier.refusals = [21610]
        await sender.record(sending, await sender.call(sending))
    await watched.send_urgent()
    told = [o.body for o in watched.carrier.accepted if o.phone == DR_LIN]
    assert any("CANNOT BE TEXTED" in body for body in told)


async def test_s115_a_plain_denial_is_for_review_and_answered_by_nobody(watched: World) -> None:
    await watched.reply("no chest pain, just sore")
    await watched.send_urgent()
    assert watched.carrier.accepted == []
    assert [flag.grade for flag in await seen(watched)] == ["yellow"]


async def test_s119_a_wish_to_die_is_answered_with_988(watched: World) -> None:
    await watched.reply("I want to die")
    await watched.send_urgent()
    bodies = {o.phone: o.body for o in watched.carrier.accepted}
    assert "988" in bodies[ANAS_PHONE]
    assert "911" in bodies[ANAS_PHONE]
    assert bodies[DR_LIN].startswith("ALARM CRISIS")
    assert [flag.grade for flag in await seen(watched)] == ["crisis"]


async def test_s83_the_score_is_passed_on_and_the_safety_text_takes_the_thank_yous_place(
    watched: World,
) -> None:
    watched.clock.advance(timedelta(days=1))
    await watched.hear(check_in())
    await watched.send_due()
    watched.carrier.accepted.clear()
    await watched.reply("7 and I can't breathe properly")
    (reply,) = await watched.published(ReplyReceived)
    assert reply.intent is Intent.ANSWER
    thanks = TextRequested(
        patient_id=ANA,
        request_id="thanks-1",
        kind="score_noted",
        category=Category.CHECKIN,
        values={"score": "7"},
        expects=None,
        not_before=NOW,
        not_after=NOW + timedelta(days=2),
        in_reply_to=reply.reply_id,
    )
    await watched.hear(thanks)
    await watched.send_due()
    await watched.send_urgent()
    assert (ANAS_PHONE, SAFETY) in sent(watched)
    noted = await watched.text("score_noted")
    assert (noted.state, noted.reason) == (TextState.RETIRED, "safety_text_instead")


async def test_s79b_stop_does_not_silence_a_cry_for_help(watched: World) -> None:
    await watched.reply("STOP I can't breathe")
    await watched.send_urgent()
    assert (ANAS_PHONE, SAFETY) in sent(watched)


async def test_s114_an_opted_out_patient_is_answered_and_on_call_told_to_call(
    watched: World,
) -> None:
    await watched.reply("STOP")
    await watched.reply("chest pain")
    await watched.send_urgent()
    assert (ANAS_PHONE, SAFETY) in sent(watched)
    assert [flag.can_be_texted for flag in await seen(watched)] == [False]


async def test_s82_a_tap_on_our_own_safety_text_is_no_alarm(watched: World) -> None:
    await watched.reply(f"Liked “{SAFETY}”")
    assert await seen(watched) == []


async def test_s77_a_machine_that_answers_for_ever_is_answered_a_few_times(watched: World) -> None:
    for _ in range(MOST_ANSWERS_AN_HOUR + 3):
        await watched.reply("chest pain")
    await watched.send_urgent()
    answers = [o for o in watched.carrier.accepted if o.phone == ANAS_PHONE]
    assert len(answers) == MOST_ANSWERS_AN_HOUR
    assert len(await seen(watched)) == MOST_ANSWERS_AN_HOUR + 3


async def test_the_same_webhook_twice_alarms_once(watched: World) -> None:
    async with open_door(watched) as door:
        for _ in range(2):
            assert (await door.inbound("chest pain", "SM1")).status_code == 200
    await watched.send_urgent()
    assert len(watched.carrier.accepted) == 2
    assert len(await seen(watched)) == 1


async def test_a_lost_answer_of_the_carrier_is_cleared_up_at_once(watched: World) -> None:
    watched.carrier.silent, watched.carrier.listed = 1, False
    await watched.put_on_call()
    await watched.reply("chest pain")
    await watched.send_urgent()
    watched.clock.advance(timedelta(seconds=2))
    await watched.look_up()
    await watched.send_urgent()
    assert len(watched.carrier.accepted) == 2


async def test_s114_the_safety_text_reaches_the_phone_over_the_line(
    watched: World, tmp_path: Path
) -> None:
    async with (
        connected(watched, tmp_path) as line,
        watched.urgent_sender(line.carrier) as sender,
    ):
        await line.phones.reply(ANAS_PHONE, "chest pain")

        async def arrived() -> bool:
            await sender.tick()
            texts = await line.phones.texts(ANAS_PHONE)
            return any(t["body"] == SAFETY for t in texts)

        await eventually(arrived)
