"""Visits as booking last described them, and each thing that happened to them."""

from services.dashboard.projection import timeline
from services.dashboard.projection.rows import Row, Rows, Statement
from shared.events import Received
from shared.events.appointments import (
    AppointmentArrived,
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentCompleted,
    AppointmentConfirmed,
    AppointmentEvent,
    AppointmentNoShow,
    AppointmentRescheduled,
    AppointmentRestated,
    AppointmentRestored,
    AppointmentReviewed,
)

WHAT: dict[type[AppointmentEvent], str] = {
    AppointmentBooked: "booked",
    AppointmentConfirmed: "confirmed",
    AppointmentRescheduled: "moved",
    AppointmentCancelled: "cancelled",
    AppointmentArrived: "arrived",
    AppointmentCompleted: "completed",
    AppointmentNoShow: "no_show",
    AppointmentRestored: "restored",
    AppointmentReviewed: "reviewed",
}
KEPT = "kept"


SAVED = Statement(
    "visit",
    ("appointment_id",),
    """insert into visit (appointment_id, patient_id, version, status, starts_at, ends_at,
                          treatment, practitioner, room, flags, practitioner_id, room_id,
                          booked_at, treatment_id, reminder_plan)
       select appointment_id, patient_id, version, status, starts_at, ends_at, treatment,
              practitioner, room, flags, practitioner_id, room_id, booked_at, treatment_id,
              reminder_plan
       from json_populate_recordset(null::visit, %s)
       on conflict (appointment_id) do update
       set patient_id = excluded.patient_id, version = excluded.version,
           status = excluded.status, starts_at = excluded.starts_at,
           ends_at = excluded.ends_at, treatment = excluded.treatment,
           practitioner = excluded.practitioner, room = excluded.room, flags = excluded.flags,
           practitioner_id = excluded.practitioner_id, room_id = excluded.room_id,
           booked_at = excluded.booked_at, treatment_id = excluded.treatment_id,
           reminder_plan = excluded.reminder_plan
       where visit.version < excluded.version""",
)
# Whatever comes after it: reports ask whether and when.
CONFIRMED = Statement(
    "visit",
    ("appointment_id",),
    """update visit set confirmed_at = least(visit.confirmed_at, said.confirmed_at)
       from json_populate_recordset(null::visit, %s) said
       where visit.appointment_id = said.appointment_id""",
)
CANCELLED = Statement(
    "visit",
    ("appointment_id",),
    """update visit set cancelled_at = greatest(visit.cancelled_at, said.cancelled_at)
       from json_populate_recordset(null::visit, %s) said
       where visit.appointment_id = said.appointment_id""",
)


def record_visit(received: Received[AppointmentEvent]) -> Rows:
    """The row keeps the highest version; the story keeps all that happened, late events too."""
    event, at = received.event, received.occurred_at
    yield _saved(event)
    if isinstance(event, AppointmentConfirmed):
        yield CONFIRMED.row(appointment_id=event.visit.appointment_id, confirmed_at=at)
    elif isinstance(event, AppointmentCancelled):
        yield CANCELLED.row(appointment_id=event.visit.appointment_id, cancelled_at=at)
    yield _note(received)


def restate_visit(received: Received[AppointmentRestated]) -> Rows:
    """The practice calls something otherwise: to the visit nothing happened. With a reason, staff
    keep it though it is uncovered.
    """
    yield _saved(received.event)
    if received.event.reason:
        yield _note(received)


def _saved(event: AppointmentEvent) -> Row:
    visit = event.visit
    return SAVED.row(
        appointment_id=visit.appointment_id,
        patient_id=event.patient_id,
        version=visit.version,
        status=visit.status,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        treatment=visit.treatment.name,
        practitioner=visit.practitioner.name,
        room=visit.room.name if visit.room else None,
        flags=visit.flags,
        practitioner_id=visit.practitioner.id,
        room_id=visit.room.id if visit.room else None,
        booked_at=visit.booked_at,
        treatment_id=visit.treatment.id,
        reminder_plan=visit.treatment.reminder_plan,
    )


def _note(received: Received[AppointmentEvent]) -> Row:
    event = received.event
    return timeline.entry(
        kind="visit",
        subject_id=str(received.id),
        patient_id=event.patient_id,
        at=received.occurred_at,
        detail={
            "what": WHAT.get(type(event), KEPT),
            "appointment_id": event.visit.appointment_id,
            "version": event.visit.version,
            "status": event.visit.status,
            "starts_at": event.visit.starts_at.isoformat(),
            "treatment": event.visit.treatment.name,
            "practitioner": event.visit.practitioner.name,
            "actor": event.actor,
            "by_text": event.reply_id is not None,
            "reason": event.reason,
        },
    )
