"""What notify answers by itself, and the limit that cuts a talk between two machines."""

from datetime import datetime, timedelta

from services.notify.domain.text import Text
from services.notify.handlers.record_text import plan
from services.notify.handlers.tasks import open_task
from services.notify.store import auto_answers
from services.notify.store.inbounds import Inbound
from shared.db import Connection
from shared.events.appointments import Visit
from shared.events.outreach import Category
from shared.ids import new_id

MOST_AN_HOUR = 5
HOUR = timedelta(hours=1)
ANSWER_LIFE = timedelta(minutes=10)


async def answer(conn: Connection, inbound: Inbound, text: Text, now: datetime) -> bool:
    """False when this phone has had its answers: silence, and a task for a person (S-77)."""
    if await auto_answers.count_since(conn, inbound.phone, now - HOUR) >= MOST_AN_HOUR:
        await open_task(
            conn,
            "answering_stopped",
            text.patient_id,
            now,
            phone=inbound.phone,
            reply_id=inbound.reply_id,
        )
        return False
    await auto_answers.add(conn, inbound.phone, text.kind, now)
    await plan(conn, text, "reply", now)
    return True


def answer_text(
    kind: str,
    inbound: Inbound,
    patient_id: str,
    now: datetime,
    *,
    visit: Visit | None = None,
    values: dict[str, str] | None = None,
) -> Text:
    reply_id = str(inbound.reply_id)
    return Text(
        text_id=new_id(),
        patient_id=patient_id,
        kind=kind,
        category=Category.VISIT,
        planned_at=now,
        due_at=now,
        expires_at=now + ANSWER_LIFE,
        appointment_id=visit.appointment_id if visit else None,
        appointment_version=visit.version if visit else None,
        lead=reply_id,
        in_reply_to=reply_id,
        answers_at=inbound.received_at,
        template_values=values or {},
    )
