"""Kinds of text that are held or only written down, and what an operator sees."""

from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from services.notify import commands
from services.notify.settings import NotifySettings
from shared.commands import UsageError
from shared.events.messages import TextState
from shared.redis import connect
from shared.service import Ground
from shared.telemetry import Metrics
from tests.integration.notify.carriers import sid_of
from tests.integration.notify.visits import STARTS_AT, booked
from tests.integration.notify.webhooks import open_door
from tests.integration.notify.worlds import World
from tests.support.patients import patient_saved


def ground(world: World) -> Ground:
    metrics = Metrics("notify")
    metrics.registry = CollectorRegistry()
    return Ground(
        "notify",
        NotifySettings(),
        world.clock,
        world.db,
        connect("redis://127.0.0.1:1/0"),
        metrics,
    )


async def test_o07_a_kind_that_is_off_is_held_and_goes_when_it_is_on_again(world: World) -> None:
    on = ground(world)
    await commands.switch(on, ["confirmation", "off"])
    await world.hear(patient_saved(), booked())
    await world.send_due()
    held = await world.text("confirmation")
    assert (held.state, held.reason) == (TextState.PLANNED, "kind_switched_off")
    assert await commands.switch(on, ["confirmation", "on"]) == "confirmation is on"
    world.clock.advance(timedelta(minutes=5))
    await world.send_due()
    assert len(world.carrier.accepted) == 1


async def test_o07_a_dry_run_sends_nothing_and_says_so(world: World) -> None:
    await commands.switch(ground(world), ["confirmation", "dry-run"])
    await world.hear(patient_saved(), booked())
    await world.send_due()
    assert world.carrier.accepted == []
    assert (await world.text("confirmation")).reason == "dry_run"


@pytest.mark.parametrize("arguments", [[], ["confirmation"], ["confirmation", "maybe"]])
async def test_a_switch_that_is_none_is_refused(world: World, arguments: list[str]) -> None:
    with pytest.raises(UsageError, match="a kind of text is needed"):
        await commands.switch(ground(world), arguments)


async def test_a_kind_of_text_that_is_none_is_not_switched_off(world: World) -> None:
    """Whoever mistypes it in a hurry must not believe that it is off."""
    with pytest.raises(UsageError, match="confirmtion is no kind of text"):
        await commands.switch(ground(world), ["confirmtion", "off"])
    assert await world.rows("select from kind_switch") == []


@pytest.mark.parametrize("code", ["30007", "30034"])
async def test_s57_a_kind_that_carriers_filter_is_stopped_for_everybody(
    world: World, code: str
) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    (outgoing,) = world.carrier.accepted
    async with open_door(world) as door:
        query = f"?text={outgoing.text_id}&attempt={outgoing.attempt_id}"
        await door.status(sid_of(outgoing), "undelivered", query, error=code)
    await world.hear(booked(appointment_id="2", starts_at=STARTS_AT + timedelta(days=7)))
    await world.send_due()
    assert len(world.carrier.accepted) == 1
    async with world.db.transaction() as conn:
        await world.metrics.refresh(conn, world.clock.now())
    assert world.metrics.kinds_switched._value.get() == 1


async def test_the_history_of_a_text_is_shown_without_its_words(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    (outgoing,) = world.carrier.accepted
    async with open_door(world) as door:
        query = f"?text={outgoing.text_id}&attempt={outgoing.attempt_id}"
        await door.status(sid_of(outgoing), "delivered", query)
    shown = await commands.show_text(ground(world), [str(outgoing.text_id)])
    moves = [line.split("Z  ")[1].split()[0] for line in shown.splitlines() if "Z  " in line]
    assert moves[:3] == ["planned", "sending", "accepted"]
    assert "kind: confirmation" in shown
    assert "carrier: delivered" in shown
    assert "Lin Center" not in shown
