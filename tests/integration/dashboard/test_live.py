"""An open page hears that something changed, and says so when it cannot hear."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from services.dashboard.live.hints import Hint, Hints, Kind
from services.dashboard.live.hub import Hub
from services.dashboard.live.stream import SLOW, stream
from shared.events.merges import PatientsMerged
from shared.redis import connect
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import Project
from tests.integration.dashboard.facts import PATIENT
from tests.support.bus import running
from tests.support.eventually import eventually
from tests.support.facts import NOW
from tests.support.serving import serving


async def until(events: AsyncIterator[str], wanted: str, within_seconds: float = 5) -> list[str]:
    """What the stream says up to and with the first line that holds `wanted`."""
    heard: list[str] = []
    async with asyncio.timeout(within_seconds):
        async for event in events:
            heard.append(event)
            if wanted in event:
                return heard
    raise AssertionError(f"the stream ended before {wanted}: {heard}")


async def always() -> bool:
    return True


@asynccontextmanager
async def page_of(
    hub: Hub, *, patient_id: str = "", knows: str | None = None
) -> AsyncIterator[AsyncIterator[str]]:
    """The stream of an open page that knows all, unless told otherwise."""
    await eventually(lambda: hub.listening)
    with hub.subscribed(patient_id) as subscriber:
        yield stream(
            hub,
            subscriber,
            last_event_id=hub.latest if knows is None else knows,
            may_stay=always,
            keep_alive=timedelta(seconds=0.05),
        )


async def test_an_event_reaches_an_open_page_over_http(
    app: FastAPI, robin: Visitor, project: Project, hints: Hints, hub: Hub
) -> None:
    cookies = dict(robin.client.cookies)
    async with running(hints.run, hub.run), serving(app) as address:
        await eventually(lambda: hub.listening)
        async with (
            httpx.AsyncClient(base_url=address, cookies=cookies) as client,
            client.stream("GET", f"/live?last_event_id={hub.latest}") as answer,
        ):
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = answer.aiter_lines()
            await until(lines, "still here")
            await project(facts.booked(facts.visit()))
            await until(lines, "event: visits")


async def test_a_hint_names_neither_the_patient_nor_what_was_said(
    project: Project, hints: Hints, hub: Hub, redis: Redis
) -> None:
    async with redis.pubsub() as heard:
        await heard.subscribe("meridian:dashboard:live")
        await project(facts.patient(), facts.reply("my knee hurts"))
        await hints.publish()
        said = ""
        async with asyncio.timeout(5):
            while "changes" not in said:
                said = str(await heard.get_message(timeout=1))
    assert PATIENT in said
    for secret in ("Alex", "3105550123", "knee"):
        assert secret not in said


async def test_a_rolled_back_change_is_not_announced(
    hints: Hints, hub: Hub, project: Project
) -> None:
    broken = facts.booked(facts.visit(version=2**40))  # does not fit its column
    async with running(hints.run, hub.run), page_of(hub) as events:
        with pytest.raises(Exception, match="out of range"):
            await project(broken)
        await project(facts.alert())
        heard = await until(events, "event: alerts")
    assert not any("event: visits" in event for event in heard)


async def test_the_page_of_a_patient_hears_which_part_of_that_patient_changed(
    project: Project, hints: Hints, hub: Hub
) -> None:
    async with running(hints.run, hub.run), page_of(hub, patient_id=PATIENT) as events:
        await project(facts.pain(5, patient_id="somebody-else"))
        heard = await until(events, "event: scores")
        await project(facts.pain(5))
        heard = await until(events, "event: patient-scores")
    assert not any("refresh" in event for event in heard)


async def test_a_page_that_missed_something_fetches_everything_again(
    project: Project, hints: Hints, hub: Hub
) -> None:
    async with running(hints.run, hub.run):
        await eventually(lambda: hub.listening)
        before = hub.latest
        await project(facts.alert())
        await eventually(lambda: hub.latest != before)
        async with page_of(hub, knows=before) as events:
            await until(events, "event: refresh")


async def test_a_page_that_missed_nothing_fetches_nothing(hints: Hints, hub: Hub) -> None:
    async with running(hints.run, hub.run), page_of(hub) as events:
        heard = await until(events, "still here")
    assert not any("refresh" in event for event in heard)


async def test_when_redis_forgets_everything_pages_fetch_everything_again(
    project: Project, hints: Hints, hub: Hub, redis: Redis
) -> None:
    async with running(hints.run, hub.run):
        await eventually(lambda: hub.listening)
        await project(facts.alert())
        await eventually(lambda: hub.latest == "1")
        async with page_of(hub) as events:
            await until(events, "still here")
            await redis.flushall()
            await until(events, "event: refresh")


async def test_without_redis_a_page_is_told_and_looks_for_news_by_itself() -> None:
    away = connect("redis://127.0.0.1:1/0")
    hub = Hub(away)
    async with running(hub.run):
        with hub.subscribed() as subscriber:
            events = stream(
                hub,
                subscriber,
                last_event_id="",
                may_stay=always,
                keep_alive=timedelta(seconds=0.05),
            )
            await until(events, SLOW)
            await until(events, "event: refresh")
            await until(events, "event: refresh")
    await away.aclose()


async def test_events_are_projected_and_hints_dropped_without_redis(project: Project) -> None:
    away = connect("redis://127.0.0.1:1/0")
    hints = Hints(away)
    async with running(hints.run):
        hints.add(PATIENT, "visits")  # type: ignore[arg-type]
        await eventually(lambda: not hints._changes)
    await away.aclose()


async def test_a_stream_ends_with_its_session(hub: Hub, hints: Hints) -> None:
    async def gone() -> bool:
        return False

    async with running(hub.run):
        with hub.subscribed() as subscriber:
            events = stream(hub, subscriber, last_event_id="", may_stay=gone)
            assert [event async for event in events] == ["retry: 2000\n\n"]


async def test_a_stream_ends_with_the_process(hub: Hub) -> None:
    async with running(hub.run), page_of(hub) as events:
        await until(events, "still here")
        stopping = asyncio.create_task(until(events, "never"))
    with pytest.raises(AssertionError, match="the stream ended"):
        await stopping


async def test_s103_the_page_of_a_person_hears_of_each_of_their_records(
    robin: Visitor, project: Project, hub: Hub
) -> None:
    merged = PatientsMerged(
        patient_id=PATIENT,
        merge_id="merge-1",
        merged_id="patient-2",
        at=NOW,
        undo_until=NOW,
        actor="staff:x",
    )
    await project(facts.patient(), facts.patient("patient-2"), merged)
    shown = (await robin.get(f"/patients/{PATIENT}")).text
    assert f"patient={PATIENT}&amp;patient=patient-2" in shown
    with hub.subscribed(PATIENT, "patient-2") as subscriber:
        subscriber.hear(Hint("1", {"patient-2": frozenset({Kind.VISITS})}))
        assert "patient-visits" in subscriber.take()
