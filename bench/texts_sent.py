"""One process that texts: with all of notify's sender, or only the posts."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import aiohttp
import structlog
import uvloop

from services.notify.__main__ import SENDING_LEASE, new_hours
from services.notify.carrier import Outgoing, Twilio
from services.notify.domain.allowed_phones import AllowedPhones
from services.notify.handlers.prepare_text import PrepareText
from services.notify.handlers.situations import Rules
from services.notify.handlers.words import Words
from services.notify.metrics import NotifyMetrics
from services.notify.settings import SIMULATOR_ACCOUNT, NotifySettings
from services.notify.store import texts
from services.notify.texts import Texts
from services.notify.timers.sender import Sender
from shared.clock import SettableClock
from shared.db import Database
from shared.ids import new_id
from shared.telemetry import Metrics
from tests.support.facts import NOW

TOKEN = "bench"  # noqa: S105 - nobody else knows it, nor needs to
AT_ONCE = 64
PHONE, OURS = "+13105550101", "+13105550100"
STATUS_URL = "http://127.0.0.1:9/twilio/status"
BODY = "Bench Center: visit Mon Mar 8, 1 PM. Reply C to confirm, X if you can't come."
POLL = timedelta(milliseconds=20)


@dataclass(frozen=True)
class Rate:
    rate: float  # a second
    cpu_ms: float  # of this process, for each


def send(url: str, carrier: str, count: int) -> Rate:
    return uvloop.run(_timed(lambda: _send(url, carrier), count))


def post(carrier: str, count: int) -> Rate:
    """The same client, as many at once; nothing else of ours."""
    return uvloop.run(_timed(lambda: _post(carrier, count), count))


def post_bare(carrier: str, count: int) -> Rate:
    return uvloop.run(_timed(lambda: _post_bare(carrier, count), count))


async def _timed(work: Callable[[], Awaitable[None]], count: int) -> Rate:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    started, cpu = time.perf_counter(), time.process_time()
    await work()
    seconds, busy = time.perf_counter() - started, time.process_time() - cpu
    return Rate(count / seconds, busy / count * 1000)


async def _send(url: str, carrier: str) -> None:
    clock = SettableClock(NOW)
    rules = Rules(new_hours(NotifySettings()), AllowedPhones(None), ZoneInfo("America/Los_Angeles"))
    prepare = PrepareText(clock, rules, Words(Texts.load()), SENDING_LEASE)
    async with Database(url, pool_size=8) as db, aclosing(_twilio(carrier)) as twilio:
        metrics = NotifyMetrics(Metrics("notify"))
        async with Sender(db, twilio, clock, prepare, metrics, at_once=AT_ONCE) as sender:
            while await sender.tick() or sender.in_flight:
                await db.bell(texts.BELL).wait(POLL)


async def _post(carrier: str, count: int) -> None:
    async with aclosing(_twilio(carrier)) as twilio:

        async def one() -> None:
            outgoing = Outgoing(new_id(), new_id(), PHONE, BODY, timedelta(hours=1))
            await twilio.send(outgoing)

        await _at_once(one, count)


async def _post_bare(carrier: str, count: int) -> None:
    path = f"{carrier}/2010-04-01/Accounts/{SIMULATOR_ACCOUNT}/Messages.json"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Authorization": aiohttp.BasicAuth(SIMULATOR_ACCOUNT, TOKEN).encode(),
    }
    async with _session() as session:

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
