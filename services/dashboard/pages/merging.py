"""Two records of one person, made one; and two again, for 30 days."""

from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owners import Answer
from services.dashboard.pages.asking import ask_owner
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.one_patient import patient_page
from services.dashboard.pages.phrases import ANSWER
from services.dashboard.store import merges
from services.dashboard.store.audit import Audited
from shared.db import Connection


def merging_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/patients/{patient_id}/records")
    async def show(request: Request, patient_id: str) -> Response:
        return await _page(desk, await acting(desk, request), patient_id)

    @router.post("/patients/{patient_id}/merge")
    async def merge(request: Request, patient_id: str) -> Response:
        visitor = await acting(desk, request)
        merged_id = text_of(await request.form(), "merged_id")
        answer, _ = await ask_owner(
            desk,
            desk.owners.booking.ask(
                f"/staff/v1/patients/{patient_id}/merge", {"merged_id": merged_id}, visitor.staff
            ),
            by=visitor,
            patient_id=patient_id,
            audited=Audited.PATIENTS_MERGED,
            subject=merged_id,
        )
        return await _after(desk, visitor, patient_id, answer)

    @router.post("/patients/{patient_id}/merges/{merge_id}/undo")
    async def undo(request: Request, patient_id: str, merge_id: str) -> Response:
        visitor = await acting(desk, request)
        answer, _ = await ask_owner(
            desk,
            desk.owners.booking.ask(f"/staff/v1/merges/{merge_id}/undo", {}, visitor.staff),
            by=visitor,
            patient_id=patient_id,
            audited=Audited.PATIENTS_UNMERGED,
            subject=merge_id,
        )
        return await _after(desk, visitor, patient_id, answer)

    return router


async def records_context(conn: Connection, patient_id: str) -> dict[str, Any]:
    return {
        "same": await merges.list_same(conn, patient_id),
        "merged": await merges.list_merged(conn, patient_id),
    }


async def _after(desk: Desk, visitor: Visitor, patient_id: str, answer: Answer) -> Response:
    if answer is not Answer.DONE:
        problem = ANSWER[answer].format(owner="Booking")
        return await _page(desk, visitor, patient_id, problem)
    return RedirectResponse(f"/patients/{patient_id}/records", 303)


async def _page(desk: Desk, visitor: Visitor, patient_id: str, problem: str = "") -> Response:
    async with desk.db.transaction() as conn:
        shown = {**await records_context(conn, patient_id), "problem": problem}
    status = 422 if problem else 200
    return await patient_page(desk, visitor, patient_id, "records.html", shown, status=status)
