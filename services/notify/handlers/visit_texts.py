"""Texts about a visit, as rows to be planned."""

from datetime import datetime
from zoneinfo import ZoneInfo

from services.notify.domain.quiet_hours import TextingHours
from services.notify.domain.reminders import plan_reminders
from services.notify.domain.text import Text
from services.notify.store import patients, reminder_plans
from shared.db import Connection
from shared.events.appointments import Visit
from shared.events.outreach import Category
from shared.ids import new_id


async def reminders_of(
    conn: Connection,
    patient_id: str,
    visit: Visit,
    hours: TextingHours,
    now: datetime,
    *,
    again: str = "",
) -> list[Text]:
    """`again` tells these from ones that were planned for the same visit before, and retired.

    Raises UnknownPlanError.
    """
    if not visit.status.upcoming:
        return []
    patient = await patients.find(conn, patient_id)
    zone = ZoneInfo((patient and patient.time_zone) or visit.location.time_zone)
    offsets = await reminder_plans.get_offsets(conn, visit.treatment.reminder_plan)
    planned = plan_reminders(visit, offsets, now=now, zone=zone, hours=hours)
    return [
        about_visit(
            patient_id,
            visit,
            "reminder",
            now,
            due_at=r.due_at,
            expires_at=r.expires_at,
            lead=f"{r.lead}+{again}" if again else r.lead,
        )
        for r in planned
    ]


def about_visit(
    patient_id: str,
    visit: Visit,
    kind: str,
    now: datetime,
    *,
    due_at: datetime,
    expires_at: datetime,
    lead: str,
    in_reply_to: str | None = None,
    answers_at: datetime | None = None,
) -> Text:
    return Text(
        text_id=new_id(),
        patient_id=patient_id,
        kind=kind,
        category=Category.VISIT,
        planned_at=now,
        due_at=due_at,
        expires_at=expires_at,
        appointment_id=visit.appointment_id,
        appointment_version=visit.version,
        lead=lead,
        in_reply_to=in_reply_to,
        answers_at=answers_at,
    )
