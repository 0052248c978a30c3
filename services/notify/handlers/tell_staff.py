"""Texts to the clinic's own people: urgent, without a word about the patient, once."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from services.notify.domain.text import Text
from services.notify.handlers.record_text import plan
from services.notify.store import staff_phones
from shared.clock import Clock
from shared.db import Connection
from shared.events import Received
from shared.events.outreach import Category, StaffTextRequested
from shared.ids import new_id

log = structlog.get_logger()

LANGUAGE = "en"


class TellStaff:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, conn: Connection, received: Received[StaffTextRequested]) -> None:
        """Whoever has no phone here is stood in for by all who are on call: a case that waits must
        reach somebody.
        """
        asked, now = received.event, self._clock.now()
        staff = await staff_phones.find(conn, asked.staff_id)
        phones = [staff.phone] if staff else await staff_phones.list_on_call(conn)
        if not phones:
            log.error("staff.nobody_to_tell", kind=asked.kind)
        for number, phone in enumerate(phones):
            text = staff_text(
                "alert_page",
                phone,
                asked.patient_id,
                # The first is the request itself, so that it can be taken back by its name.
                request_id=f"{asked.request_id}:{number}" if number else asked.request_id,
                values={"grade": asked.grade.upper()},
                at=now,
                due_at=max(asked.not_before, now),
                expires_at=asked.not_after,
            )
            await plan(conn, text, asked.kind, now)


async def tell_on_call(
    conn: Connection, kind: str, patient_id: str, request_id: str, *, at: datetime, life: timedelta
) -> None:
    """`request_id`: what it is about, so that it is told once."""
    phones = await staff_phones.list_on_call(conn)
    if not phones:
        log.error("staff.nobody_on_call", kind=kind)
    for number, phone in enumerate(phones):
        text = staff_text(
            kind,
            phone,
            patient_id,
            request_id=f"{request_id}:{number}",
            values={},
            at=at,
            due_at=at,
            expires_at=at + life,
        )
        await plan(conn, text, kind, at)


def staff_text(
    kind: str,
    phone: str,
    patient_id: str,
    *,
    request_id: str,
    values: Mapping[str, str],
    at: datetime,
    due_at: datetime,
    expires_at: datetime,
) -> Text:
    return Text(
        text_id=new_id(),
        patient_id=patient_id,
        kind=kind,
        category=Category.VISIT,
        planned_at=at,
        due_at=due_at,
        expires_at=expires_at,
        request_id=request_id,
        template_values={"language": LANGUAGE, **values},
        phone=phone,
        urgent=True,
    )
