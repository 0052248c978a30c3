"""Visits as booking last described them, and each thing that happened to them."""

from services.dashboard.projection import timeline
from shared.db import Connection
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


async def record_visit(conn: Connection, received: Received[AppointmentEvent]) -> None:
    """The row keeps the highest version; the story keeps everything that happened to the visit, late
    events too.
    """
    await _save(conn, received.event)
    await _keep_when(conn, received)
    await _note(conn, received)


async def restate_visit(conn: Connection, received: Received[AppointmentRestated]) -> None:
    """The practice calls something otherwise: to the visit nothing happened."""
    await _save(conn, received.event)


async def _save(conn: Connection, event: AppointmentEvent) -> None:
    visit = event.visit
    await conn.execute(
        """insert into visit (appointment_id, patient_id, version, status, starts_at, ends_at,
                              treatment, practitioner, room, flags, practitioner_id, room_id,
                              booked_at, treatment_id, reminder_plan)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
           on conflict (appointment_id) do update
           set patient_id = excluded.patient_id, version = excluded.version,
               status = excluded.status, starts_at = excluded.starts_at,
               ends_at = excluded.ends_at, treatment = excluded.treatment,
               practitioner = excluded.practitioner, room = excluded.room, flags = excluded.flags,
               practitioner_id = excluded.practitioner_id, room_id = excluded.room_id,
               booked_at = excluded.booked_at, treatment_id = excluded.treatment_id,
               reminder_plan = excluded.reminder_plan
           where visit.version < excluded.version""",
        (
            visit.appointment_id,
            event.patient_id,
            visit.version,
            visit.status,
            visit.starts_at,
            visit.ends_at,
            visit.treatment.name,
            visit.practitioner.name,
            visit.room.name if visit.room else None,
            list(visit.flags),
            visit.practitioner.id,
            visit.room.id if visit.room else None,
            visit.booked_at,
            visit.treatment.id,
            visit.treatment.reminder_plan,
        ),
    )


async def _keep_when(conn: Connection, received: Received[AppointmentEvent]) -> None:
    """Whatever comes after it: reports ask whether and when."""
    appointment_id = received.event.visit.appointment_id
    if isinstance(received.event, AppointmentConfirmed):
        await conn.execute(
            """update visit set confirmed_at = least(confirmed_at, %s)
               where appointment_id = %s""",
            (received.occurred_at, appointment_id),
        )
    elif isinstance(received.event, AppointmentCancelled):
        await conn.execute(
            "update visit set cancelled_at = %s where appointment_id = %s",
            (received.occurred_at, appointment_id),
        )


async def _note(conn: Connection, received: Received[AppointmentEvent]) -> None:
    event = received.event
    await timeline.put(
        conn,
        kind="visit",
        subject_id=str(received.id),
        patient_id=event.patient_id,
        at=received.occurred_at,
        detail={
            "what": WHAT[type(event)],
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
