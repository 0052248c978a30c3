"""One talk: what was said both ways, how it was understood, and the answer. notify keeps it."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owners import Answer, OwnerAwayError, Sent
from services.dashboard.pages.answers import refused, told
from services.dashboard.pages.asking import send_owner
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, Visitor, acting, parse_id, text_of, visitor_of
from services.dashboard.pages.text_words import WHY_NOT
from services.dashboard.pages.today import part_context
from services.dashboard.reach import show_emailing
from services.dashboard.store import audit, audit_log, inbox, patients
from services.dashboard.store.audit import Audited
from services.dashboard.talks import CannedAnswers, Outlook, Talk
from shared.db import Connection
from shared.ids import new_id

OWNER = "Texting"


def talk_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])
    _add_looking(router, desk)
    _add_answering(router, desk)
    _add_changing(router, desk)
    return router


def _add_looking(router: APIRouter, desk: Desk) -> None:
    @router.get("/inbox/{patient_id}")
    async def show(request: Request, patient_id: str) -> Response:
        return await _whole(desk, visitor_of(request), patient_id, {})

    @router.get("/parts/talks/{patient_id}")
    async def part(request: Request, patient_id: str) -> Response:
        visitor = visitor_of(request)
        shown = await _shown(desk, visitor, patient_id)
        async with desk.db.transaction() as conn:
            await _look(desk, conn, visitor, patient_id)
            ahead = await patients.list_visits_ahead(conn, patient_id, desk.clock.now())
        context = {**shown, "ahead": ahead, **part_context(desk, visitor)}
        return page(desk, "parts/talk.html", context)

    @router.get("/parts/talks/{patient_id}/answer")
    async def box(request: Request, patient_id: str, shown: str = "") -> Response:
        """`shown` is why the page says that no text may go, if it does. While that is so nothing
        is sent, and what somebody types in the box stays.
        """
        visitor = visitor_of(request)
        talking = await _shown(desk, visitor, patient_id)
        if talking["talk"] is None or shown == (talking["talk"].why_not or ""):
            return Response(status_code=204)
        async with desk.db.transaction() as conn:
            await _look(desk, conn, visitor, patient_id)
        context = {**talking, **_empty_box(), **part_context(desk, visitor)}
        return page(desk, "parts/talk_answer.html", context)

    @router.post("/inbox/{patient_id}/check")
    async def check(request: Request, patient_id: str) -> Response:
        """A POST: what is typed belongs in no address."""
        visitor, body = visitor_of(request), text_of(await request.form(), "body")
        sent = await desk.owners.notify.send(
            f"/staff/v1/threads/{patient_id}/answers/check", {"body": body}, visitor.staff
        )
        context = {"outlook": sent.read(Outlook), "why_words": WHY_NOT}
        return page(desk, "parts/outlook.html", context)


def _add_answering(router: APIRouter, desk: Desk) -> None:
    @router.post("/inbox/{patient_id}/answers")
    async def answer(request: Request, patient_id: str) -> Response:
        visitor, form = await acting(desk, request), await request.form()
        body = text_of(form, "body").strip()
        asked: dict[str, object] = {
            "body": body,
            "request_id": parse_id(text_of(form, "request_id")),
        }
        if last := text_of(form, "up_to"):
            asked["up_to"] = parse_id(last)
        sent = await _send(desk, visitor, patient_id, "answers", asked, Audited.TEXT_REQUESTED)
        if sent.answer is Answer.DONE:
            await _read_here(desk, visitor, patient_id)
            return RedirectResponse(f"/inbox/{patient_id}", 303)
        words = told(sent.answer, owner=OWNER, shown=False, done="")
        if (code := sent.code) in WHY_NOT:
            words["problem"] = WHY_NOT[code]
        return await _whole(desk, visitor, patient_id, {**words, "body": body})


def _add_changing(router: APIRouter, desk: Desk) -> None:
    @router.post("/inbox/{patient_id}/read")
    async def read(request: Request, patient_id: str) -> Response:
        visitor, form = await acting(desk, request), await request.form()
        asked = {"up_to": parse_id(last)} if (last := text_of(form, "up_to")) else {}
        sent = await _send(desk, visitor, patient_id, "read", asked, Audited.REPLY_READ)
        if sent.answer is Answer.DONE:
            await _read_here(desk, visitor, patient_id)
        return await _back(desk, visitor, patient_id, sent)

    @router.post("/inbox/{patient_id}/assign")
    async def assign(request: Request, patient_id: str) -> Response:
        visitor, form = await acting(desk, request), await request.form()
        asked = {"staff_id": text_of(form, "staff_id") or None}
        sent = await _send(desk, visitor, patient_id, "assign", asked, Audited.THREAD_ASSIGNED)
        return await _back(desk, visitor, patient_id, sent)

    @router.post("/inbox/{patient_id}/notes")
    async def note(request: Request, patient_id: str) -> Response:
        visitor, form = await acting(desk, request), await request.form()
        words = text_of(form, "words").strip()
        if not words:
            return RedirectResponse(f"/inbox/{patient_id}", 303)
        sent = await _send(
            desk, visitor, patient_id, "notes", {"words": words}, Audited.THREAD_NOTED
        )
        return await _back(desk, visitor, patient_id, sent)

    @router.post("/inbox/{patient_id}/replies/{reply_id}/meant")
    async def correct(request: Request, patient_id: str, reply_id: str) -> Response:
        visitor, form = await acting(desk, request), await request.form()
        asked: dict[str, object] = {"meant": text_of(form, "meant")}
        if visit := text_of(form, "appointment_id"):
            asked["appointment_id"] = visit
        path = f"/staff/v1/replies/{parse_id(reply_id)}/correction"
        sent = await _ask(desk, visitor, patient_id, path, asked, Audited.REPLY_CORRECTED)
        return await _back(desk, visitor, patient_id, sent)


async def _send(
    desk: Desk,
    visitor: Visitor,
    patient_id: str,
    what: str,
    asked: Mapping[str, object],
    audited: Audited,
) -> Sent:
    path = f"/staff/v1/threads/{patient_id}/{what}"
    return await _ask(desk, visitor, patient_id, path, asked, audited)


async def _ask(
    desk: Desk,
    visitor: Visitor,
    patient_id: str,
    path: str,
    asked: Mapping[str, object],
    audited: Audited,
) -> Sent:
    return await send_owner(
        desk,
        desk.owners.notify.send(path, asked, visitor.staff),
        by=visitor,
        patient_id=patient_id,
        audited=audited,
    )


async def _read_here(desk: Desk, visitor: Visitor, patient_id: str) -> None:
    async with desk.db.transaction() as conn:
        at = desk.clock.now()
        await inbox.mark_all_read(conn, patient_id, staff_id=visitor.staff.id, at=at)


async def _back(desk: Desk, visitor: Visitor, patient_id: str, sent: Sent) -> Response:
    if sent.answer is Answer.DONE:
        return RedirectResponse(f"/inbox/{patient_id}", 303)
    return await _whole(desk, visitor, patient_id, {"problem": refused(sent, owner=OWNER)})


async def _whole(
    desk: Desk, visitor: Visitor, patient_id: str, words: Mapping[str, Any]
) -> Response:
    shown = await _shown(desk, visitor, patient_id)
    async with desk.db.transaction() as conn:
        await _look(desk, conn, visitor, patient_id)
        context = {
            **await frame(desk, conn, visitor, current="/inbox", patient_id=patient_id),
            **shown,
            "known": await patients.find(conn, patient_id),
            "ahead": await patients.list_visits_ahead(conn, patient_id, desk.clock.now()),
            "members": await audit_log.list_staff(conn),
            **_empty_box(),
            "problem": "",
            **words,
        }
    return page(desk, "talk.html", context, 409 if words else 200)


def _empty_box() -> dict[str, Any]:
    return {"request_id": str(new_id()), "body": "", "why_words": WHY_NOT}


async def _shown(desk: Desk, visitor: Visitor, patient_id: str) -> dict[str, Any]:
    """The talk, with the answers kept ready, or with whether an e-mail would go where no text may;
    none where notify is away.
    """
    notify, by = desk.owners.notify, visitor.staff
    none: dict[str, Any] = {
        "talk": None,
        "canned": [],
        "emailing": None,
        "patient_id": patient_id,
    }
    try:
        talk = await notify.show(f"/staff/v1/threads/{patient_id}", Talk, by)
    except OwnerAwayError:
        return none
    if not talk.may_text:
        emailing = await show_emailing(desk.owners, by, patient_id)
        return {**none, "talk": talk, "emailing": emailing}
    try:
        canned = (await notify.show("/staff/v1/canned-answers", CannedAnswers, by)).root
    except OwnerAwayError:
        canned = []
    return {**none, "talk": talk, "canned": canned}


async def _look(desk: Desk, conn: Connection, visitor: Visitor, patient_id: str) -> None:
    await audit.add_look(
        conn,
        Audited.INBOX_VIEWED,
        staff_id=visitor.staff.id,
        at=desk.clock.now(),
        patient_id=patient_id,
    )
