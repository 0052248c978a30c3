"""What staff write about a patient, and all that is kept of one, for the owner to hand over."""

import json
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.live.hints import Hints, Kind
from services.dashboard.owned import Export
from services.dashboard.owners import OwnerAwayError
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import page
from services.dashboard.pages.gate import Gate, acting, text_of
from services.dashboard.pages.patients import get_patient, patient_context
from services.dashboard.store import audit, exports, notes
from services.dashboard.store.audit import Audited
from shared.auth import Role

OWNER = frozenset({Role.OWNER})
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

    @router.post("/patients/{patient_id}/export")
    async def export(request: Request, patient_id: str) -> Response:
        """A POST: it is written down, and no address in a history leads to it. All or nothing: a
        part that is missing would not show.
        """
        visitor = await acting(desk, request, OWNER)
        async with desk.db.transaction() as conn:
            await get_patient(conn, patient_id)
        try:
            path = f"/staff/v1/patients/{patient_id}/export"
            theirs = await desk.owners.followup.show(path, Export, visitor.staff)
        except OwnerAwayError:
            problem = {"problem": "Follow-up is away right now. Nothing was exported."}
            async with desk.db.transaction() as conn:
                context = await patient_context(desk, conn, visitor, patient_id)
            return page(desk, "patient.html", {**context, **problem}, 503)
        async with desk.db.transaction() as conn:
            ours = await exports.export(conn, patient_id)
            await audit.add(
                conn,
                Audited.PATIENT_EXPORTED,
                staff_id=visitor.staff.id,
                at=desk.clock.now(),
                patient_id=patient_id,
            )
        return _file(patient_id, {"dashboard": ours, "followup": theirs.tables})

    return router


def _file(patient_id: str, kept: dict[str, Any]) -> Response:
    body = json.dumps({"patient_id": patient_id, **kept}, default=str, ensure_ascii=False, indent=1)
    named = {"content-disposition": 'attachment; filename="patient.json"'}
    return Response(body, media_type="application/json", headers=named)
