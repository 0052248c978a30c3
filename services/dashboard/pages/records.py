"""What staff write about a patient."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.live.hints import Hints, Kind
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, acting, text_of
from services.dashboard.pages.one_patient import get_patient
from services.dashboard.store import audit, notes
from services.dashboard.store.audit import Audited

LONGEST_NOTE = 4000


def record_pages(desk: Desk, gate: Gate, hints: Hints) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.post("/patients/{patient_id}/notes")
    async def note(request: Request, patient_id: str) -> Response:
        visitor = await acting(desk, request)
        words = text_of(await request.form(), "words").strip()[:LONGEST_NOTE]
        at, staff_id = desk.clock.now(), visitor.staff.id
        async with desk.db.transaction() as conn:
            await get_patient(conn, patient_id)
            if words:
                note_id = await notes.add(conn, patient_id, words, staff_id=staff_id, at=at)
                await audit.add(
                    conn,
                    Audited.PATIENT_NOTED,
                    staff_id=staff_id,
                    at=at,
                    patient_id=patient_id,
                    subject=note_id,
                )
        hints.add(patient_id, Kind.PATIENTS)
        return RedirectResponse(f"/patients/{patient_id}", 303)

    return router
