"""Operations are alarmed when something is wrong with the service, once, until it is over (S-120)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.notify.alarm_rules import load_rules
from services.notify.store import restores, switches
from services.notify.store.measures import MEASURES
from services.notify.timers.watch import Watch
from shared.db import Database
from tests.integration.notify.desks import new_desk, token
from tests.integration.notify.visits import booked
from tests.integration.notify.worlds import CLINIC, World
from tests.support.facts import NOW
from tests.support.patients import ANAS_PHONE, patient_saved

INVALID_NUMBER = 21211


@pytest.fixture
async def desk(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with new_desk(world) as http:
        yield http


async def look(world: World, *, relayed: bool = True) -> None:
    """After the relay has published everything."""
    rules = load_rules()
    if relayed:
        await world.rows("update outbox set published_at = occurred_at returning 1")
    await Watch(world.db, world.clock, rules, world.metrics, CLINIC.zone).tick()


async def alarms(world: World, desk: httpx.AsyncClient) -> list[dict[str, Any]]:
    await look(world)
    listed: list[dict[str, Any]] = (await desk.get("/staff/v1/alarms", headers=token(world))).json()
    return listed


async def open_alarms(world: World, desk: httpx.AsyncClient) -> set[str]:
    return {a["name"] for a in await alarms(world, desk) if a["cleared_at"] is None}


async def book(world: World, count: int) -> None:
    for n in range(count):
        patient, phone = f"patient-{n}", f"+13105551{n:03}"
        await world.hear(patient_saved(patient_id=patient, phone=phone))
        visit = booked(appointment_id=f"appointment-{n}")
        await world.hear(visit.model_copy(update={"patient_id": patient}))


async def test_s120_a_text_that_is_late_is_an_alarm_once_until_it_went(
    world: World, desk: httpx.AsyncClient
) -> None:
    await book(world, 1)
    world.clock.advance(timedelta(minutes=5))
    assert await open_alarms(world, desk) == set()
    world.clock.advance(timedelta(seconds=1))
    for _ in range(3):
        (alarm,) = await alarms(world, desk)
    assert (alarm["name"], alarm["limit"]) == ("texts_late", 300)
    raised_at = alarm["raised_at"]
    world.clock.advance(timedelta(minutes=4))
    (alarm,) = await alarms(world, desk)
    assert (alarm["raised_at"], alarm["value"]) == (raised_at, 541)
    await world.send_due()
    (alarm,) = await alarms(world, desk)
    assert alarm["cleared_at"] is not None
    world.clock.advance(timedelta(days=1, minutes=1))
    assert await alarms(world, desk) == []


@pytest.mark.parametrize(("failures", "alarmed"), [(0, False), (1, True)])
async def test_s120_three_percent_of_failures_is_an_alarm(
    world: World, desk: httpx.AsyncClient, failures: int, alarmed: bool
) -> None:
    await book(world, 30)
    world.carrier.refusals = [INVALID_NUMBER] * failures
    await world.send_due()
    assert ("sends_failing" in await open_alarms(world, desk)) is alarmed
    world.clock.advance(timedelta(minutes=16))
    assert "sends_failing" not in await open_alarms(world, desk)


async def test_s120_one_failure_of_a_few_is_no_alarm(world: World, desk: httpx.AsyncClient) -> None:
    await book(world, 2)
    world.carrier.refusals = [INVALID_NUMBER]
    await world.send_due()
    assert await open_alarms(world, desk) == set()


async def test_s120_a_carrier_that_never_calls_while_texts_go_out_is_an_alarm(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.hear(patient_saved())
    for hour in range(3):
        await world.hear(booked(appointment_id=f"appointment-{hour}"))
        await world.send_due()
        quiet = await open_alarms(world, desk)
        world.clock.advance(timedelta(minutes=40))
        assert quiet == ({"webhooks_silent"} if hour == 2 else set())
    await world.reply("C", phone=ANAS_PHONE)
    assert await open_alarms(world, desk) == set()


async def test_s120_silence_at_night_or_while_nothing_went_is_none(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply("hello", phone="+13105550119")
    world.clock.advance(timedelta(hours=5))
    assert "webhooks_silent" not in await open_alarms(world, desk), "nothing went"
    world.clock.advance(timedelta(hours=5))
    await world.hear(patient_saved(), booked(booked_at=world.clock.now()))
    await world.send_due()
    assert len(world.carrier.bodies) == 1
    assert "webhooks_silent" not in await open_alarms(world, desk), "it is night"


async def test_s120_events_that_nobody_publishes_are_an_alarm(world: World) -> None:
    await book(world, 1)
    await world.send_due()
    for minutes, found in [(2, []), (1, [("events_waiting",)])]:
        world.clock.advance(timedelta(minutes=minutes))
        await look(world, relayed=False)
        assert await world.rows("select rule from operation_alarm") == found


async def test_s120_a_red_thread_a_kind_switched_off_and_what_a_restore_holds_are_alarms(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.hear(patient_saved(), booked())
    await world.reply("Can I bring my sister?")
    async with world.db.transaction() as conn:
        await switches.set_kind(conn, "reminder", "off", "30007", NOW)
        await restores.notice_copy(conn, NOW)
        await restores.hold(conn, NOW + timedelta(minutes=1))
    world.clock.advance(timedelta(hours=2))
    await world.grow_older()
    assert {"unread_red", "kinds_off", "restore_held"} <= await open_alarms(world, desk)


async def test_s120_two_who_look_at_once_raise_one_alarm(world: World, notify_dsn: str) -> None:
    await book(world, 1)
    world.clock.advance(timedelta(minutes=6))
    async with Database(notify_dsn, pool_size=2) as other:
        second = Watch(other, world.clock, load_rules(), world.metrics, CLINIC.zone)
        await look(world)
        await second.tick()
    assert await world.rows("select rule from operation_alarm") == [("texts_late",)]


def test_every_rule_measures_something_there_is() -> None:
    rules = load_rules()
    assert {rule.measure for rule in rules} == set(MEASURES)
    assert all(rule.says for rule in rules)


async def test_s120_texts_wait_while_the_carrier_refuses_our_account_and_that_is_an_alarm(
    world: World, desk: httpx.AsyncClient
) -> None:
    await book(world, 1)
    world.carrier.refusals = [20003]
    await world.send_due()
    assert "account_refused" in await open_alarms(world, desk)
    world.clock.advance(timedelta(minutes=1))
    await world.send_due()
    assert len(world.carrier.accepted) == 1
    assert "account_refused" not in await open_alarms(world, desk)
