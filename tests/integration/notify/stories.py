"""A clinic's days, made up: bookings, changes, replies, reports and senders that die."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from services.notify.handlers.record_outcome import record_failure, record_progress
from services.notify.store.callbacks import Callback
from shared.events.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentCompleted,
    AppointmentEvent,
    AppointmentRescheduled,
    VisitStatus,
)
from shared.events.outreach import Answer, Category, TextRequested
from tests.integration.notify.carriers import sid_of
from tests.integration.notify.fates import Fate, FatefulCarrier
from tests.integration.notify.worlds import World, new_world
from tests.support import facts
from tests.support.facts import NOW
from tests.support.patients import patient_saved

# Two who share a phone, and one alone.
PHONES = {"ana": "+13105550111", "ben": "+13105550111", "cho": "+13105550122"}
SAID = ["C", "X", "R", "STOP", "stop texting me", "START", "7", "hello", "cancel"]
STOPS = {"STOP", "stop texting me", "cancel"}
WAITS = [timedelta(minutes=m) for m in (1, 4, 31, 61, 190, 620, 1440)]
FATES: list[Fate] = ["taken", "silent", "lost", "busy"]

T = TypeVar("T")
patients = st.sampled_from(sorted(PHONES))


class Stories(RuleBasedStateMachine):
    """`dsn`: of a migrated database, which is emptied for each story."""

    dsn: str

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.told: list[AppointmentEvent] = []
        self.late: list[AppointmentEvent] = []
        self.requests = 0
        self.carrier = FatefulCarrier()
        self.world = self.run(self._open())

    async def _open(self) -> World:
        world = await self.stack.enter_async_context(new_world(self.dsn, NOW))
        await _empty(world)
        self.carrier.clock = world.clock
        world.carrier = self.carrier
        for name, phone in PHONES.items():
            await world.hear(patient_saved(patient_id=name, name=name.title(), phone=phone))
        return world

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @rule(patient=patients, hours=st.integers(1, 100))
    def book(self, patient: str, hours: int) -> None:
        visit = facts.visit(
            appointment_id=f"visit-{len(self.told)}",
            starts_at=self.world.clock.now() + timedelta(hours=hours),
        )
        self._happens(AppointmentBooked(patient_id=patient, visit=visit, actor="patient"))

    @precondition(lambda self: self.told)
    @rule(data=st.data(), hours=st.integers(1, 100), late=st.booleans())
    def move(self, data: st.DataObject, hours: int, late: bool) -> None:
        last = self._any(data)
        visit = last.visit.model_copy(
            update={
                "version": last.visit.version + 1,
                "starts_at": self.world.clock.now() + timedelta(hours=hours),
            }
        )
        moved = AppointmentRescheduled(
            patient_id=last.patient_id,
            visit=visit,
            actor="staff:1",
            previous_starts_at=last.visit.starts_at,
            tell_patient=True,
        )
        self._happens(moved, late=late)

    @precondition(lambda self: self.told)
    @rule(data=st.data(), late=st.booleans(), over=st.booleans())
    def end(self, data: st.DataObject, late: bool, over: bool) -> None:
        last = self._any(data)
        status = VisitStatus.COMPLETED if over else VisitStatus.CANCELLED_BY_CLINIC
        visit = last.visit.model_copy(update={"version": last.visit.version + 1, "status": status})
        said: dict[str, Any] = {"patient_id": last.patient_id, "visit": visit, "actor": "staff:1"}
        if over:
            event: AppointmentEvent = AppointmentCompleted(**said, completed_at=NOW)
        else:
            event = AppointmentCancelled(**said, tell_patient=True)
        self._happens(event, late=late)

    @precondition(lambda self: self.late)
    @rule()
    def what_was_late_arrives_backwards(self) -> None:
        late, self.late = self.late[::-1], []
        self._hear(*late)

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def an_event_arrives_again(self, data: st.DataObject) -> None:
        self._hear(data.draw(st.sampled_from(self.told)))

    @rule(patient=patients)
    def ask(self, patient: str) -> None:
        self.requests += 1
        now = self.world.clock.now()
        self.run(
            self.world.hear(
                TextRequested(
                    patient_id=patient,
                    request_id=str(self.requests),
                    kind="checkin_score",
                    category=Category.CHECKIN,
                    values={},
                    expects=Answer.SCORE,
                    not_before=now,
                    not_after=now + timedelta(hours=12),
                )
            )
        )

    @rule(phone=st.sampled_from(sorted(set(PHONES.values()))), body=st.sampled_from(SAID))
    def reply(self, phone: str, body: str) -> None:
        self.run(self.world.reply(body, phone))
        if body in STOPS:
            self.carrier.stopped.add(phone)
        elif body == "START":
            self.carrier.stopped.discard(phone)

    @rule(wait=st.sampled_from(WAITS))
    def time_passes(self, wait: timedelta) -> None:
        self.world.clock.advance(wait)

    @rule(fates=st.lists(st.sampled_from(FATES), max_size=4))
    def send(self, fates: list[Fate]) -> None:
        self.carrier.fates = fates
        self.run(self._send())
        self.carrier.fates = []

    async def _send(self) -> None:
        await self.world.send_urgent()
        await self.world.send_due()

    @rule(step=st.sampled_from(["claim", "prepare", "call"]))
    def a_sender_dies(self, step: str) -> None:
        self.run(self._die_after(step))

    async def _die_after(self, step: str) -> None:
        sender = self.world.sender()
        claimed = await sender.claim(3)
        if step == "claim" or not claimed:
            return
        for text in await sender.prepare(claimed):
            if step == "call":
                await sender.call(text)

    @rule(others_are_texted=st.booleans())
    def look_up(self, others_are_texted: bool) -> None:
        self.carrier.busy = others_are_texted
        self.run(self.world.look_up())

    @precondition(lambda self: self.carrier.accepted)
    @rule(
        data=st.data(),
        status=st.sampled_from(["queued", "sent", "delivered", "undelivered"]),
        code=st.sampled_from(["30003", "30008", "30005"]),
    )
    def report(self, data: st.DataObject, status: str, code: str) -> None:
        outgoing = data.draw(st.sampled_from(self.carrier.accepted))
        failed = status == "undelivered"
        now = self.world.clock.now()
        told = Callback(
            sid_of(outgoing),
            status,
            code if failed else None,
            outgoing.text_id,
            outgoing.attempt_id,
            now,
        )
        self.run(self._hear_report(told, outgoing.phone, failed=failed))

    async def _hear_report(self, told: Callback, phone: str, *, failed: bool) -> None:
        now = self.world.clock.now()
        async with self.world.db.transaction() as conn:
            if failed:
                await record_failure(conn, told, phone, now)
            else:
                await record_progress(conn, [told], now)

    def _happens(self, event: AppointmentEvent, *, late: bool = False) -> None:
        self.told.append(event)
        if late:
            self.late.append(event)
        else:
            self._hear(event)

    def _hear(self, *events: AppointmentEvent) -> None:
        for event in events:
            visit = event.visit
            version = max(visit.version, self.carrier.heard.get(visit.appointment_id, 0))
            self.carrier.heard[visit.appointment_id] = version
        self.run(self.world.hear(*events))

    def _any(self, data: st.DataObject) -> AppointmentEvent:
        """What happened last to one of the visits."""
        latest = {e.visit.appointment_id: e for e in self.told}
        return latest[data.draw(st.sampled_from(sorted(latest)))]


async def _empty(world: World) -> None:
    async with world.db.transaction() as conn:
        cursor = await conn.execute(
            """select string_agg(format('%I', tablename), ', ') from pg_tables
               where schemaname = 'public' and tablename !~ 'yoyo'"""
        )
        [(tables,)] = await cursor.fetchall()
        await conn.execute(f"truncate {tables}")
