"""The sender dies at every await there is, and a fifth of what the carrier does goes wrong."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.phones import faults
from sandbox.phones.faults import FaultKind
from services.notify.carrier import Twilio
from shared.events.messages import TextFailed, TextState
from tests.integration.notify.conftest import notify_dsn
from tests.integration.notify.dying import Victim, new_victim
from tests.integration.notify.webhooks import reachable
from tests.integration.notify.worlds import World, new_world
from tests.support import due_texts
from tests.support.facts import NOW
from tests.support.killed_at import Moment
from tests.support.phones import RunningPhones

__all__ = ["notify_dsn"]  # a fixture

TEXTS = 1000
FIRST = 1000
# Of one batch; should they not be counted any more, the test would prove nothing.
FEWEST_AWAITS = 30
MOMENTS: tuple[Moment, ...] = ("waiting", "answered")
# What the carrier does to every fifth text.
FAULTS = (
    "timeout_after",
    "drop_before",
    "500_after",
    "429",
    "drop_after",
    "500_before",
    "timeout_before",
)
HELD_SECONDS = 0.4
LEASES_END = timedelta(seconds=61)
LOOKED_FOR = timedelta(minutes=10)
ROUNDS = 6
OPEN = [TextState.PLANNED, TextState.CLAIMED, TextState.SENDING]


@dataclass
class Massacre:
    world: World
    dsn: str
    phones: RunningPhones
    carrier: Twilio
    victim: Victim

    async def plan(self, number: int) -> None:
        """One text for each phone; of every other the carrier tells nothing more."""
        await asyncio.to_thread(due_texts.fill, self.dsn, FIRST, number, NOW)
        with self.books() as books:
            for n in range(FIRST, FIRST + number, 5):
                kind = FaultKind(FAULTS[n // 5 % len(FAULTS)])
                faults.add(books, kind, due_texts.phone_of(n), 1, HELD_SECONDS, None)
            for n in range(FIRST, FIRST + number, 2):
                faults.add(books, FaultKind.NO_CALLBACKS, due_texts.phone_of(n), 1, 0, None)

    def books(self) -> sqlite3.Connection:
        """The carrier's own."""
        books = sqlite3.connect(self.phones.settings.data_file)
        books.row_factory = sqlite3.Row
        return books

    async def settle(self) -> None:
        """A sender that lives, and all the time it takes to be sure."""
        for _ in range(ROUNDS):
            for wait in (LEASES_END, LOOKED_FOR):
                self.world.clock.advance(wait)
                while await self.world.look_up(self.carrier):
                    pass
                await self.world.send_due(self.carrier)
            if not await self.count(OPEN):
                return

    async def count(self, states: list[TextState]) -> int:
        rows = await self.world.rows("select count(*) from text where state = any(%s)", states)
        return int(rows[0][0])

    def phones_texted(self) -> list[str]:
        return [due_texts.phone_of(n) for n in range(FIRST, FIRST + TEXTS)]

    def delivered(self) -> Counter[str]:
        """How often each phone was texted, in the carrier's own books."""
        with self.books() as books:
            rows = books.execute(
                "select recipient, count(*) from texts where direction = 'outbound-api' group by 1"
            )
            return Counter(dict(rows.fetchall()))


@pytest.fixture
async def massacre(notify_dsn: str, tmp_path: Path) -> AsyncIterator[Massacre]:
    module = "tests.integration.notify.victim"
    async with (
        new_world(notify_dsn, NOW) as world,
        reachable(world, tmp_path) as (phones, carrier, status_url),
        new_victim(module, notify_dsn, phones.base_url, status_url) as victim,
    ):
        yield Massacre(world, notify_dsn, phones, carrier, victim)


@pytest.mark.timeout(1200)
async def test_s36_s37_killed_at_every_await_nothing_is_lost_and_nothing_goes_twice(
    massacre: Massacre,
) -> None:
    await massacre.plan(TEXTS)
    for moment in MOMENTS:
        assert await massacre.victim.kill_at_every_await(moment) > FEWEST_AWAITS
    assert await massacre.count([TextState.CLAIMED]) > 0
    assert await massacre.count([TextState.SENDING]) > 0
    await massacre.settle()
    assert massacre.delivered() == Counter(massacre.phones_texted())
    assert await massacre.count([TextState.ACCEPTED, TextState.SENT, TextState.DELIVERED]) == TEXTS
    assert await massacre.world.published(TextFailed) == []
