"""followup on a real database, with the bus played by hand and a clock that is told the time."""

from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from services.followup.consumer import handlers
from services.followup.handlers.alerts import pass_on_unanswered
from services.followup.handlers.checkins import settle_due_checkins
from shared import inbox
from shared.clock import SettableClock
from shared.db import Database
from shared.events import Event, Received, event_types
from shared.events.appointments import (
    AppointmentCompleted,
    AppointmentEvent,
    Visit,
    VisitStatus,
)
from shared.events.intakes import IntakeRecorded
from shared.events.messages import Text, TextAccepted, TextState
from shared.events.outreach import TextRequested
from shared.events.replies import Intent, Question, ReplyReceived
from shared.ids import new_id
from tests.support import facts

E = TypeVar("E", bound=Event)
PATIENT = "patient-ana"


class World:
    def __init__(self, db: Database, clock: SettableClock) -> None:
        self.db = db
        self.clock = clock
        self._handlers = handlers(clock)

    async def deliver(self, event: Event, event_id: UUID | None = None) -> UUID:
        """As the consumer does: claimed and handled in one transaction."""
        received = Received(event_id or new_id(), event, self.clock.now())
        async with self.db.transaction() as conn:
            for fresh in await inbox.claim(conn, [received], self.clock.now()):
                await self._handlers[type(event)](conn, fresh)
        return received.id

    async def tick(self) -> None:
        """As the timer does: until there is nothing more to do."""
        more = True
        while more:
            async with self.db.transaction() as conn:
                more = await settle_due_checkins(conn, self.clock.now())
                await pass_on_unanswered(conn, self.clock.now())

    async def pass_time(self, to: datetime) -> None:
        self.clock.set(to)
        await self.tick()

    async def published(self, model: type[E]) -> list[E]:
        return [event for event in await self.all_published() if isinstance(event, model)]

    async def all_published(self) -> list[Event]:
        known = event_types()
        rows = await self.rows("select type, payload::text from outbox order by position")
        return [known[row[0]].model_validate_json(row[1]) for row in rows]

    async def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        async with self.db.transaction() as conn:
            cursor = await conn.execute(query.encode(), values)
            return await cursor.fetchall()

    async def checkins(self) -> list[tuple[str, str]]:
        """Kind and state of all but the PEG's, by due time; weekly ones only the first of each
        visit.
        """
        return await self.rows(
            """select kind, state from checkin
               where kind not like 'peg%%' and (kind <> 'weekly' or due_at = (select min(due_at) from checkin c
                   where c.appointment_id = checkin.appointment_id and c.kind = 'weekly'))
               order by due_at"""
        )

    async def take_intake(
        self, baseline: int | None = 7, complaint_id: str = "complaint-back", **changes: Any
    ) -> None:
        intake = IntakeRecorded(
            patient_id=PATIENT,
            complaint_id=complaint_id,
            appointment_id=None,
            complaint="low_back",
            baseline=baseline,
            recorded_at=self.clock.now(),
        )
        await self.deliver(intake.model_copy(update=changes))

    async def complete_visit(self, **changes: Any) -> Visit:
        """A visit that begins now is marked completed at once."""
        visit = completed_visit(self.clock.now(), **changes)
        await self.deliver(completion(visit, self.clock.now()))
        return visit

    async def last_question(self) -> Question:
        """As notify holds it open on the phone."""
        asked = [t for t in await self.published(TextRequested) if t.expects is not None]
        request = asked[-1]
        assert request.expects is not None
        return Question(
            request_id=request.request_id,
            kind=request.kind,
            expects=request.expects,
            asked_at=self.clock.now(),
        )

    async def reply(self, body: str, **changes: Any) -> ReplyReceived:
        """To the last question, unless told otherwise."""
        question = changes.pop("question") if "question" in changes else await self.last_question()
        reply = ReplyReceived(
            patient_id=PATIENT,
            reply_id=str(new_id()),
            received_at=self.clock.now(),
            body=body,
            language="en",
            intent=Intent.ANSWER if question else Intent.OTHER,
            appointment_id=None,
            question=question,
        ).model_copy(update=changes)
        await self.deliver(reply)
        return reply

    async def carry(self) -> None:
        """The carrier takes the text that was asked for last."""
        asked = (await self.published(TextRequested))[-1]
        text = Text(
            text_id=str(new_id()),
            kind=asked.kind,
            category=asked.category,
            state=TextState.ACCEPTED,
            version=1,
            due_at=asked.not_before,
            expires_at=asked.not_after,
            appointment_id=asked.appointment_id,
            request_id=asked.request_id,
            expects=asked.expects,
            body=None,
            segments=1,
            reason=None,
        )
        await self.deliver(TextAccepted(patient_id=asked.patient_id, text=text))

    async def kinds(self, since: int = 0) -> list[str]:
        """The texts that were asked for."""
        return [t.kind for t in (await self.published(TextRequested))[since:]]

    async def ask(self, baseline: int | None = 7) -> None:
        """A patient with one complaint is treated, and asked on the day after."""
        await self.take_intake(baseline)
        await self.complete_visit()
        await self.pass_time(self.clock.now() + timedelta(days=1, hours=8))


def completed_visit(at: datetime, **changes: Any) -> Visit:
    values = {"version": 3, "status": VisitStatus.COMPLETED, "starts_at": at, **changes}
    return facts.visit(**values)


def completion(visit: Visit, at: datetime) -> AppointmentCompleted:
    return AppointmentCompleted(patient_id=PATIENT, visit=visit, actor="staff:lin", completed_at=at)


def change(model: type[AppointmentEvent], visit: Visit, status: VisitStatus) -> AppointmentEvent:
    """What happens to the visit next."""
    changed = visit.model_copy(update={"version": visit.version + 1, "status": status})
    extra = {"tell_patient": True} if "tell_patient" in model.model_fields else {}
    return model(patient_id=PATIENT, visit=changed, actor="staff:lin", **extra)
