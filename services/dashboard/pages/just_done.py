"""What the desk did just before it came to the calendar: how it ended, and the way back."""

from collections.abc import Sequence
from typing import Any

from pydantic import AwareDatetime, BaseModel

from services.dashboard.domain.texting import Refusal, refusal
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Visitor
from services.dashboard.pages.text_words import NO_TEXT_BECAUSE
from services.dashboard.reach import show_emailing
from services.dashboard.store import calendar, patients
from services.dashboard.store.calendar import Column
from services.dashboard.store.patients import Patient
from shared.db import Connection


class Changed(BaseModel):
    """As the address says it: no names, only ids. `agreed` and `emails`: what the form for a new
    visit was told just now, which may not be known here yet.
    """

    booked: str = ""
    agreed: bool = False
    emails: bool = False
    moved: str = ""
    version: int = 0
    to: AwareDatetime | None = None
    who_has: str = ""
    was: AwareDatetime | None = None
    who_had: str = ""
    room_was: str = ""
    told: str = "no"


async def just_done(
    desk: Desk, conn: Connection, changed: Changed, people: Sequence[Column]
) -> dict[str, Any]:
    booked = await calendar.find(conn, changed.booked) if changed.booked else None
    return {
        "booked_now": booked,
        "booked_unseen": bool(changed.booked) and booked is None,
        "moved_now": await _moved(desk, conn, changed, people),
    }


async def foresee_confirmation(desk: Desk, visitor: Visitor, changed: Changed) -> str:
    """What will become of the confirmation of the visit that was booked."""
    async with desk.db.transaction() as conn:
        visit = await calendar.find(conn, changed.booked)
        patient = await patients.find(conn, visit.patient_id) if visit else None
    refused = _refusal(patient, changed)
    if refused is None:
        return "The confirmation text goes by itself."
    emails = changed.emails
    if patient and not emails:
        emailing = await show_emailing(desk.owners, visitor.staff, patient.patient_id)
        emails = emailing is not None and emailing.may_email
    if emails:
        return f"{NO_TEXT_BECAUSE[refused]}: the confirmation goes by e-mail."
    return f"{NO_TEXT_BECAUSE[refused]}, so no confirmation goes. Tell them the time, or call."


def _refusal(patient: Patient | None, changed: Changed) -> Refusal | None:
    """Of somebody new the form knows more than what has arrived; a stop outlasts a yes at the
    desk.
    """
    refused: Refusal | None = Refusal.NO_CONSENT
    if patient is not None and patient.name is not None:
        refused = refusal(
            patient.phone, stopped=patient.texting_stopped, agreed=patient.consent_categories
        )
    return None if changed.agreed and refused is Refusal.NO_CONSENT else refused


async def _moved(
    desk: Desk, conn: Connection, changed: Changed, people: Sequence[Column]
) -> dict[str, Any] | None:
    """Where booking put the visit, even while that is not yet known here."""
    visit = await calendar.find(conn, changed.moved) if changed.moved else None
    if visit is None or changed.was is None or changed.to is None:
        return None
    names = {person.id: person.name for person in people}
    names.setdefault(visit.practitioner_id, visit.practitioner)
    before = {
        "starts_at": changed.was.astimezone(desk.zone),
        "practitioner": changed.who_had,
        "room": changed.room_was,
    }
    return {
        "visit": visit,
        "version": changed.version,
        "starts_at": changed.to,
        "practitioner": names.get(changed.who_has),
        "before": before,
        "tell": changed.told,
    }
