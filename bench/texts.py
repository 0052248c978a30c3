"""Texts a second from rows in the database to the carrier and back into the rows."""

import json
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from urllib.request import urlopen

from bench import texts_sent
from bench.measure import Line
from bench.servers import Servers
from bench.texts_sent import Rate
from sandbox.phones.settings import PhonesSettings
from sandbox.servers.databases import create_database
from sandbox.servers.ports import LOOPBACK, free_ports
from services.notify.__main__ import MIGRATIONS
from shared.migrate import migrate
from tests.support import due_texts
from tests.support.facts import NOW
from tests.support.phones import phones_program
from tests.support.processes import Program, answers_ok
from tests.support.servers import PASSWORD

ROUNDS, A_ROUND = 5, 1000
# Planned for another day: what costs more the more there is of it would be found here.
OTHERS = 50_000
LATER = timedelta(days=30)
AN_HOUR = 3600.0


def measure(servers: Servers) -> Iterator[Line]:
    with _nobody(servers) as carrier:
        yield from _beside_the_posts(servers, carrier, "an empty carrier")
        _require_each_once(carrier)
    with _simulator(servers) as carrier:
        yield from _beside_the_posts(servers, carrier, "the phone simulator")


def _beside_the_posts(servers: Servers, carrier: str, whose: str) -> Iterator[Line]:
    url = _database(servers, f"bench_texts_{whose.rpartition(' ')[2]}")
    due_texts.fill(url, ROUNDS * A_ROUND * 2, OTHERS, NOW + LATER)
    beside = texts_sent.Beside(url, servers.redis_url, carrier)
    rounds = servers.clients.submit(texts_sent.compare, beside, ROUNDS, A_ROUND).result()
    sent, posted, bare = (
        _median([getattr(one, what) for one in rounds]) for what in ("sent", "posted", "bare")
    )
    yield Line(f"texts to {whose}", sent.rate, "a second", posted.rate, "the same posts alone")
    yield Line(
        f"texts to {whose}", sent.rate, "a second", bare.rate, "the same bytes through aiohttp"
    )
    yield Line("processor time of a text", sent.cpu_ms, "ms", posted.cpu_ms, "of the post alone")


def _median(rates: Sequence[Rate]) -> Rate:
    return Rate(
        statistics.median(one.rate for one in rates),
        statistics.median(one.cpu_ms for one in rates),
    )


def _database(servers: Servers, name: str) -> str:
    url = create_database(servers.admin_dsn, name, owner=name, password=PASSWORD)
    migrate(url, MIGRATIONS)
    return url


@contextmanager
def _nobody(servers: Servers) -> Iterator[str]:
    [port] = free_ports(1)
    url = f"http://{LOOPBACK}:{port}"
    argv = [sys.executable, "-m", "bench.zero_latency", str(port)]
    yield from _running(Program(servers.place, "carrier", argv, lambda: answers_ok(url)), url)


@contextmanager
def _simulator(servers: Servers) -> Iterator[str]:
    [port] = free_ports(1)
    settings = PhonesSettings(
        port=port,
        auth_token=texts_sent.TOKEN,
        data_file=servers.place.directory / "phones.sqlite",
        step_seconds=AN_HOUR,  # it takes texts, and delivers none meanwhile
    )
    yield from _running(phones_program(servers.place, settings), f"http://{LOOPBACK}:{port}")


def _running(program: Program, url: str) -> Iterator[str]:
    program.start()
    yield url
    program.kill()


def _require_each_once(carrier: str) -> None:
    """Raises RuntimeError if any text reached the carrier twice."""
    with urlopen(carrier) as response:  # noqa: S310 - loopback
        counts = json.load(response)
    if counts["again"]:
        raise RuntimeError(f"{counts['again']} texts went twice")
