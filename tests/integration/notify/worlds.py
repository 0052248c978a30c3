"""notify without its bus: real PostgreSQL, a carrier that obeys, a clock that is set."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from services.notify.carrier import Carrier, Pace
from services.notify.consumer import handlers
from services.notify.domain.allowed_phones import AllowedPhones
from services.notify.domain.quiet_hours import TextingHours
from services.notify.domain.stranger import Stranger
from services.notify.domain.text import Text
from services.notify.handlers.first_aid import FirstAid
from services.notify.handlers.prepare_text import PrepareText
from services.notify.handlers.prepare_urgent import PrepareUrgent
from services.notify.handlers.receive_reply import Clinic, UnderstandReply
from services.notify.handlers.situations import Rules
from services.notify.handlers.store_reply import StoreReply
from services.notify.handlers.threads import Threads
from services.notify.handlers.words import Words
from services.notify.metrics import NotifyMetrics
from services.notify.store import staff_phones, texts
from services.notify.store.inbounds import Inbound
from services.notify.store.staff_phones import StaffPhone
from services.notify.texts import Texts
from services.notify.timers.ageing import Ageing
from services.notify.timers.recovery import Recovery
from services.notify.timers.replies import Replies
from services.notify.timers.sender import URGENT, Sender
from services.notify.word_lists import load_red_flags, load_sayings
from shared.clock import SettableClock
from shared.consumer import Handlers
from shared.db import Database, is_outage
from shared.events import Event, event_types
from shared.ids import new_id
from shared.telemetry import Metrics
from tests.integration.notify.carriers import FakeCarrier
from tests.support.eventually import eventually
from tests.support.patients import ANAS_PHONE, received

HOURS = TextingHours()
SENDING_LEASE = timedelta(seconds=60)
STRANGER = Stranger("key")
PHONE = "310-555-0100"
STORE_REPLY = StoreReply(FirstAid(load_red_flags(), STRANGER, PHONE), load_sayings())
CLINIC = Clinic(PHONE, ZoneInfo("America/Los_Angeles"), HOURS)


@dataclass
class World:
    db: Database
    clock: SettableClock
    carrier: FakeCarrier
    handlers: Handlers
    metrics: NotifyMetrics
    rules: Rules
    words: Words

    async def hear(self, *events: Event) -> None:
        async with self.db.transaction() as conn:
            for event in events:
                await self.handlers[type(event)](conn, received(event, self.clock.now()))

    def sender(
        self, carrier: Carrier | None = None, at_once: int = 4, pace: Pace | None = None
    ) -> Sender:
        prepare = PrepareText(self.clock, self.rules, self.words, SENDING_LEASE)
        return Sender(
            self.db,
            carrier or self.carrier,
            self.clock,
            prepare,
            self.metrics,
            at_once=at_once,
            pace=pace,
        )

    def urgent_sender(self, carrier: Carrier | None = None) -> Sender:
        prepare = PrepareUrgent(self.clock, self.rules.allowed, Texts.load(), SENDING_LEASE)
        return Sender(
            self.db,
            carrier or self.carrier,
            self.clock,
            prepare,
            self.metrics,
            at_once=4,
            lane=URGENT,
        )

    async def send_urgent(self) -> None:
        async with self.urgent_sender() as sender:
            while await sender.tick() or sender.in_flight:
                await eventually(lambda: not sender.in_flight)

    async def put_on_call(self, *phones: str) -> None:
        async with self.db.transaction() as conn:
            on_call = [
                StaffPhone(f"staff-{n}", "Dr. Lin", p, True, []) for n, p in enumerate(phones)
            ]
            await staff_phones.replace_on_call(conn, on_call, at=self.clock.now())

    async def send_due(self, carrier: Carrier | None = None) -> None:
        """Everything that is due goes, and is recorded."""
        async with self.sender(carrier) as sender:
            while await sender.tick() or sender.in_flight:
                await eventually(lambda: not sender.in_flight)

    async def look_up(self, carrier: Carrier | None = None) -> bool:
        """False when there are no more to look up now."""
        return await Recovery(self.db, carrier or self.carrier, self.clock, frozenset).tick()

    async def look_up_worked(self) -> bool:
        """False while the database is away."""
        try:
            await self.look_up()
        except Exception as error:
            if not is_outage(error):
                raise
            return False
        return True

    async def reply(
        self, body: str, phone: str = ANAS_PHONE, sid: str | None = None, pictures: int = 0
    ) -> None:
        """The patient texts; notify stores it and understands it."""
        inbound = Inbound(
            message_sid=sid or f"SM{new_id().hex}",
            reply_id=new_id(),
            phone=phone,
            our_number="+13105550100",
            body=body,
            media_count=pictures,
            received_at=self.clock.now(),
        )
        async with self.db.transaction() as conn:
            await STORE_REPLY(conn, inbound, self.clock.now())
        await self.understand()

    async def grow_older(self) -> None:
        """The threads."""
        await Ageing(self.db, self.clock, Threads(CLINIC.zone)).tick()

    async def understand(self) -> None:
        reader = UnderstandReply(self.clock, STRANGER, load_sayings(), CLINIC)
        replies = Replies(self.db, self.clock, reader, self.metrics)
        while await replies.tick():
            pass

    async def texts(self, kind: str | None = None) -> list[Text]:
        """In the order they are due."""
        async with self.db.transaction() as conn:
            cursor = await conn.execute(
                "select text_id from text where %s::text is null or kind = %s"
                " order by due_at, text_id",
                (kind, kind),
            )
            return [await texts.lock(conn, row[0]) for row in await cursor.fetchall()]

    async def text(self, kind: str) -> Text:
        found = await self.texts(kind)
        assert len(found) == 1, [t.state for t in found]
        return found[0]

    async def history(self, text_id: UUID) -> list[tuple[str, str | None]]:
        return await self.rows(
            "select state, why from text_history where text_id = %s order by position", text_id
        )

    async def rows(self, query: str, *values: Any) -> list[Any]:
        async with self.db.transaction() as conn:
            cursor = await conn.execute(query, values)
            return await cursor.fetchall()

    async def published(self, model: type[Any]) -> list[Any]:
        """Events of this type in the outbox, in order."""
        assert model.type in event_types()
        rows = await self.rows(
            "select payload from outbox where type = %s order by position", model.type
        )
        return [model.model_validate(row[0]) for row in rows]


@asynccontextmanager
async def new_world(dsn: str, at: datetime) -> AsyncIterator[World]:
    clock = SettableClock(at)
    rules = Rules(HOURS, AllowedPhones(["+1310555*"]), ZoneInfo("America/Los_Angeles"))
    metrics = Metrics("notify")
    metrics.registry = CollectorRegistry()
    async with Database(dsn, pool_size=8) as db:
        yield World(
            db,
            clock,
            FakeCarrier(),
            handlers(clock, HOURS, Texts.load(), CLINIC.zone, STRANGER),
            NotifyMetrics(metrics),
            rules,
            Words(Texts.load()),
        )
