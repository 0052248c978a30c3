"""The sender and the webhooks against the phone simulator: Twilio's SDK over real HTTP."""

from datetime import timedelta
from pathlib import Path

import pytest

from shared.events.messages import TextDelivered, TextState
from shared.events.replies import Intent, ReplyReceived
from tests.integration.notify.visits import booked
from tests.integration.notify.webhooks import connected
from tests.integration.notify.worlds import World
from tests.support.eventually import eventually
from tests.support.patients import ANAS_PHONE, patient_saved

pytestmark = pytest.mark.filterwarnings("ignore:websockets.legacy:DeprecationWarning")


async def state_of(world: World) -> TextState:
    return (await world.text("confirmation")).state


async def texts_on_the_phone(phones: object) -> list[str]:
    return [t["body"] for t in await phones.texts(ANAS_PHONE) if t["direction"] != "inbound"]  # type: ignore[attr-defined]


async def test_a_text_is_on_the_phone_and_known_as_delivered(world: World, tmp_path: Path) -> None:
    async with connected(world, tmp_path) as line:
        await world.hear(patient_saved(), booked())
        await line.send_due()

        async def delivered() -> bool:
            return await state_of(world) is TextState.DELIVERED

        await eventually(delivered)
        assert len(await texts_on_the_phone(line.phones)) == 1
    assert len(await world.published(TextDelivered)) == 1


@pytest.mark.parametrize("fault", ["500_after", "timeout_after", "drop_after"])
async def test_s36_a_text_taken_without_a_word_is_recovered_not_repeated(
    world: World, tmp_path: Path, fault: str
) -> None:
    async with connected(world, tmp_path, timeout_seconds=0.3) as line:
        await line.phones.order_fault("no_callbacks")
        await line.phones.order_fault(fault, seconds=2)
        await world.hear(patient_saved(), booked())
        await line.send_due()
        assert await state_of(world) is TextState.SENDING
        await world.look_up(line.carrier)
        assert (await world.text("confirmation")).sid
        assert len(await texts_on_the_phone(line.phones)) == 1


async def test_s36_a_callback_with_our_id_tells_what_the_answer_did_not(
    world: World, tmp_path: Path
) -> None:
    async with connected(world, tmp_path, timeout_seconds=0.3) as line:
        await line.phones.order_fault("timeout_after", seconds=2)
        await world.hear(patient_saved(), booked())
        await line.send_due()

        async def delivered() -> bool:
            return await state_of(world) is TextState.DELIVERED

        await eventually(delivered)
        assert len(await texts_on_the_phone(line.phones)) == 1


@pytest.mark.parametrize("fault", ["500_before", "timeout_before", "drop_before"])
async def test_s36_a_text_that_was_not_taken_goes_after_ten_minutes(
    world: World, tmp_path: Path, fault: str
) -> None:
    async with connected(world, tmp_path, timeout_seconds=0.3) as line:
        await line.phones.order_fault(fault, seconds=2)
        await world.hear(patient_saved(), booked())
        await line.send_due()
        await world.look_up(line.carrier)
        assert await state_of(world) is TextState.SENDING
        world.clock.advance(timedelta(minutes=11))
        await world.look_up(line.carrier)
        await line.send_due()
        assert len(await texts_on_the_phone(line.phones)) == 1


async def test_a_reply_arrives_signed_and_is_understood(world: World, tmp_path: Path) -> None:
    async with connected(world, tmp_path) as line:
        await world.hear(patient_saved(), booked())
        await line.send_due()
        await line.phones.reply(ANAS_PHONE, " C ")

        async def understood() -> list[ReplyReceived]:
            await world.understand()
            return await world.published(ReplyReceived)

        replies = await eventually(understood)
        assert [(r.intent, r.body) for r in replies] == [(Intent.CONFIRM, " C ")]


async def test_s60_stop_at_the_carrier_is_known_here_and_answered_by_nobody(
    world: World, tmp_path: Path
) -> None:
    async with connected(world, tmp_path) as line:
        await world.hear(patient_saved(), booked())
        await line.send_due()
        await line.phones.reply(ANAS_PHONE, "Stop")

        async def retired() -> bool:
            return {t.state for t in await world.texts("reminder")} == {TextState.RETIRED}

        await eventually(retired)
        world.clock.advance(timedelta(days=6))
        await line.send_due()
        ours = [b for b in await texts_on_the_phone(line.phones) if b.startswith("Lin Center")]
        assert len(ours) == 1


async def test_the_carriers_21610_is_believed_over_our_ledger(world: World, tmp_path: Path) -> None:
    async with connected(world, tmp_path) as line:
        await line.phones.reply(ANAS_PHONE, "stop")
        await eventually(lambda: world.rows("select 1 from inbound"))
        await world.hear(patient_saved())
        await world.rows(
            "insert into consent_entry (phone, state, source, at)"
            " values (%s, 'granted', 'keyword', %s) returning 1",
            ANAS_PHONE,
            world.clock.now(),
        )
        await world.hear(booked())
        await line.send_due()
        text = await world.text("confirmation")
        assert (text.state, text.reason) == (TextState.FAILED, "21610")
    rows = await world.rows(
        "select source from consent where phone = %s and state = 'revoked'", ANAS_PHONE
    )
    assert rows == [("carrier",)]
