"""One process that texts: with all of notify's sender, or only the posts."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import aiohttp
import uvloop
from redis.asyncio import Redis

from services.notify.carrier import Limits, Outgoing, Refused, SharedPace, Twilio
from services.notify.domain.allowed_phones import AllowedPhones
from services.notify.from_settings import new_hours
from services.notify.handlers.prepare_text import PrepareText
from services.notify.handlers.situations import Rules
from services.notify.handlers.words import Words
from services.notify.metrics import NotifyMetrics
from services.notify.settings import SIMULATOR_ACCOUNT, NotifySettings
from services.notify.store import texts
from services.notify.text_lanes import SENDING_LEASE
from services.notify.texts import Texts
from services.notify.timers.sender import Sender
from shared import logging
from shared.clock import SettableClock
from shared.db import Database
from shared.ids import new_id
from shared.telemetry import Metrics
from tests.support import due_texts
from tests.support.facts import NOW

TOKEN = "bench"  # noqa: S105 - nobody else knows it, nor needs to
AT_ONCE = 128
NO_LIMIT = 1_000_000.0  # segments a second
PHONE, OURS = "+13105550101", "+13105550100"
STATUS_URL = "http://127.0.0.1:9/twilio/status"
BODY = "Bench Center: visit Mon Mar 8, 1 PM. Reply C to confirm, X if you can't come."
POLL = timedelta(milliseconds=20)
A_ROUND_SECONDS = 120  # no machine is so busy


class NotSentError(Exception):
    """What was to be timed did not happen."""


@dataclass(frozen=True)
class Rate:
    rate: float  # a second
    cpu_ms: float  # of this process, for each


@dataclass(frozen=True)
class Round:
    """The same number of texts three times, one right after the other."""

    sent: Rate
    posted: Rate  # the same client, as many at once; nothing else of ours
    bare: Rate  # the same bytes through aiohttp


@dataclass(frozen=True)
class Beside:
    """What the sender talks to."""

    database_url: str
    redis_url: str
    carrier: str


def compare(beside: Beside, rounds: int, count: int) -> list[Round]:
    """After a round that does not count: what is opened and prepared once is not a text's cost."""
    with Path(os.devnull).open("w") as nowhere:
        logging.configure("notify", stream=nowhere)
        return uvloop.run(_compare(beside, rounds + 1, count))[1:]


async def _compare(beside: Beside, rounds: int, count: int) -> list[Round]:
    async with (
        Database(beside.database_url, pool_size=8) as db,
        aclosing(Redis.from_url(beside.redis_url)) as redis,
        aclosing(_twilio(beside.carrier)) as twilio,
        _session() as session,
        _sender(db, redis, twilio) as sender,
    ):
        done = []
        for n in range(rounds):
            await asyncio.to_thread(due_texts.fill, beside.database_url, n * count, count, NOW)
            sent = await _timed(_send(db, sender, (n + 1) * count), count)
            posted = await _timed(_post(twilio, count), count)
            bare = await _timed(_post_bare(session, beside.carrier, count), count)
            done.append(Round(sent, posted, bare))
        return done


async def _timed(work: Coroutine[None, None, None], count: int) -> Rate:
    started, cpu = time.perf_counter(), time.process_time()
    await work
    seconds, busy = time.perf_counter() - started, time.process_time() - cpu
    return Rate(count / seconds, busy / count * 1000)


def _sender(db: Database, redis: Redis, twilio: Twilio) -> Sender:
    clock = SettableClock(NOW)
    rules = Rules(new_hours(NotifySettings()), AllowedPhones(None), ZoneInfo("America/Los_Angeles"))
    return Sender(
        db,
        twilio,
        clock,
        PrepareText(clock, rules, Words(Texts.load()), SENDING_LEASE),
        NotifyMetrics(Metrics("notify")),
        at_once=AT_ONCE,
        pace=SharedPace(redis, OURS, Limits(NO_LIMIT, AT_ONCE)),
    )


async def _send(db: Database, sender: Sender, accepted: int) -> None:
    """Until so many are written down as accepted. Raises TimeoutError if they never are."""
    async with asyncio.timeout(A_ROUND_SECONDS):
        while await sender.tick() or sender.in_flight or await _accepted(db) < accepted:
            await db.bell(texts.BELL).wait(POLL)


async def _accepted(db: Database) -> int:
    async with db.reading() as conn:
        cursor = await conn.execute("select count(*) from text where state = 'accepted'")
        [(count,)] = await cursor.fetchall()
    return int(count)


async def _post(twilio: Twilio, count: int) -> None:
    async def one() -> None:
        outgoing = Outgoing(new_id(), new_id(), PHONE, BODY, timedelta(hours=1))
        if isinstance(refused := await twilio.send(outgoing), Refused):
            raise NotSentError(refused.code)

    await _at_once(one, count)


async def _post_bare(session: aiohttp.ClientSession, carrier: str, count: int) -> None:
    path = f"{carrier}/2010-04-01/Accounts/{SIMULATOR_ACCOUNT}/Messages.json"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Authorization": aiohttp.BasicAuth(SIMULATOR_ACCOUNT, TOKEN).encode(),
    }

    async def one() -> None:
        ids = {"text": new_id(), "attempt": new_id()}
        form = {
            "To": PHONE,
            "From": OURS,
            "Body": BODY,
            "StatusCallback": f"{STATUS_URL}?{urlencode(ids)}",
            "ValidityPeriod": "3600",
        }
        async with session.post(path, data=urlencode(form), headers=headers) as response:
            await response.json()
            response.raise_for_status()

    await _at_once(one, count)


@asynccontextmanager
async def _session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:
        yield session


async def _at_once(one: Callable[[], Awaitable[None]], count: int) -> None:
    waiting = iter(range(count))

    async def some() -> None:
        for _ in waiting:
            await one()

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))


def _twilio(carrier: str) -> Twilio:
    return Twilio(
        account_sid=SIMULATOR_ACCOUNT,
        auth_token=TOKEN,
        sender=OURS,
        status_url=STATUS_URL,
        timeout_seconds=30,
        api_url=carrier,
    )
