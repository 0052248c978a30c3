"""Moving a visit: the rules of a booking, the same visit, another time, practitioner or room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from services.booking.domain.appointment import Appointment, Place
from services.booking.domain.availability import Wish
from services.booking.domain.booking import Taken, TimeRefusedError, who_may
from services.booking.domain.catalogue import Catalogue, Practitioner, Room, UnknownChoiceError
from services.booking.domain.timetable import Timetable
from services.booking.domain.wall_time import wall
from services.booking.handlers import covering, freeing, visits
from services.booking.handlers.facts import visit_of
from services.booking.handlers.visits import Change, Desk
from services.booking.store import places
from services.booking.store.appointments import HistoryEntry
from services.booking.store.places import Wanted
from shared import outbox
from shared.db import Connection
from shared.events.appointments import AppointmentRescheduled

log = structlog.get_logger()
ANYONE = "any"


@dataclass(frozen=True)
class Move:
    """What is asked for; none means as it is. `practitioner_id` may be ANYONE, which still means
    whoever has the visit now, if they are free.
    """

    starts_at: datetime | None = None
    practitioner_id: str | None = None
    room_id: str | None = None
    # Staff may move against the rules and over another visit, on purpose and with a reason.
    overrule: bool = False
    # As of when the rules are asked; none means now.
    judged_at: datetime | None = None

    def wish(self, appointment: Appointment, catalogue: Catalogue) -> Wish:
        """Raises UnknownChoiceError."""
        treatment = catalogue.treatments[appointment.treatment_key]
        location = catalogue.locations[appointment.location_key]
        present = catalogue.practitioners[appointment.practitioner_key]
        asked = self.practitioner_id or present.id
        able = catalogue.who_gives(treatment, location, None if asked == ANYONE else asked)
        rooms = [r for r in catalogue.rooms_for(treatment, location) if self._takes(r)]
        if not rooms:
            raise UnknownChoiceError("room")
        return Wish(
            treatment,
            location,
            sorted(able, key=lambda p: p.key != appointment.practitioner_key),
            sorted(rooms, key=lambda r: r.key != appointment.room_key),
            catalogue.equipment_for(treatment, location),
            Timetable.of(catalogue),
        )

    def _takes(self, room: Room) -> bool:
        return self.room_id in {None, room.id}


async def move(
    conn: Connection, desk: Desk, visit_id: str, move: Move, change: Change
) -> Appointment:
    """The visit as it is when there is nothing to change.

    Raises UnknownVisitError, ChangedMeanwhileError, IllegalTransitionError, TooLateToMoveError,
    UnknownChoiceError, TimeRefusedError, and LostRaceError when another try may succeed; after any
    of them the transaction must end.
    """
    appointment = await visits.get(conn, visit_id, change)
    if change.by_patient:
        off = await covering.times_off(conn, desk.catalogue, appointment)
        appointment.require_movable_by_patient(change.at, off)
    wish = move.wish(appointment, desk.catalogue)
    starts_at = move.starts_at or appointment.starts_at
    if _stands(appointment, wish, starts_at):
        return appointment
    # A time that is kept was right when it was booked.
    asked_at = move.judged_at or change.at
    judged_at = appointment.booked_at if starts_at == appointment.starts_at else asked_at
    able = wish.practitioners if move.overrule else who_may(wish, starts_at, judged_at)
    wanted = wanted_at(appointment.id, wish, starts_at, able, overrule=move.overrule)
    free = await places.get_free(conn, wanted)
    place = _place(desk.catalogue, wish, starts_at, free.practitioner_key, free.room_key)
    moved = appointment.move(place)
    entry = HistoryEntry("move", change.actor, change.at, change.reason, told=change.tell_patient)
    await places.save(conn, moved, wanted, free, entry)
    if free.taken:
        log.warning("visit.overbooked", appointment_id=moved.id)
    await _tell(conn, desk, appointment, moved, change)
    await freeing.give_back(conn, appointment, change.at)
    return moved


def wanted_at(
    appointment_id: str,
    wish: Wish,
    starts_at: datetime,
    able: Sequence[Practitioner],
    *,
    overrule: bool,
) -> Wanted:
    """Raises TimeRefusedError when no room is left for it."""
    session = wish.session_at(starts_at) if wish.is_class else None
    rooms = wish.rooms if overrule and not wish.is_class else wish.rooms_at(starts_at)
    if not rooms:
        raise TimeRefusedError(Taken.SLOT)
    return Wanted(
        appointment_id,
        starts_at,
        wall(starts_at, wish.location.zone),
        [p.key for p in able],
        [r.key for r in rooms],
        [piece.key for piece in wish.equipment],
        wish.treatment.blocked(starts_at),
        wish.treatment.hands_on(starts_at),
        needs_equipment=wish.treatment.equipment_kind is not None,
        class_time_key=session.class_time_key if session else None,
        seats=wish.treatment.seats,
        overrule=overrule,
    )


def _stands(appointment: Appointment, wish: Wish, starts_at: datetime) -> bool:
    """Whether the visit is already what is asked for: the lists begin with what it has."""
    return (
        starts_at == appointment.starts_at
        and wish.practitioners[0].key == appointment.practitioner_key
        and wish.rooms[0].key == appointment.room_key
    )


def _place(
    catalogue: Catalogue, wish: Wish, starts_at: datetime, practitioner_key: int, room_key: int
) -> Place:
    visit = wish.treatment.visit(starts_at)
    practice = catalogue.practices[wish.location.practice_key]
    notice = timedelta(hours=practice.cancel_notice_hours)
    return Place(visit.start, visit.end, visit.start - notice, practitioner_key, room_key)


async def _tell(
    conn: Connection, desk: Desk, before: Appointment, moved: Appointment, change: Change
) -> None:
    event = AppointmentRescheduled(
        patient_id=moved.patient_id,
        visit=visit_of(moved, desk.catalogue, desk.links),
        actor=change.actor,
        reason=change.reason,
        previous_starts_at=before.starts_at,
        tell_patient=change.tell_patient,
    )
    await outbox.add(conn, event, at=change.at)
