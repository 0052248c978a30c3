"""S-09: many tries cost some work, too many are refused, and nothing typed is lost."""

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from altcha.v1 import solve_challenge

from shared import redis
from tests.integration.booking.test_pages import ABOUT, BOOK, CHOICE, REASON, carried
from tests.support.booking import Booking, body, prepare, started
from tests.support.servers import DatabaseFactory

FREE = 3


@pytest.fixture
async def limited(database_factory: DatabaseFactory, valkey_url: str) -> AsyncIterator[Booking]:
    dsn = await asyncio.to_thread(database_factory, "booking", prepare)
    async with started(dsn, valkey_url, free_tries=FREE) as running:
        yield running


@pytest.fixture
async def without_redis(database_factory: DatabaseFactory) -> AsyncIterator[Booking]:
    dsn = await asyncio.to_thread(database_factory, "booking", prepare)
    async with started(dsn, "redis://127.0.0.1:1", free_tries=FREE) as running:
        yield running


async def use_up(booking: Booking, **changes: Any) -> None:
    """Tries that are refused for other reasons count too."""
    for _ in range(FREE):
        answer = await booking.book(red_flags=["fever_with_pain"], **changes)
        assert answer.status_code == 409


def solve(challenge: dict[str, Any]) -> str:
    found = solve_challenge(
        challenge["challenge"],
        challenge["salt"],
        challenge["algorithm"],
        challenge["maxnumber"],
        0,
    )
    assert found is not None
    proof = {k: challenge[k] for k in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**proof, "number": found.number}).encode()).decode()


async def book_with(booking: Booking, proof: str) -> Any:
    return await booking.http.post("/api/v1/appointments", json=body(), headers={"Altcha": proof})


async def test_s09_after_the_free_tries_a_proof_of_work_is_asked_for_and_opens_the_door_once(
    limited: Booking,
) -> None:
    await use_up(limited)
    asked = await limited.book()
    assert (asked.status_code, asked.json()["code"]) == (429, "challenge")
    assert await limited.count("appointment") == 0
    proof = solve(asked.json()["challenge"])
    assert (await book_with(limited, proof)).status_code == 201
    again = await book_with(limited, proof)
    assert (again.status_code, again.json()["code"]) == (429, "challenge")


async def test_s09_beyond_the_most_only_the_phone_helps_until_the_window_has_passed(
    limited: Booking,
) -> None:
    for _ in range(2 * FREE):
        await limited.book(red_flags=["fever_with_pain"])
    refused = await limited.book()
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_tries")
    limited.clock.advance(timedelta(minutes=10))
    assert (await limited.book()).status_code == 201


async def test_s09_a_window_slides_so_that_old_tries_no_longer_count(limited: Booking) -> None:
    await use_up(limited)
    limited.clock.advance(timedelta(minutes=9, seconds=59))
    assert (await limited.book()).status_code == 429
    limited.clock.advance(timedelta(minutes=1))
    assert (await limited.book()).status_code == 201


@pytest.mark.parametrize("proof", ["", "nonsense", "e30=", "W10=", "bnVsbA=="])
async def test_s09_a_proof_that_is_none_is_not_taken(limited: Booking, proof: str) -> None:
    await use_up(limited)
    answer = await book_with(limited, proof)
    assert (answer.status_code, answer.json()["code"]) == (429, "challenge")


async def test_s09_a_proof_of_another_making_or_too_old_is_not_taken(limited: Booking) -> None:
    await use_up(limited)
    challenge = (await limited.book()).json()["challenge"]
    forged = solve({**challenge, "signature": "0" * 64})
    assert (await book_with(limited, forged)).status_code == 429
    proof = solve(challenge)
    limited.clock.advance(timedelta(minutes=8))
    await use_up_again(limited)
    limited.clock.advance(timedelta(minutes=3))
    assert (await book_with(limited, proof)).status_code == 429


async def use_up_again(booking: Booking) -> None:
    for _ in range(FREE):
        await booking.book(red_flags=["fever_with_pain"])


async def test_s09_without_redis_the_process_counts_for_itself(without_redis: Booking) -> None:
    await use_up(without_redis)
    asked = await without_redis.book()
    assert (asked.status_code, asked.json()["code"]) == (429, "challenge")
    proof = solve(asked.json()["challenge"])
    assert (await book_with(without_redis, proof)).status_code == 201
    assert (await book_with(without_redis, proof)).status_code == 429


async def test_s09_a_page_keeps_what_was_typed_and_names_the_phone(limited: Booking) -> None:
    await use_up(limited)
    page = await limited.http.post(f"{BOOK}/book", data={**CHOICE, **ABOUT, **REASON})
    assert page.status_code == 429
    assert "tel:+13105550100" in page.text
    assert "<noscript>" in page.text
    kept = carried(page.text)
    assert (kept["name"], kept["start"]) == (ABOUT["name"], CHOICE["start"])
    [sent] = re.findall(r'data-challenge="([^"]*)"', page.text)
    kept["altcha"] = solve(json.loads(unescape(sent)))
    done = await limited.http.post(f"{BOOK}/book", data=kept)
    assert done.headers["location"].endswith("/booked")


async def test_s09_who_fills_in_the_field_no_person_sees_is_asked_to_prove_it(
    limited: Booking,
) -> None:
    page = await limited.http.post(
        f"{BOOK}/book", data={**CHOICE, **ABOUT, **REASON, "website": "spam.example"}
    )
    assert page.status_code == 429
    assert "website" not in carried(page.text)
    assert await limited.count("appointment") == 0


async def test_s09_neither_phones_nor_addresses_stand_in_redis(limited: Booking) -> None:
    await limited.book()
    client = redis.connect(str(limited.settings.redis_url))
    keys = [str(key) async for key in client.scan_iter("booking:tries:*")]
    await client.aclose()
    assert keys
    assert not any("310" in key and "0142" in key for key in keys)
    assert not any("127.0.0.1" in key for key in keys)


async def test_staff_are_not_counted(limited: Booking) -> None:
    for _ in range(3 * FREE):
        await limited.http.post(
            "/staff/v1/appointments",
            json=body(red_flags=["fever_with_pain"]),
            headers=limited.staff_headers(),
        )
    assert (await limited.book()).status_code == 201
