"""Open Today pages: each hears the stream and fetches its parts again as htmx does in a browser."""

import asyncio
import re
import time
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date

import aiohttp

from bench.desk_process import COOKIE

# Sooner than the service hangs up: a browser tries again then, this client does not.
IDLE_SECONDS = 2.0
TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=60)
# What each part listens for, as today.html and page.html say.
VISITS = frozenset({"visits", "patients", "scores", "replies", "alerts", "refresh"})
PANELS = frozenset({"alerts", "replies", "tasks", "patients", "refresh"})
CLASSES = frozenset({"visits", "refresh"})
NAVIGATION = frozenset({"alerts", "replies", "refresh"})
DELAY_SECONDS = 0.05  # the page's own: names that come together are one reason
SHOWN = re.compile(rb"/patients/live-(\d+)")


@dataclass
class Part:
    """One element of a page. While it fetches, one more fetch waits; not two."""

    path: str
    hears: frozenset[str]
    wanted: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class OpenPage:
    """`seen`: number of the booking -> when its visit was on the page (perf_counter)."""

    client: aiohttp.ClientSession
    day: date
    reads: bool  # whether it looks for the visits, which costs the bench itself
    fetched: int = 0
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    seen: dict[int, float] = field(default_factory=dict)

    async def run(self) -> None:
        parts = [
            Part(f"/parts/visits?day={self.day}&by=time", VISITS),
            Part("/parts/panels", PANELS),
            Part("/parts/navigation?current=/", NAVIGATION),
            Part(f"/parts/classes?first={self.day}&last={self.day}", CLASSES),
        ]
        async with asyncio.TaskGroup() as group:
            for part in parts:
                group.create_task(self._keep_up(part))
            group.create_task(self._listen(parts))

    async def _listen(self, parts: Iterable[Part]) -> None:
        async with self.client.get("/live") as stream:
            stream.raise_for_status()
            self.ready.set()
            async for line in stream.content:
                if line.startswith(b"event: "):
                    name = line.removeprefix(b"event: ").strip().decode()
                    for part in parts:
                        if name in part.hears:
                            part.wanted.set()

    async def _keep_up(self, part: Part) -> None:
        while True:
            await part.wanted.wait()
            await asyncio.sleep(DELAY_SECONDS)
            part.wanted.clear()
            async with self.client.get(part.path, headers={"hx-request": "true"}) as answer:
                answer.raise_for_status()
                html = await answer.read()
            self.fetched += 1
            if self.reads and part.hears is VISITS:
                now = time.perf_counter()
                for number in SHOWN.findall(html):
                    self.seen.setdefault(int(number), now)


class OpenPages:
    """So many pages, each of its own browser. Every tenth is read."""

    def __init__(self, address: str, sessions: Iterable[str], day: date) -> None:
        self._address = address
        self._sessions = list(sessions)
        self._day = day
        self._stack = AsyncExitStack()
        self.pages: list[OpenPage] = []

    async def __aenter__(self) -> "OpenPages":
        self._running = []
        for number, session in enumerate(self._sessions):
            client = await self._stack.enter_async_context(
                aiohttp.ClientSession(
                    self._address,
                    cookies={COOKIE: session},
                    cookie_jar=aiohttp.CookieJar(unsafe=True),
                    connector=aiohttp.TCPConnector(keepalive_timeout=IDLE_SECONDS),
                    timeout=TIMEOUT,
                )
            )
            page = OpenPage(client, self._day, reads=number % 10 == 0)
            self.pages.append(page)
            self._running.append(asyncio.create_task(page.run()))
        for page in self.pages:
            await asyncio.wait_for(page.ready.wait(), 120)
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._stack.aclose()

    @property
    def fetched(self) -> int:
        return sum(page.fetched for page in self.pages)

    def waits(self, booked: dict[int, float]) -> list[float]:
        """Seconds from each booking to each page that is read. Raises when one never got there."""
        readers = [page for page in self.pages if page.reads]
        return [page.seen[number] - at for page in readers for number, at in booked.items()]

    def all_seen(self, booked: Iterable[int]) -> bool:
        """Raises what ended a page before its time."""
        for page in self._running:
            if page.done():
                page.result()
        numbers = set(booked)
        return all(numbers <= page.seen.keys() for page in self.pages if page.reads)
