"""The simulator's page and its live stream, without a browser."""

import json
from collections.abc import AsyncGenerator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from shared.clock import SharedClock, SystemClock
from tests.support.phones import RunningPhones, running_phones

ANA = "+13105550142"


async def events(
    phones: RunningPhones, path: str, **headers: str
) -> AsyncGenerator[dict[str, Any], None]:
    """Server-sent events as {"id", "event", "data"}, without end."""
    async with phones.http.stream("GET", path, headers=headers, timeout=10) as answer:
        event: dict[str, Any] = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if not line and event:
                yield event
                event = {}
            elif name in {"id", "event", "data"}:
                event[name] = json.loads(value) if name == "data" else value


async def first_events(
    stream: AsyncGenerator[dict[str, Any], None], count: int
) -> list[dict[str, Any]]:
    found = []
    async for event in stream:
        found.append(event)
        if len(found) == count:
            break
    await stream.aclose()
    return found


async def test_the_page_shows_texts_escaped_and_allows_no_foreign_code(
    phones: RunningPhones,
) -> None:
    await phones.http.post("/api/phones", json={"number": ANA, "name": "Ana <Reyes>"})
    await phones.reply(ANA, "<script>alert(1)</script>")
    answer = await phones.http.get("/")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "Ana &lt;Reyes&gt;" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert " style=" not in answer.text
    assert " onclick=" not in answer.text


async def test_the_stream_tells_of_a_new_phone_and_its_text(phones: RunningPhones) -> None:
    await phones.reply(ANA, "Hello")
    phone, text = await first_events(events(phones, "/live?after=0"), 2)
    assert (phone["event"], phone["data"]["number"]) == ("phone", ANA)
    assert (text["event"], text["data"]["phone"]) == ("text", ANA)
    assert "Hello" in text["data"]["html"]


async def test_the_stream_resumes_after_the_last_event_seen(phones: RunningPhones) -> None:
    await phones.reply(ANA, "first")
    await phones.wait_for_text(ANA, lambda text: text["webhook_status"] == 204)
    seen = (await first_events(events(phones, "/live?after=0"), 2))[-1]["id"]
    await phones.reply(ANA, "second")
    stream = events(phones, "/live?after=0", **{"Last-Event-ID": seen})
    (resumed,) = await first_events(stream, 1)
    assert "second" in resumed["data"]["html"]


async def test_a_page_from_another_life_of_the_data_is_told_to_reload(
    phones: RunningPhones,
) -> None:
    (event,) = await first_events(events(phones, "/live?after=999"), 1)
    assert event["event"] == "reload"


async def test_moving_time_moves_every_clock_and_tells_the_page(tmp_path: Path) -> None:
    shared = tmp_path / "clock"
    async with running_phones(tmp_path, SharedClock(shared)) as phones:
        other_process = SharedClock(shared)
        before = other_process.now()
        moved = await phones.http.post("/api/clock/advance", json={"seconds": 3600})
        assert moved.is_success
        assert 3600 <= (other_process.now() - before).total_seconds() < 3660
        (event,) = await first_events(events(phones, "/live?after=0"), 1)
        assert event["event"] == "clock"
        await phones.http.post("/api/clock/advance", json={"until": "09:00"})
        local = datetime.fromisoformat((await phones.http.get("/api/clock")).json()["local"])
        assert (local.hour, local.minute) == (9, 0)


async def test_the_real_clock_cannot_be_moved(tmp_path: Path) -> None:
    async with running_phones(tmp_path, SystemClock()) as phones:
        answer = await phones.http.post("/api/clock/advance", json={"seconds": 1})
        assert answer.status_code == 409
        assert (await phones.http.get("/api/clock")).json()["movable"] is False


@pytest.mark.parametrize("move", [{}, {"seconds": -1}, {"seconds": 1, "until": "09:00"}])
async def test_a_move_backwards_or_nowhere_is_refused(
    phones: RunningPhones, move: dict[str, Any]
) -> None:
    assert (await phones.http.post("/api/clock/advance", json=move)).status_code == 422


async def test_an_impossible_phone_is_not_added(phones: RunningPhones) -> None:
    for number in ["+1310", "3105550142", "+1 310 555 0142"]:
        answer = await phones.http.post("/api/phones", json={"number": number})
        assert answer.status_code == 422
    assert (await phones.http.get("/api/phones")).json() == []
