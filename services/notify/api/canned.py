"""/staff/v1/canned-answers: answers kept ready, in each language."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from services.notify.api.staff import Body, Desk
from services.notify.domain.linter import Verdict, lint
from services.notify.store import canned
from services.notify.store.canned import Canned
from shared.auth import Staff
from shared.http import Problem
from shared.http.access import EVERYONE, WORKING
from shared.ids import new_id

Words = Annotated[str, Field(min_length=1, max_length=480)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Za-z]{2,4})?$")]


class CannedBody(Body):
    """`version`: the one that was looked at; 0 for a new one."""

    title: str = Field(min_length=1, max_length=80)
    bodies: dict[Language, Words] = Field(min_length=1)
    version: int = Field(0, ge=0)


class CannedOut(BaseModel):
    """`segments` of each language's words."""

    answer_id: UUID
    version: int
    title: str
    bodies: dict[str, str]
    segments: dict[str, int]
    withdrawn: bool
    saved_by: str
    saved_at: datetime


def canned_router(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/staff/v1/canned-answers", tags=["answers kept ready"])
    looking, working = desk.access.allow(EVERYONE), desk.access.allow(WORKING)

    @router.get("", dependencies=[Depends(looking)])
    async def list_canned() -> list[CannedOut]:
        async with desk.db.transaction() as conn:
            return [_out(desk, one) for one in await canned.list_current(conn)]

    @router.get("/{answer_id}/versions", dependencies=[Depends(looking)])
    async def list_versions(answer_id: UUID) -> list[CannedOut]:
        async with desk.db.transaction() as conn:
            return [_out(desk, one) for one in await canned.list_versions(conn, answer_id)]

    @router.post("", status_code=201)
    async def add(body: CannedBody, by: Annotated[Staff, Depends(working)]) -> CannedOut:
        return await _save(desk, new_id(), body.model_copy(update={"version": 0}), by)

    @router.put("/{answer_id}")
    async def change(
        answer_id: UUID, body: CannedBody, by: Annotated[Staff, Depends(working)]
    ) -> CannedOut:
        return await _save(desk, answer_id, body, by)

    @router.delete("/{answer_id}", status_code=204)
    async def withdraw(answer_id: UUID, by: Annotated[Staff, Depends(working)]) -> None:
        async with desk.db.transaction() as conn:
            versions = await canned.list_versions(conn, answer_id)
            if not versions or versions[-1].withdrawn:
                raise Problem(404, "no_such_answer", "There is no such answer")
            last = versions[-1]
            await canned.add_version(
                conn,
                Canned(
                    answer_id,
                    last.version + 1,
                    last.title,
                    last.bodies,
                    True,
                    by.id,
                    desk.clock.now(),
                ),
            )

    return router


async def _save(desk: Desk, answer_id: UUID, body: CannedBody, by: Staff) -> CannedOut:
    _refuse_what_it_must_not_say(desk, body)
    saved = Canned(
        answer_id, body.version + 1, body.title, body.bodies, False, by.id, desk.clock.now()
    )
    async with desk.db.transaction() as conn:
        versions = await canned.list_versions(conn, answer_id)
        current = versions[-1].version if versions else 0
        if current != body.version or not await canned.add_version(conn, saved):
            raise Problem(409, "changed", "Somebody else has changed this answer")
    return _out(desk, saved)


def _refuse_what_it_must_not_say(desk: Desk, body: CannedBody) -> None:
    marked = [
        f"{m.words} ({m.because})" for w in body.bodies.values() for m in _lint(desk, w).marked
    ]
    if marked:
        raise Problem(422, "must_not_say", "An answer must not name this", ", ".join(marked))


def _lint(desk: Desk, words: str) -> Verdict:
    return lint(words.replace("{", "{{").replace("}", "}}"), words, desk.forbidden)


def _out(desk: Desk, one: Canned) -> CannedOut:
    segments = {language: _lint(desk, words).segments for language, words in one.bodies.items()}
    return CannedOut(**vars(one), segments=segments)
