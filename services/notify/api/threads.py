"""/staff/v1/threads: the talks with patients, for the dashboard's inbox."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from services.notify.api.staff import Body, Desk, MarkedOut
from services.notify.domain.linter import lint
from services.notify.handlers.answer_thread import AnswerThread, NotSentError
from services.notify.handlers.desk import texting_of
from services.notify.handlers.record_text import FOR_STAFF
from services.notify.handlers.threads import UnknownReplyError, add_note, assign
from services.notify.store import patients, talks, threads
from shared.auth import Staff
from shared.db import Connection
from shared.http import Problem
from shared.http.access import EVERYONE, WORKING

SHOWN = timedelta(days=14)
MOST_THREADS = 200
MOST_SAID = 300
Allowed = Callable[..., Staff]


class ThreadOut(BaseModel):
    """One line of the inbox. `patient_name` none: the phone is no patient's."""

    patient_id: str
    patient_name: str | None
    phone: str | None
    unread: int
    unread_since: datetime | None
    age: str
    assigned_to: str | None
    last_at: datetime
    last_reply_id: UUID
    last_body: str
    last_intent: str | None


class SaidOut(BaseModel):
    """One text of the talk, the patient's or ours."""

    id: UUID
    from_patient: bool
    at: datetime
    body: str | None
    kind: str | None
    state: str | None
    written_by: str | None
    intent: str | None
    attention: str | None
    media_count: int
    appointment_id: str | None
    read_at: datetime | None
    read_by: str | None
    corrected_by: str | None


class NoteOut(BaseModel):
    note_id: UUID
    words: str
    staff_id: str
    staff_name: str
    at: datetime


class TalkOut(BaseModel):
    """`may_text` false: nothing typed would go, for the reason in `why_not`; call `phone`."""

    patient_id: str
    patient_name: str | None
    phone: str | None
    language: str
    version: int
    unread: int
    unread_since: datetime | None
    age: str
    assigned_to: str | None
    may_text: bool
    why_not: str | None
    said: list[SaidOut]
    notes: list[NoteOut]


class AssignBody(Body):
    """None: to nobody."""

    staff_id: str | None = Field(max_length=100)


class NoteBody(Body):
    words: str = Field(min_length=1, max_length=2000)


class ReadBody(Body):
    """`up_to`: the last of the patient's texts that was on the page; none means all."""

    up_to: UUID | None = None


class DraftBody(Body):
    body: str = Field(max_length=1600)


class AnswerBody(DraftBody):
    """The same `request_id` twice is one text."""

    request_id: UUID
    up_to: UUID | None = None


class OutlookOut(BaseModel):
    """What would become of it. `why_not`: "opted_out", "no_phone", "number_unusable", "no_consent",
    "too_long", "empty"; then a call is the way.
    """

    may_text: bool
    why_not: str | None
    goes_at: datetime | None
    encoding: str
    units: int
    segments: int
    outside_gsm7: list[str]
    marked: list[MarkedOut]


@dataclass(frozen=True)
class Inbox:
    desk: Desk
    answer: AnswerThread


def thread_router(inbox: Inbox) -> APIRouter:
    router = APIRouter(prefix="/staff/v1", tags=["talks with patients"])
    access = inbox.desk.access
    looking, working = access.allow(EVERYONE), access.allow(WORKING)
    _add_reading(router, inbox, looking, working)
    _add_taking_on(router, inbox, working)
    _add_answering(router, inbox, looking, working)
    return router


def _add_reading(router: APIRouter, inbox: Inbox, looking: Allowed, working: Allowed) -> None:
    desk = inbox.desk

    @router.get("/threads", dependencies=[Depends(looking)])
    async def list_threads(
        limit: Annotated[int, Query(ge=1, le=MOST_THREADS)] = 100,
    ) -> list[ThreadOut]:
        """Those who wait, the longest first; then the others of the last two weeks."""
        async with desk.db.transaction() as conn:
            listed = await talks.list_threads(conn, since=desk.clock.now() - SHOWN, limit=limit)
        return [ThreadOut.model_validate(vars(thread)) for thread in listed]

    @router.get("/threads/{patient_id}", dependencies=[Depends(looking)])
    async def get_thread(patient_id: str) -> TalkOut:
        async with desk.db.transaction() as conn:
            return await _talk(conn, patient_id)

    @router.post("/threads/{patient_id}/read", status_code=204)
    async def read(patient_id: str, body: ReadBody, by: Annotated[Staff, Depends(working)]) -> None:
        async with desk.db.transaction() as conn:
            await _require(conn, patient_id)
            await inbox.answer.inbox.read(conn, patient_id, body.up_to, by.id, desk.clock.now())

    @router.post("/replies/{reply_id}/read", status_code=204)
    async def read_one(reply_id: UUID, by: Annotated[Staff, Depends(working)]) -> None:
        try:
            async with desk.db.transaction() as conn:
                await inbox.answer.inbox.read_one(conn, reply_id, by.id, desk.clock.now())
        except UnknownReplyError:
            raise Problem(404, "no_such_reply", "There is no such text") from None


