"""Booking over HTTP against a real process, and free times, with few and many visits there."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count, islice

import psycopg

from bench import clinic, same_statements
from bench.clients import Request, Run, ask
from bench.clinic import FreeTime
from bench.measure import Line
from bench.servers import Servers, make_topics

CLIENTS = 8
BOOKINGS = 3000
DAYS_ASKED = 4000
MONTHS_ASKED = 400
RACES = 20
RACERS = 50
BOOKED = "bookings"
ONE_DAY = "one practitioner's day"
ONE_MONTH = "a month of free days, one client: p50"
WAITING = "select from outbox where published_at is null limit 1"


class Measurement:
    """One running service over one database; every booking takes the next free time."""

    def __init__(self, servers: Servers, url: str, database_url: str) -> None:
        self._servers = servers
        self._url = url
        self._database_url = database_url
        self._first = datetime.now(clinic.ZONE).date() + timedelta(days=1)
        self._times = clinic.free_times(self._first)
        self._numbers = count()

    def book(self, bookings: int) -> Run:
        requests = [self._booking(free) for free in islice(self._times, bookings)]
        return self._ask(requests, CLIENTS).require(201)

    def race(self) -> Run:
        """Fifty patients, one time. Raises RuntimeError unless one of them gets it."""
        free = next(self._times)
        run = self._ask([self._booking(free) for _ in range(RACERS)], RACERS)
        if sorted(run.statuses) != [201] + [409] * (RACERS - 1):
            raise RuntimeError(f"one of {RACERS} should have won: {sorted(run.statuses)}")
        return run

    def days(self, requests: int, clients: int = CLIENTS) -> Run:
        asked = "/api/v1/slots?treatment=acupuncture&practitioner=practitioner-{}&date={}"
        paths = [
            asked.format(n % clinic.PRACTITIONERS, self._first + timedelta(days=n % 300))
            for n in range(requests)
        ]
        return self._ask([Request(path) for path in paths], clients).require(200)

    def months(self, requests: int, clients: int = 1) -> Run:
        asked = "/api/v1/free-days?treatment=acupuncture&practitioner={}&first={}&last={}"
        first = [self._first + timedelta(days=n * 7 % 300) for n in range(requests)]
        paths = [asked.format("any", day, day + timedelta(days=30)) for day in first]
        return self._ask([Request(path) for path in paths], clients).require(200)

    def rest(self) -> None:
        """Wait until what was booked has been published."""
        with psycopg.connect(self._database_url, autocommit=True) as conn:
            while conn.execute(WAITING).fetchone() is not None:
                time.sleep(0.1)

    def deadlocks(self) -> int:
        with psycopg.connect(self._database_url) as conn:
            row = conn.execute(
                "select deadlocks from pg_stat_database where datname = current_database()"
            ).fetchone()
        return int(row[0]) if row else 0

    def _booking(self, free: FreeTime) -> Request:
        number = next(self._numbers)
        body = clinic.booking(free, number)
        return Request("/api/v1/appointments", body, {"Idempotency-Key": f"bench-{number}"})

    def _ask(self, requests: list[Request], clients: int) -> Run:
        return ask(self._servers.clients, self._url, requests, clients)


def growth(few: Sequence[Line], many: Sequence[Line]) -> Iterator[Line]:
    """How much slower bookings, days and months are with many visits before than with few."""
    was, now = ({line.what: line.value for line in lines} for lines in (few, many))
    for what in (BOOKED, ONE_DAY):
        yield Line(what, was[what] / now[what], "times")
    yield Line(ONE_MONTH, now[ONE_MONTH] / was[ONE_MONTH], "times")


def measure(servers: Servers, visits_before: int) -> Iterator[Line]:
    """With so many visits in the database before. Each line as soon as it is known."""
    asyncio.run(make_topics(servers.broker))
    name = f"bench_booking_{visits_before}"
    database_url = asyncio.run(servers.new_booking_database(name))
    clinic.fill(database_url, visits_before)
    with servers.booking_service(database_url) as (url, _):
        at = Measurement(servers, url, database_url)
        at.book(100)
        at.days(100)
        yield from _bookings(servers, at, database_url, visits_before)
        yield from _free_times(at)
        yield from _races(at)


def _bookings(
    servers: Servers, at: Measurement, database_url: str, visits_before: int
) -> Iterator[Line]:
    since = datetime.now(UTC)
    run = at.book(BOOKINGS)
    for what, looking in (("statements", True), ("rows", False)):
        target = asyncio.run(servers.new_booking_database(f"bench_{what}_{visits_before}"))
        clinic.fill(target, visits_before)
        alone = servers.clients.submit(
            same_statements.rate, database_url, target, since, CLIENTS, looking=looking
        ).result()
        yield Line(BOOKED, run.rate, "a second", alone, f"the same {what} through psycopg alone")
    yield Line(f"{BOOKED}: p50", run.p50_ms, "ms")
    yield Line(f"{BOOKED}: p99", run.p99_ms, "ms")


def _free_times(at: Measurement) -> Iterator[Line]:
    at.rest()
    days = at.days(DAYS_ASKED)
    yield Line(ONE_DAY, days.rate, "a second")
    yield Line(f"{ONE_DAY}: p99", days.p99_ms, "ms")
    months = at.months(MONTHS_ASKED)
    yield Line(ONE_MONTH, months.p50_ms, "ms")
    yield Line("a month of free days, one client: p99", months.p99_ms, "ms")


def _races(at: Measurement) -> Iterator[Line]:
    at.rest()
    slowest = [at.race().slowest_ms for _ in range(RACES)]
    yield Line(f"{RACERS} clients, one slot: slowest of {RACES} races", max(slowest), "ms")
    yield Line("deadlocks", at.deadlocks(), "")
