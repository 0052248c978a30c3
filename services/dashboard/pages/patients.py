"""One patient's story and pain, and finding a patient."""

from typing import Any

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.domain.texting import refusal
from services.dashboard.pages.charts import charts_of
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, Visitor, is_part, record_opened, text_of, visitor_of
from services.dashboard.pages.merging import records_context
from services.dashboard.pages.one_patient import get_patient
from services.dashboard.pages.today import part_context
from services.dashboard.store import (
    alerts,
    audit,
    measures,
    merges,
    notes,
    patients,
    planned,
    tasks,
    timeline,
)
from services.dashboard.store.audit import Audited
from services.dashboard.store.patients import Patient
from shared.db import Connection
from shared.ids import new_id

ENTRIES_SHOWN = 200
FOUND_SHOWN = 20
TASKS_SHOWN = 10
SHORTEST_SEARCH = 2


def patient_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/patients/{patient_id}")
    async def show(request: Request, patient_id: str) -> Response:
        visitor = visitor_of(request)
        async with desk.db.transaction() as conn:
            stays = await merges.find_survivor(conn, patient_id)
            if stays != patient_id:
                return RedirectResponse(f"/patients/{stays}", 303)
            context = await patient_context(desk, conn, visitor, patient_id)
            await record_opened(desk, conn, visitor, patient_id)
        return page(desk, "patient.html", context)

    @router.get("/parts/patients/{patient_id}/answer")
    async def show_answer(request: Request, patient_id: str, shown: str = "") -> Response:
        """`shown` is why the page says that no text may go, if it does. While that is so nothing
        is sent, and what somebody types in the box stays.
        """
        visitor = visitor_of(request)
        async with desk.db.transaction() as conn:
            patient = await get_patient(conn, patient_id)
            box = _answer_box(patient)
            if shown == (box["refusal"] or ""):
                return Response(status_code=204)
            await _look(desk, conn, visitor, patient_id)
        context = {"patient": patient, **box, **part_context(desk, visitor)}
        return page(desk, "parts/answer.html", context)

    @router.get("/parts/patients/{patient_id}/{part}")
    async def show_part(request: Request, patient_id: str, part: str) -> Response:
        visitor = visitor_of(request)
        async with desk.db.transaction() as conn:
            context = await _part(desk, conn, patient_id, part)
            await _look(desk, conn, visitor, patient_id)
        return page(desk, f"parts/{part}.html", {**context, **part_context(desk, visitor)})

    @router.post("/patients/search")
    async def search(request: Request) -> Response:
        """A POST: what is typed is a name or a phone, which belongs in no address."""
        visitor = visitor_of(request)
        words = text_of(await request.form(), "words").strip()
        async with desk.db.transaction() as conn:
            found = (
                await patients.search(conn, words, FOUND_SHOWN)
                if len(words) >= SHORTEST_SEARCH
                else []
            )
            at = desk.clock.now()
            await audit.add(conn, Audited.PATIENTS_SEARCHED, staff_id=visitor.staff.id, at=at)
            context = {"found": found, "words_sent": words, "shortest": SHORTEST_SEARCH}
            if is_part(request):
                return page(desk, "parts/found.html", context)
            return page(desk, "search.html", {**context, **await frame(desk, conn, visitor)})

    return router


async def patient_context(
    desk: Desk, conn: Connection, visitor: Visitor, patient_id: str
) -> dict[str, Any]:
    """Of the whole page, with an empty answer box."""
    head = await _head(conn, patient_id)
    return {
        **head,
        **await _story(desk, conn, patient_id),
        **await frame(desk, conn, visitor, patient_id=patient_id),
        **await _charts(desk, conn, patient_id),
        **await _plans(conn, patient_id),
        **_answer_box(head["patient"]),
        "problem": "",
    }


def _answer_box(patient: Patient) -> dict[str, Any]:
    return {
        "refusal": refusal(
            patient.phone, stopped=patient.texting_stopped, agreed=patient.consent_categories
        ),
        "request_id": str(new_id()),
        "body": "",
    }


async def _look(desk: Desk, conn: Connection, visitor: Visitor, patient_id: str) -> None:
    at, staff_id = desk.clock.now(), visitor.staff.id
    await audit.add_look(
        conn, Audited.PATIENT_VIEWED, staff_id=staff_id, at=at, patient_id=patient_id
    )


async def _part(desk: Desk, conn: Connection, patient_id: str, part: str) -> dict[str, Any]:
    head = await _head(conn, patient_id)
    match part:
        case "head":
            return head
        case "story":
            return {**head, **await _story(desk, conn, patient_id)}
        case "charts":
            return {**head, **await _charts(desk, conn, patient_id)}
        case "plans":
            return {**head, **await _plans(conn, patient_id)}
    raise HTTPException(404)


async def _charts(desk: Desk, conn: Connection, patient_id: str) -> dict[str, Any]:
    return {
        "charts": await charts_of(conn, patient_id, desk.zone),
        "pegs": await measures.list_pegs(conn, patient_id),
        "pain_days": await measures.list_pain_days(conn, patient_id),
    }


async def _plans(conn: Connection, patient_id: str) -> dict[str, Any]:
    return {
        "plans": await planned.list_of_patient(conn, patient_id),
        "notes": await notes.list_(conn, patient_id),
    }


async def _head(conn: Connection, patient_id: str) -> dict[str, Any]:
    return {
        "patient": await get_patient(conn, patient_id),
        **await records_context(conn, patient_id),
        "patient_alerts": await alerts.list_open_of(conn, patient_id),
        "patient_tasks": await tasks.list_of_patient(conn, patient_id, TASKS_SHOWN),
    }


async def _story(desk: Desk, conn: Connection, patient_id: str) -> dict[str, Any]:
    now = desk.clock.now()
    return {
        "entries": await timeline.list_entries(conn, patient_id, now, ENTRIES_SHOWN),
        "ahead": await patients.list_ahead(conn, patient_id, now),
    }
