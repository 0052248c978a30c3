"""A week of 20,000 planned texts, a fifth of which meets a fault; at its end the books must balance."""

import logging
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import structlog

from bench.measure import Line
from sandbox.phones import faults
from sandbox.phones.faults import FaultKind
from sandbox.servers.databases import create_database
from services.notify.__main__ import MIGRATIONS
from services.notify.carrier import Twilio
from services.notify.store import texts
from shared.migrate import migrate
from tests.integration.notify.webhooks import reachable
from tests.integration.notify.worlds import World, new_world
from tests.support import due_texts
from tests.support.eventually import eventually
from tests.support.facts import NOW
from tests.support.servers import PASSWORD

TEXTS = 20_000
DAYS, HOURS_A_DAY = 7, 10
AT_ONCE = 64
POLL = timedelta(milliseconds=20)
LEASES_END = timedelta(seconds=61)
LOOKED_FOR = timedelta(minutes=10)
# In it a lost answer is looked up, sent once more, and a phone that was off tried again.
AN_HOUR = (LEASES_END, LOOKED_FOR, timedelta(minutes=30))
# Each in turn happens to every fifth text: at the door, on the way, and in what is told of it.
FAULTS = (
    FaultKind.TOO_MANY,
    FaultKind.SERVER_ERROR_BEFORE,
    FaultKind.SERVER_ERROR_AFTER,
    FaultKind.DROP_BEFORE,
    FaultKind.DROP_AFTER,
    FaultKind.UNDELIVERED,
    FaultKind.NO_CALLBACKS,
    FaultKind.DUPLICATE_CALLBACKS,
    FaultKind.REORDER_CALLBACKS,
    FaultKind.LATE_CALLBACKS,
)
NOT_DELIVERED = {"undelivered", "failed"}
UNREACHABLE = 30003


class BooksDifferError(Exception):
    """What the carrier says it took is not what we say we sent."""


async def measure(admin_dsn: str, count: int = TEXTS) -> AsyncIterator[Line]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    url = create_database(admin_dsn, "bench_soak", owner="bench_soak", password=PASSWORD)
    migrate(url, MIGRATIONS)
    with tempfile.TemporaryDirectory(prefix="meridian-soak-") as folder:
        async with (
            new_world(url, NOW) as world,
            reachable(world, Path(folder)) as (phones, carrier, _),
        ):
            books = phones.settings.data_file
            _order_faults(books, count)
            started = time.perf_counter()
            await _live_through(world, carrier, url, count)
            await eventually(lambda: _told_all(books), within_seconds=120, describe="all told")
            seconds = time.perf_counter() - started
            for line in await _balance(world, books):
                yield line
            yield Line("the week took", seconds, "s")


def _slots(count: int) -> Iterator[tuple[datetime, int, int]]:
    """When the texts number `first` and following are due, so many of them."""
    share = -(-count // (DAYS * HOURS_A_DAY))
    for n in range(DAYS * HOURS_A_DAY):
        day, hour = divmod(n, HOURS_A_DAY)
        first = n * share
        yield NOW + timedelta(days=day, hours=hour), first, max(0, min(share, count - first))


def _order_faults(books: Path, count: int) -> None:
    with sqlite3.connect(books) as conn:
        conn.row_factory = sqlite3.Row
        for n in range(0, count, 5):
            kind = FAULTS[n // 5 % len(FAULTS)]
            faults.add(conn, kind, due_texts.phone_of(n), 1, 1.0, UNREACHABLE)


async def _live_through(world: World, carrier: Twilio, url: str, count: int) -> None:
    for due_at, first, number in _slots(count):
        due_texts.add(url, first, number, due_at)
        world.clock.set(due_at)
        await _send(world, carrier)
        await _wait(world, carrier, AN_HOUR)
    await _wait(world, carrier, (timedelta(hours=1), LOOKED_FOR))


async def _wait(world: World, carrier: Twilio, waits: Sequence[timedelta]) -> None:
    for wait in waits:
        world.clock.advance(wait)
        while await world.look_up(carrier):
            pass
        await _send(world, carrier)


async def _send(world: World, carrier: Twilio) -> None:
    async with world.sender(carrier, at_once=AT_ONCE) as sender:
        while await sender.tick() or sender.in_flight:
            await world.db.bell(texts.BELL).wait(POLL)


def _told_all(books: Path) -> bool:
    with sqlite3.connect(books) as conn:
        [(waiting,)] = conn.execute("select count(*) from steps").fetchall()
        return bool(waiting == 0)


async def _balance(world: World, books: Path) -> list[Line]:
    """Raises BooksDifferError."""
    taken = _taken(books)
    states = Counter(dict(await world.rows("select state, count(*) from text group by 1")))
    whys = await world.rows(WHYS)
    known = {sid for (sid,) in await world.rows(KNOWN_SIDS)}
    if known != set(taken):
        raise BooksDifferError(f"{len(known ^ set(taken))} texts are in one book only")
    good = Counter(text_id for text_id, status in taken.values() if status not in NOT_DELIVERED)
    doubled = sum(times > 1 for times in good.values())
    lost = states["planned"] + states["claimed"] + states["sending"]
    if doubled or lost:
        raise BooksDifferError(f"{doubled} doubled, {lost} lost")
    return [
        Line("texts planned", states.total(), ""),
        Line("taken by the carrier, by its own book", len(taken), ""),
        Line("of them delivered or on their way", len(good), ""),
        *(Line(f"ended as {state}", number, "") for state, number in sorted(states.items())),
        *(Line(f"  of {state}: {why}", number, "") for state, why, number in whys),
        Line("reports the carrier could not get rid of", _untold(books), ""),
        Line("in one book only", 0, ""),
        Line("doubled", doubled, ""),
        Line("lost", lost, ""),
    ]


# Why some did not get there.
WHYS = """
    select state, reason, count(*) from text where state in ('failed', 'unsure', 'expired', 'retired')
    group by 1, 2 order by 1, 2
"""
KNOWN_SIDS = """
    select sid from text where sid is not null
    union select sid from callback where text_id is not null
"""


def _untold(books: Path) -> int:
    with sqlite3.connect(books) as conn:
        [(number,)] = conn.execute(
            "select count(*) from webhooks where error is not null"
        ).fetchall()
    return int(number)


def _taken(books: Path) -> dict[str, tuple[str, str]]:
    """Sid -> (our text, status), of what the carrier took."""
    with sqlite3.connect(books) as conn:
        rows = conn.execute(
            "select sid, callback_url, status from texts where direction = 'outbound-api'"
        ).fetchall()
    return {
        sid: (parse_qs(urlsplit(address).query)["text"][0], status) for sid, address, status in rows
    }
