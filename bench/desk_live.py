"""How soon a booking is on open dashboards: from Kafka to the part that a page has fetched again."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from itertools import count

from aiokafka import AIOKafkaProducer

from bench.clinic_events import PRACTITIONERS
from bench.desk_process import DeskProcess, desk_process, postmaster, processor_seconds, real_broker
from bench.measure import Line, percentiles, quantile
from bench.open_pages import OpenPages
from bench.servers import Servers
from services.dashboard.settings import DashboardSettings
from shared import kafka
from shared.clock import SystemClock
from shared.events import Event, envelope
from shared.ids import new_id
from tests.integration.dashboard import facts
from tests.support.eventually import eventually
from tests.support.facts import visit as any_visit

ZONE = DashboardSettings().time_zone
KNOWN_VISITS = 80
AT_REST, REST_SECONDS = 60, 0.5
PAGES, EVENTS_A_SECOND, SECONDS = 200, 50, 30
GIVE_UP_SECONDS = 600


async def measure(servers: Servers) -> AsyncIterator[Line]:
    with real_broker(servers) as broker:
        async with desk_process(servers, "bench_live", broker) as desk:
            async for line in _measure(desk):
                yield line


async def _measure(desk: DeskProcess) -> AsyncIterator[Line]:
    producer = kafka.new_producer(desk.settings, "bench")
    await producer.start()
    clinic = Clinic(desk, producer)
    await clinic.fill()
    async for line in _at_rest(desk, clinic):
        yield line
    async for line in _busy(desk, clinic):
        yield line
    await producer.stop()


async def _at_rest(desk: DeskProcess, clinic: "Clinic") -> AsyncIterator[Line]:
    """One open page, one booking after the other."""
    sessions = await desk.sign_in(1)
    booked: dict[int, float] = {}
    async with OpenPages(desk.address, sessions, clinic.today) as pages:
        for _ in range(AT_REST):
            number = await clinic.book()
            booked[number] = time.perf_counter()
            await asyncio.sleep(REST_SECONDS)
        await eventually(lambda: pages.all_seen(booked), GIVE_UP_SECONDS)
        for line in percentiles("a booking on an open page, at rest", pages.waits(booked)):
            yield line


async def _busy(desk: DeskProcess, clinic: "Clinic") -> AsyncIterator[Line]:
    sessions = await desk.sign_in(PAGES)
    server = await postmaster(desk.db)
    what = f"{PAGES} pages, {EVENTS_A_SECOND} events a second"
    async with OpenPages(desk.address, sessions, clinic.today) as pages:
        fetched, own = pages.fetched, processor_seconds([desk.program.pid])
        postgres = processor_seconds([server])
        started = time.perf_counter()
        booked = await clinic.busy(EVENTS_A_SECOND, SECONDS)
        published = time.perf_counter() - started
        await eventually(lambda: pages.all_seen(booked), GIVE_UP_SECONDS)
        took = time.perf_counter() - started
        own = processor_seconds([desk.program.pid]) - own
        postgres = processor_seconds([server]) - postgres
        fetched = pages.fetched - fetched
        waits = pages.waits(booked)
    yield Line(f"{what}: published", EVENTS_A_SECOND * SECONDS / published, "a second")
    yield Line("a booking on such a page, p50", quantile(waits, 0.5) * 1000, "ms")
    yield Line("a booking on such a page, p99", quantile(waits, 0.99) * 1000, "ms")
    yield Line("parts fetched again", fetched / took, "a second")
    yield Line("processors the dashboard took", own / took, "of a second")
    yield Line("processors PostgreSQL took", postgres / took, "of a second")
    yield Line("processor time of a part fetched, at most", own / fetched * 1000, "ms")


class Clinic:
    """Publishes what happens today."""

    def __init__(self, desk: DeskProcess, producer: AIOKafkaProducer) -> None:
        self._desk = desk
        self._producer = producer
        self._numbers = count()
        self._others = self._everything_else()
        self.today: date = SystemClock().now().astimezone(ZONE).date()

    async def fill(self) -> None:
        """A full day, known before."""
        for _ in range(KNOWN_VISITS):
            await self.book()

    async def book(self) -> int:
        """Returns its number once the broker has it."""
        number = next(self._numbers)
        patient_id = f"live-{number}"
        at = datetime.combine(self.today, datetime.min.time(), ZONE)
        visit = any_visit(
            appointment_id=f"live-visit-{number}",
            starts_at=at + timedelta(hours=8, minutes=number * 7 % 600),
            practitioner=PRACTITIONERS[number % len(PRACTITIONERS)],
        )
        await self._publish(facts.booked(visit, patient_id))
        return number

    async def busy(self, a_second: int, seconds: int) -> dict[int, float]:
        """Every tenth event is a booking; the others change what the pages show in other ways."""
        booked: dict[int, float] = {}
        started = time.perf_counter()
        for turn in range(a_second * seconds):
            await asyncio.sleep(max(started + turn / a_second - time.perf_counter(), 0))
            if turn % 10 == 0:
                number = await self.book()
                booked[number] = time.perf_counter()
            else:
                await self._publish(next(self._others))
        return booked

    def _everything_else(self) -> Iterator[Event]:
        for number in count():
            patient_id = f"live-{number % KNOWN_VISITS}"
            at = SystemClock().now()
            yield facts.patient(patient_id, version=number + 1, name=f"Alex Example{number % 80}")
            yield facts.pain(number % 11, patient_id=patient_id, at=at)
            yield facts.reply(patient_id=patient_id, reply_id=f"live-reply-{number}", at=at)

    async def _publish(self, event: Event) -> None:
        value, headers = envelope.write(
            event_id=new_id(),
            event_type=event.type,
            source="/meridian/bench",
            occurred_at=SystemClock().now(),
            payload=event.model_dump_json(),
            traceparent=None,
        )
        topic = self._desk.settings.kafka_topic_prefix + event.topic
        await self._producer.send_and_wait(
            topic, value=value, key=event.patient_id.encode(), headers=headers
        )
