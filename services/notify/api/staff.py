"""/staff/v1: what the dashboard asks for, in a staff member's name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from services.notify.domain.linter import Forbidden, Verdict, lint
from services.notify.handlers.consent_changes import stop_texting
from services.notify.handlers.desk import PhoneUnknownError, record_spoken_consent, texting_of
from services.notify.handlers.tasks import finish_task
from services.notify.store import patients, tasks
from services.notify.texts import MissingValueError, preview
from shared.auth import Staff
from shared.clock import Clock
from shared.db import Database
from shared.events.outreach import Category
from shared.http import Problem
from shared.http.access import EVERYONE, WORKING, Access

SAID = Field(min_length=1, max_length=500)


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StopBody(Body):
    """`words`: what the patient said, at the desk or on the phone."""

    words: str = SAID


class ConsentBody(Body):
    """`wording`: what was read to the patient, who said yes to it."""

    wording: str = SAID
    wording_version: str = Field(min_length=1, max_length=40)
    categories: list[Category] = Field(min_length=1)


class TextingOut(BaseModel):
    """`why_not` is there when no text may go, and a call is the way."""

    may_text: bool
    why_not: str | None
    categories: list[Category]


class TaskOut(BaseModel):
    task_id: UUID
    kind: str
    patient_id: str
    appointment_id: str | None
    reply_id: UUID | None
    opened_at: datetime


class TemplateBody(Body):
    template: str = Field(min_length=1, max_length=1600)


class MarkedOut(BaseModel):
    words: str
    because: str


class LintOut(BaseModel):
    may_be_saved: bool
    warns: bool
    marked: list[MarkedOut]
    preview: str
    encoding: str
    units: int
    segments: int
    outside_gsm7: list[str]


@dataclass(frozen=True)
class Desk:
    db: Database
    clock: Clock
    access: Access
    forbidden: Forbidden


def staff_router(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/staff/v1", tags=["for staff"])
    looking, working = desk.access.allow(EVERYONE), desk.access.allow(WORKING)
    _add_texting(router, desk, looking, working)
    _add_tasks(router, desk, looking, working)
    _add_templates(router, desk, looking)
    return router


Allowed = Callable[..., Staff]


def _add_texting(router: APIRouter, desk: Desk, looking: Allowed, working: Allowed) -> None:
    @router.get("/patients/{patient_id}/texting", dependencies=[Depends(looking)])
    async def get_texting(patient_id: str) -> TextingOut:
        """Whether a text would go, before somebody writes one (S-79c)."""
        async with desk.db.transaction() as conn:
            stands = await texting_of(conn, patient_id)
        return TextingOut(
            may_text=stands.why_not is None,
            why_not=stands.why_not,
            categories=sorted(stands.categories),
        )

    @router.post("/patients/{patient_id}/texting/stop", status_code=204)
    async def stop(patient_id: str, body: StopBody, by: Annotated[Staff, Depends(working)]) -> None:
        """Said at the desk, on the phone or in a letter: it counts from now on."""
        now = desk.clock.now()
        async with desk.db.transaction() as conn:
            patient = await patients.find(conn, patient_id)
            if patient is None or patient.phone is None:
                raise Problem(404, "no_phone", "There is no phone of this patient")
            await patients.lock_phone(conn, patient.phone)
            await stop_texting(
                conn,
                patient.phone,
                source="front_desk",
                at=now,
                words=body.words,
                recorded_by=by.id,
            )

    @router.post("/patients/{patient_id}/texting/consent", status_code=204)
    async def consent(
        patient_id: str, body: ConsentBody, by: Annotated[Staff, Depends(working)]
    ) -> None:
        """A new yes is a new entry. What the carrier blocks stays blocked until START is texted."""
        try:
            async with desk.db.transaction() as conn:
                await record_spoken_consent(
                    conn,
                    patient_id,
                    frozenset(body.categories),
                    wording=body.wording,
                    wording_version=body.wording_version,
                    by=by.id,
                    at=desk.clock.now(),
                )
        except PhoneUnknownError:
            raise Problem(404, "no_phone", "There is no phone of this patient") from None


def _add_tasks(router: APIRouter, desk: Desk, looking: Allowed, working: Allowed) -> None:
    @router.get("/tasks", dependencies=[Depends(looking)])
    async def list_tasks() -> list[TaskOut]:
        async with desk.db.transaction() as conn:
            return [TaskOut(**vars(task)) for task in await tasks.list_open(conn)]

    @router.post("/tasks/{task_id}/done", status_code=204)
    async def finish(task_id: UUID, by: Annotated[Staff, Depends(working)]) -> None:
        async with desk.db.transaction() as conn:
            if not await finish_task(conn, task_id, by.id, desk.clock.now()):
                raise Problem(404, "no_such_task", "There is no such task waiting")


def _add_templates(router: APIRouter, desk: Desk, looking: Allowed) -> None:
    @router.post("/templates/check", dependencies=[Depends(looking)])
    async def check(body: TemplateBody) -> LintOut:
        """What a template would look like, what it costs, and what it must not say (S-126)."""
        try:
            shown = preview(body.template)
        except (MissingValueError, ValueError) as error:
            raise Problem(422, "not_a_template", "There is no such value", str(error)) from None
        return linted(shown, lint(body.template, shown, desk.forbidden))


def linted(shown: str, verdict: Verdict) -> LintOut:
    return LintOut(
        may_be_saved=verdict.may_be_saved,
        warns=verdict.warns,
        marked=[MarkedOut(**vars(marked)) for marked in verdict.marked],
        preview=shown,
        encoding=verdict.encoding,
        units=verdict.units,
        segments=verdict.segments,
        outside_gsm7=list(verdict.outside_gsm7),
    )
