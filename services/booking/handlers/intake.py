"""Writing down what a patient says before a visit, and telling followup of each complaint."""

from datetime import datetime

from services.booking.domain.appointment import Appointment, IllegalTransitionError
from services.booking.domain.catalogue import Catalogue, UnknownChoiceError
from services.booking.domain.intake import Intake, Pain
from services.booking.domain.patient import RefusedFieldError
from services.booking.store import intakes
from services.booking.store.intakes import ComplaintRow
from shared import outbox
from shared.db import Connection
from shared.events.intakes import IntakeRecorded, PegBaseline
from shared.ids import new_id


async def record(
    conn: Connection, catalogue: Catalogue, visit: Appointment, intake: Intake, now: datetime
) -> None:
    """Raises IllegalTransitionError once the visit is over, UnknownChoiceError, and
    RefusedFieldError when nothing says what the answers are about.
    """
    if visit.status.cancelled or now > visit.ends_at:
        raise IllegalTransitionError("describe", visit.status)
    known = {c.code for c in catalogue.complaints_of(_practice(catalogue, visit))}
    if not {code for code in (intake.main, *dict(intake.others)) if code} <= known:
        raise UnknownChoiceError("complaint")
    before = await intakes.list_of_visit(conn, visit.id)
    await _save(conn, visit, intake, _main_of(before, intake), now)
    told = [c for c in await intakes.list_of_visit(conn, visit.id) if c not in before]
    await outbox.add(conn, *(_recorded(visit, c, now) for c in told), at=now)


async def _save(
    conn: Connection, visit: Appointment, intake: Intake, main: str | None, now: datetime
) -> None:
    if main is not None:
        await intakes.add(conn, new_id(), visit.id, main, intake.baseline, now, main=True)
        await intakes.describe(conn, visit.id, main, intake.pain)
    for code, baseline in intake.others:
        if code != main:
            await intakes.add(conn, new_id(), visit.id, code, baseline, now, main=False)
    if intake.note:
        await intakes.add_note(conn, visit.id, intake.note, now)


def _main_of(before: list[ComplaintRow], intake: Intake) -> str | None:
    for complaint in before:
        if complaint.main:
            return complaint.code
    if intake.main is None and (intake.pain != Pain() or intake.baseline is not None):
        raise RefusedFieldError("complaint", "missing")
    return intake.main


def _practice(catalogue: Catalogue, visit: Appointment) -> int:
    return catalogue.locations[visit.location_key].practice_key


def _recorded(visit: Appointment, complaint: ComplaintRow, now: datetime) -> IntakeRecorded:
    """The visit is for the main complaint: only that one names it, so that the check-ins after the
    visit ask about that one.
    """
    return IntakeRecorded(
        patient_id=visit.patient_id,
        complaint_id=complaint.id,
        appointment_id=visit.id if complaint.main else None,
        complaint=complaint.code,
        baseline=complaint.baseline,
        recorded_at=now,
        since=complaint.since,
        onset=complaint.onset,
        cause=complaint.cause,
        areas=tuple(complaint.areas),
        pain_days=complaint.pain_days,
        peg=_peg(complaint),
    )


def _peg(said: ComplaintRow) -> PegBaseline | None:
    pain, enjoyment, activity = said.peg_pain, said.peg_enjoyment, said.peg_activity
    if pain is None or enjoyment is None or activity is None:
        return None
    return PegBaseline(pain_average=pain, enjoyment=enjoyment, general_activity=activity)
