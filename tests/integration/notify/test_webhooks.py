"""The webhooks: proof first, then one stored row, then one effect."""

import asyncio
from datetime import timedelta

import pytest

from shared.events.messages import TextDelivered, TextingStopped, TextState
from shared.events.replies import ReplyReceived
from tests.integration.notify.visits import booked
from tests.integration.notify.webhooks import open_door
from tests.integration.notify.worlds import World
from tests.support.patients import ANA, patient_saved

SID = "SM" + "a" * 32


async def counts(world: World) -> tuple[int, int]:
    """(replies, callbacks) stored."""
    rows = await world.rows(
        "select (select count(*) from inbound), (select count(*) from callback)"
    )
    return rows[0]  # type: ignore[no-any-return]


@pytest.mark.parametrize("signature", ["", "wrong", "RSOYDt4T1cUTdK1PDd93/VVr8B8="])
async def test_s50_what_is_not_signed_by_the_carrier_is_refused_and_not_stored(
    world: World, signature: str
) -> None:
    async with open_door(world) as door:
        for path in ("/twilio/inbound", "/twilio/status"):
            answer = await door.post(path, {"MessageSid": SID}, signature=signature)
            assert answer.status_code == 403
    assert await counts(world) == (0, 0)
    assert world.metrics.webhooks_refused._value.get() == 2


async def test_s50_a_request_without_a_signature_is_refused(world: World) -> None:
    async with open_door(world) as door:
        answer = await door.http.post("/twilio/inbound", data={"MessageSid": SID})
    assert answer.status_code == 403
    assert await counts(world) == (0, 0)


async def test_s50_another_account_is_refused_although_it_signs_with_our_token(
    world: World,
) -> None:
    async with open_door(world) as door:
        form = {"MessageSid": SID, "AccountSid": "AC" + "6" * 32}
        assert (await door.post("/twilio/inbound", form)).status_code == 403
    assert await counts(world) == (0, 0)


async def test_s50_either_of_two_tokens_signs_while_they_are_changed(world: World) -> None:
    async with open_door(world, tokens=("old", "new")) as door:
        for token, sid in (("old", "SM1"), ("new", "SM2")):
            form = {"MessageSid": sid, "From": "+13105550111", "Body": "hi", "To": ""}
            assert (await door.post("/twilio/inbound", form, token=token)).status_code == 200


async def test_a_reply_is_answered_with_an_empty_twiml(world: World) -> None:
    async with open_door(world) as door:
        answer = await door.inbound("hello", SID)
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response />'


async def test_s51_the_same_reply_twice_has_one_effect(world: World) -> None:
    await world.hear(patient_saved(), booked())
    async with open_door(world) as door:
        for _ in range(2):
            assert (await door.inbound(" C ", SID)).status_code == 200
            await world.understand()
    assert len(await world.published(ReplyReceived)) == 1
    assert await counts(world) == (1, 0)


async def test_s52_the_same_reply_in_parallel_has_one_effect(world: World) -> None:
    await world.hear(patient_saved())
    async with open_door(world) as door:
        answers = await asyncio.gather(*(door.inbound("STOP", SID) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {200}
    await world.understand()
    assert len(await world.published(ReplyReceived)) == 1
    assert len(await world.published(TextingStopped)) == 1


async def test_s53_a_reply_replayed_a_year_later_has_no_effect(world: World) -> None:
    await world.hear(patient_saved(), booked())
    async with open_door(world) as door:
        await door.inbound("X", SID)
        await world.understand()
        world.clock.advance(timedelta(days=365))
        assert (await door.inbound("X", SID)).status_code == 200
        await world.understand()
    assert len(await world.published(ReplyReceived)) == 1


async def test_s54_an_older_status_is_kept_but_moves_nothing(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    text = await world.text("confirmation")
    query = f"?text={text.text_id}&attempt={text.attempt_id}"
    async with open_door(world) as door:
        for status in ("delivered", "sent", "queued", "newword"):
            assert (await door.status(text.sid or "", status, query)).status_code == 204
    assert (await world.text("confirmation")).state is TextState.DELIVERED
    assert await counts(world) == (0, 4)


async def test_s55_a_status_that_is_quicker_than_the_answer_is_matched_by_our_id(
    world: World,
) -> None:
    await world.hear(patient_saved(), booked())
    sender = world.sender()
    [sending] = await sender.prepare(await sender.claim(1))
    assert sending.attempt_id
    sid = f"SM{sending.attempt_id.hex}"
    query = f"?text={sending.text_id}&attempt={sending.attempt_id}"
    async with open_door(world) as door:
        await door.status(sid, "delivered", query)
    await sender.record(sending, await sender.call(sending))
    text = await world.text("confirmation")
    assert (text.state, text.carrier_status) == (TextState.DELIVERED, "delivered")
    assert text.sid == sid


async def test_s56_sent_and_delivered_of_one_sid_both_count(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    text = await world.text("confirmation")
    seen = []
    async with open_door(world) as door:
        for status in ("sent", "sent", "delivered", "delivered"):
            await door.status(text.sid or "", status)
            seen.append((await world.text("confirmation")).state)
    assert seen == ["sent", "sent", "delivered", "delivered"]
    assert await counts(world) == (0, 2)
    assert len(await world.published(TextDelivered)) == 1


async def test_a_handset_that_was_off_is_tried_once_more_after_half_an_hour(world: World) -> None:
    await world.hear(patient_saved(), booked())
    async with open_door(world) as door:
        for expected in (TextState.PLANNED, TextState.FAILED):
            await world.send_due()
            text = await world.text("confirmation")
            query = f"?text={text.text_id}&attempt={text.attempt_id}"
            await door.status(text.sid or "", "undelivered", query, error="30003")
            text = await world.text("confirmation")
            assert (text.state, text.error_code) == (expected, "30003")
            world.clock.advance(timedelta(minutes=31))


async def test_a_late_word_about_an_earlier_try_does_not_touch_the_next(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    first = await world.text("confirmation")
    query = f"?text={first.text_id}&attempt={first.attempt_id}"
    async with open_door(world) as door:
        await door.status(first.sid or "", "undelivered", query, error="30003")
        world.clock.advance(timedelta(minutes=31))
        await world.send_due()
        await door.status(first.sid or "", "delivered", query)
    assert (await world.text("confirmation")).state is TextState.ACCEPTED


async def test_a_21610_by_callback_stops_everything_too(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    text = await world.text("confirmation")
    async with open_door(world) as door:
        await door.status(text.sid or "", "failed", error="21610")
    assert {t.state for t in await world.texts("reminder")} == {TextState.RETIRED}
    assert [(e.patient_id, e.source) for e in await world.published(TextingStopped)] == [
        (ANA, "carrier")
    ]