def _add_taking_on(router: APIRouter, inbox: Inbox, working: Allowed) -> None:
    desk = inbox.desk

    @router.post("/threads/{patient_id}/assign", status_code=204)
    async def give_to(
        patient_id: str, body: AssignBody, by: Annotated[Staff, Depends(working)]
    ) -> None:
        async with desk.db.transaction() as conn:
            await _require(conn, patient_id)
            await assign(conn, patient_id, body.staff_id, by.id, desk.clock.now())

    @router.post("/threads/{patient_id}/notes", status_code=201)
    async def note(patient_id: str, body: NoteBody, by: Annotated[Staff, Depends(working)]) -> None:
        """For staff alone."""
        async with desk.db.transaction() as conn:
            await _require(conn, patient_id)
            await add_note(conn, patient_id, body.words, by, desk.clock.now())


def _add_answering(router: APIRouter, inbox: Inbox, looking: Allowed, working: Allowed) -> None:
    desk = inbox.desk

    @router.post("/threads/{patient_id}/answers/check", dependencies=[Depends(looking)])
    async def check(patient_id: str, body: DraftBody) -> OutlookOut:
        """What would become of these words, and what they give away on a lock screen."""
        async with desk.db.transaction() as conn:
            outlook = await inbox.answer.foresee(conn, patient_id, body.body, desk.clock.now())
        marked = lint(_literally(body.body), body.body, desk.forbidden).marked
        return OutlookOut(
            may_text=outlook.why_not is None,
            why_not=outlook.why_not,
            goes_at=outlook.goes_at,
            **asdict(outlook.size),
            outside_gsm7=list(outlook.outside_gsm7),
            marked=[MarkedOut(**vars(found)) for found in marked],
        )

    @router.post("/threads/{patient_id}/answers", status_code=202)
    async def send(
        patient_id: str, body: AnswerBody, by: Annotated[Staff, Depends(working)]
    ) -> None:
        """Refused with the reason where it would not go (S-79c). Who answers has read."""
        now = desk.clock.now()
        try:
            async with desk.db.transaction() as conn:
                words, request = body.body.strip(), str(body.request_id)
                await inbox.answer(conn, patient_id, words, request, by, now)
                await inbox.answer.inbox.read(conn, patient_id, body.up_to, by.id, now)
        except NotSentError as error:
            raise Problem(409, error.why, "It cannot be sent: a call is the way") from None


async def _talk(conn: Connection, patient_id: str) -> TalkOut:
    thread = await threads.find(conn, patient_id)
    patient = await patients.find(conn, patient_id)
    if thread is None and patient is None:
        raise _no_such_thread()
    stands = await texting_of(conn, patient_id)
    said = await talks.list_said(conn, patient_id, besides=sorted(FOR_STAFF), limit=MOST_SAID)
    return TalkOut(
        patient_id=patient_id,
        patient_name=patient.name if patient else None,
        phone=patient.phone if patient else await talks.find_phone(conn, patient_id),
        language=patient.language if patient else "en",
        version=thread.version if thread else 0,
        unread=thread.unread if thread else 0,
        unread_since=thread.unread_since if thread else None,
        age=thread.age if thread else "fresh",
        assigned_to=thread.assigned_to if thread else None,
        may_text=stands.why_not is None,
        why_not=stands.why_not,
        said=[SaidOut.model_validate(vars(one)) for one in said],
        notes=[NoteOut(**vars(note)) for note in await threads.list_notes(conn, patient_id)],
    )


async def _require(conn: Connection, patient_id: str) -> None:
    known = await threads.find(conn, patient_id) or await patients.find(conn, patient_id)
    if known is None:
        raise _no_such_thread()


def _no_such_thread() -> Problem:
    return Problem(404, "no_such_thread", "There is no talk with such a patient")


def _literally(words: str) -> str:
    """Staff may type a brace; it names no value."""
    return words.replace("{", "{{").replace("}", "}}")
