"""A page about one patient, beside their own: they are known, and the look is written down."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Visitor, record_opened
from services.dashboard.pages.today import part_context
from services.dashboard.store import audit, patients
from services.dashboard.store.audit import Audited
from services.dashboard.store.patients import Patient
from shared.db import Connection


async def get_patient(conn: Connection, patient_id: str) -> Patient:
    """Raises HTTPException 404."""
    patient = await patients.find(conn, patient_id)
    if patient is None:
        raise HTTPException(404)
    return patient


async def known_patient(desk: Desk, patient_id: str) -> Patient:
    """Raises HTTPException 404."""
    async with desk.db.transaction() as conn:
        return await get_patient(conn, patient_id)


async def patient_part(
    desk: Desk,
    visitor: Visitor,
    patient_id: str,
    template: str,
    shown: Mapping[str, Any],
    *,
    status: int = 200,
) -> HTMLResponse:
    """A part of their own page, which belongs to its look. Raises HTTPException 404."""
    async with desk.db.transaction() as conn:
        patient = await get_patient(conn, patient_id)
        await audit.add_look(
            conn,
            Audited.PATIENT_VIEWED,
            staff_id=visitor.staff.id,
            at=desk.clock.now(),
            patient_id=patient_id,
        )
    context = {**part_context(desk, visitor), "patient": patient, **shown}
    return page(desk, template, context, status)


async def patient_page(
    desk: Desk,
    visitor: Visitor,
    patient_id: str,
    template: str,
    shown: Mapping[str, Any],
    *,
    status: int = 200,
    subject: str | None = None,
) -> HTMLResponse:
    """Raises HTTPException 404."""
    async with desk.db.transaction() as conn:
        patient = await get_patient(conn, patient_id)
        await record_opened(desk, conn, visitor, patient_id, subject)
        around = await frame(desk, conn, visitor, patient_id=patient_id)
    return page(desk, template, {**around, "patient": patient, "problem": "", **shown}, status)
