"""A text that staff typed, on its way to notify."""

from datetime import datetime, timedelta

from services.dashboard.domain.texting import LARGEST_SEGMENTS, refusal
from services.dashboard.store import audit, inbox
from services.dashboard.store.audit import Audited
from services.dashboard.store.patients import Patient
from shared import outbox
from shared.auth import Staff
from shared.db import Connection
from shared.events.outreach import Category, TextRequested
from shared.sms import count_segments

# Over the night and a weekend's quiet hours; later it would surprise.
WORTH_SENDING = timedelta(hours=24)


class NotTextedError(Exception):
    """Its code: a Refusal, or "empty" or "too_long"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def request_text(
    conn: Connection, patient: Patient, body: str, *, request_id: str, by: Staff, now: datetime
) -> None:
    """Raises NotTextedError. The same `request_id` twice is one text."""
    refused = refusal(
        patient.phone, stopped=patient.texting_stopped, agreed=patient.consent_categories
    )
    if refused:
        raise NotTextedError(refused)
    if not body:
        raise NotTextedError("empty")
    if count_segments(body).segments > LARGEST_SEGMENTS:
        raise NotTextedError("too_long")
    wanted = TextRequested(
        patient_id=patient.patient_id,
        request_id=request_id,
        kind="staff_message",
        category=Category.VISIT,
        values={"body": body},
        expects=None,
        not_before=now,
        not_after=now + WORTH_SENDING,
    )
    await outbox.add(conn, wanted, at=now)
    await inbox.mark_all_read(conn, patient.patient_id, staff_id=by.id, at=now)
    await audit.add(
        conn,
        Audited.TEXT_REQUESTED,
        staff_id=by.id,
        at=now,
        patient_id=patient.patient_id,
        subject=request_id,
    )
