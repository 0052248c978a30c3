"""Clients in a process of their own, so that their work is not on the service's event loop."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

import aiohttp
import uvloop

from bench.measure import quantile

TIMEOUT = aiohttp.ClientTimeout(total=60)


@dataclass(frozen=True)
class Request:
    path: str
    body: dict[str, Any] | None = None  # with one it is a POST
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """What became of the requests, in any order; all times in seconds."""

    seconds: float
    statuses: list[int]
    waits: list[float]

    @property
    def rate(self) -> float:
        """A second."""
        return len(self.waits) / self.seconds

    @property
    def p50_ms(self) -> float:
        return quantile(self.waits, 0.5) * 1000

    @property
    def p99_ms(self) -> float:
        return quantile(self.waits, 0.99) * 1000

    @property
    def slowest_ms(self) -> float:
        return max(self.waits) * 1000

    def require(self, status: int) -> "Run":
        """Raises RuntimeError unless every answer was this: a fast refusal is no result."""
        others = sorted({other for other in self.statuses if other != status})
        if others:
            raise RuntimeError(f"expected {status} alone, there were {others}")
        return self


@contextmanager
def client_process() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        yield pool


def ask(pool: ProcessPoolExecutor, url: str, requests: Sequence[Request], clients: int) -> Run:
    """Ask them all, `clients` at a time, each over a connection that is open already."""
    return pool.submit(_in_client, url, list(requests), clients).result()


def _in_client(url: str, requests: list[Request], clients: int) -> Run:
    return uvloop.run(_ask(url, requests, clients))


async def _ask(url: str, requests: list[Request], clients: int) -> Run:
    connector = aiohttp.TCPConnector(limit=clients)
    async with aiohttp.ClientSession(url, connector=connector, timeout=TIMEOUT) as session:
        # All at once, so that each client has its connection.
        await asyncio.gather(*(_one(session, Request("/healthz")) for _ in range(clients)))
        waiting = iter(requests)

        async def client() -> list[tuple[int, float]]:
            return [await _one(session, request) for request in waiting]

        started = time.perf_counter()
        asked = await asyncio.gather(*(client() for _ in range(clients)))
        seconds = time.perf_counter() - started
    answers = [answer for one in asked for answer in one]
    return Run(seconds, [status for status, _ in answers], [wait for _, wait in answers])


async def _one(session: aiohttp.ClientSession, request: Request) -> tuple[int, float]:
    method = "GET" if request.body is None else "POST"
    started = time.perf_counter()
    async with session.request(
        method, request.path, json=request.body, headers=request.headers
    ) as response:
        await response.read()
    return response.status, time.perf_counter() - started
