"""A reply that the webhook never brought is found at the carrier."""

from datetime import timedelta
from pathlib import Path

import pytest

from services.notify.carrier import Received
from services.notify.timers.missed import Missed
from shared.events.messages import TextingStopped
from shared.events.replies import Intent, ReplyReceived
from tests.integration.notify.visits import booked
from tests.integration.notify.webhooks import connected
from tests.integration.notify.worlds import STORE_REPLY, World
from tests.support.patients import ANAS_PHONE, patient_saved


def received(world: World, body: str, sid: str = "SM" + "1" * 32) -> Received:
    return Received(sid, ANAS_PHONE, "+13105550100", body, 0, world.clock.now())


async def look(world: World) -> None:
    await Missed(world.db, world.carrier, world.clock, world.metrics, STORE_REPLY).tick()


async def intents(world: World) -> list[Intent]:
    return [reply.intent for reply in await world.published(ReplyReceived)]


async def test_a_reply_nobody_was_there_to_take_is_stored_and_understood_once(
    world: World,
) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    world.carrier.received.append(received(world, "C"))
    for _ in range(2):
        await look(world)
        await world.understand()
    assert await intents(world) == [Intent.CONFIRM]
    assert world.metrics.replies_fetched._value.get() == 1


async def test_s51_what_the_webhook_brought_is_not_taken_twice(world: World) -> None:
    await world.hear(patient_saved(), booked())
    world.carrier.received.append(received(world, "C"))
    await world.reply("C", sid=world.carrier.received[0].sid)
    await look(world)
    await world.understand()
    assert len(await intents(world)) == 1


async def test_s60_a_stop_that_was_missed_stops_all_the_same(world: World) -> None:
    await world.hear(patient_saved(), booked())
    world.carrier.received.append(received(world, "STOP"))
    await look(world)
    assert len(await world.published(TextingStopped)) == 1


async def test_a_look_that_failed_is_made_up_for_by_the_next(world: World) -> None:
    await look(world)
    world.carrier.received.append(received(world, "C"))
    world.carrier.away = True
    world.clock.advance(timedelta(hours=5))
    await look(world)
    world.carrier.away = False
    world.clock.advance(timedelta(hours=5))
    await look(world)
    await world.understand()
    assert len(await intents(world)) == 1


@pytest.mark.filterwarnings("ignore:websockets.legacy:DeprecationWarning")
async def test_the_carriers_list_tells_what_patients_wrote_oldest_first(
    world: World, tmp_path: Path
) -> None:
    async with connected(world, tmp_path) as line:
        await world.hear(patient_saved(), booked())
        await line.send_due()
        for body in ("one", "two"):
            await line.phones.reply(ANAS_PHONE, body)
        found = await line.carrier.list_received(world.clock.now() - timedelta(hours=1))
        assert [(r.phone, r.body) for r in found] == [(ANAS_PHONE, "one"), (ANAS_PHONE, "two")]
        assert await line.carrier.list_received(world.clock.now() + timedelta(hours=1)) == []
