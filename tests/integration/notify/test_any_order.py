"""Bookings, moves, cancellations, replies, reports and deaths in any order: what must hold after.

MERIDIAN_EXAMPLES sets how many stories are tried; `--hypothesis-seed` repeats a run.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from services.notify.domain.text import Text
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
from shared.events.messages import TextState
from shared.events.outreach import Answer, Category, TextRequested
from tests.integration.notify.carriers import sid_of
from tests.integration.notify.fates import Fate, FatefulCarrier
from tests.integration.notify.worlds import HOURS, World, new_world
from tests.support import facts
from tests.support.facts import NOW, ZONE
from tests.support.patients import patient_saved

EXAMPLES = int(os.environ.get("MERIDIAN_EXAMPLES", "10"))
STEPS = 25
# Two who share a phone, and one alone.
PHONES = {"ana": "+13105550111", "ben": "+13105550111", "cho": "+13105550122"}
SAID = ["C", "X", "R", "STOP", "stop texting me", "START", "7", "hello", "cancel"]
STOPS = {"STOP", "stop texting me", "cancel"}
WAITS = [timedelta(minutes=m) for m in (1, 4, 31, 61, 190, 620, 1440)]
FATES: list[Fate] = ["taken", "silent", "lost", "busy"]
# Confirms a stop that the carrier did not confirm itself (S-63).
AFTER_A_STOP = {"stop_noted"}
RANK = {"accepted": 1, "sent": 2, "delivered": 3}
NEW_TRY = {"planned", "claimed", "sending"}

T = TypeVar("T")
patients = st.sampled_from(sorted(PHONES))


class AnyOrder(RuleBasedStateMachine):
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
        for outgoing in await sender.prepare(claimed):
            if step == "call":
                await sender.call(outgoing)

    @rule()
    def look_up(self) -> None:
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

    def teardown(self) -> None:
        try:
            self.run(self._settle())
            texts = self.run(self.world.texts())
            by_id = {text.text_id: text for text in texts}
            self._check_what_went(by_id)
            self._check_what_became_of(texts)
            self._check_no_way_back()
        finally:
            self.run(self.stack.aclose())
            self.runner.close()

    async def _settle(self) -> None:
        for wait in (timedelta(seconds=61), timedelta(minutes=10)) * 2:
            self.world.clock.advance(wait)
            await self.world.look_up()
            await self._send()

    def _check_what_went(self, by_id: dict[Any, Text]) -> None:
        tries = Counter(outgoing.attempt_id for outgoing in self.carrier.accepted)
        assert max(tries.values(), default=1) == 1
        for outgoing, at, stopped, heard in self.carrier.taken:
            text = by_id[outgoing.text_id]
            assert not stopped or text.kind in AFTER_A_STOP, f"{text.kind} after a stop"
            known = heard.get(text.appointment_id or "", text.appointment_version)
            assert text.appointment_version in {None, known}, f"{text.kind} of a dead version"
            at_any_hour = text.urgent or text.answers_at is not None
            assert at_any_hour or HOURS.allow(at, ZoneInfo(ZONE)), f"{text.kind} at {at}"

    def _check_what_became_of(self, texts: list[Text]) -> None:
        now = self.world.clock.now()
        again = Counter(outgoing.text_id for outgoing in self.carrier.accepted)
        for text in texts:
            assert text.state not in {TextState.CLAIMED, TextState.SENDING}, text.state
            assert text.state is not TextState.PLANNED or text.due_at > now, text.kind
            useless = text.expires_at <= now
            assert text.state is not TextState.UNSURE or text.attempts == 2 or useless
            known_lost = self._reported_failed(text)
            assert again[text.text_id] <= 1 + known_lost, f"{text.kind} went twice"

    def _reported_failed(self, text: Text) -> int:
        rows = self.run(
            self.world.rows(
                "select count(*) from callback where text_id = %s and status = 'undelivered'",
                text.text_id,
            )
        )
        return int(rows[0][0])

    def _check_no_way_back(self) -> None:
        rows = self.run(
            self.world.rows("select text_id, state from text_history order by position")
        )
        ranks: dict[Any, int] = {}
        for text_id, state in rows:
            rank = RANK.get(state, 0)
            assert state in NEW_TRY or not rank or rank > ranks.get(text_id, 0), state
            ranks[text_id] = rank


async def _empty(world: World) -> None:
    async with world.db.transaction() as conn:
        cursor = await conn.execute(
            """select string_agg(format('%I', tablename), ', ') from pg_tables
               where schemaname = 'public' and tablename !~ 'yoyo'"""
        )
        [(tables,)] = await cursor.fetchall()
        await conn.execute(f"truncate {tables}")


def test_s30_s60_whatever_happens_in_whatever_order_the_rules_for_texts_hold(
    notify_dsn: str,
) -> None:
    class OnThisDatabase(AnyOrder):
        dsn = notify_dsn

    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
