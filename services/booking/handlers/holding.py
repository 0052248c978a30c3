"""A free time is kept for one patient, by a visit that is not one yet."""

from datetime import datetime

from services.booking.domain.appointment import Appointment
from services.booking.domain.booking import (
    BookingRequest,
    LostRaceError,
    Taken,
    TimeRefusedError,
)
from services.booking.domain.safety import ScreenedOutError
from services.booking.domain.waitlist import WaitlistEntry
from services.booking.handlers import booking
from services.booking.handlers.attempt import Attempt
from services.booking.handlers.booking import AmbiguousPatientError
from services.booking.handlers.visits import Desk
from services.booking.store import appointments, patients
from services.booking.store.freed_slots import FreedSlot
from shared.db import Connection

# Why one patient cannot have a time that another may have.
NOT_FOR_THEM = (TimeRefusedError, ScreenedOutError, LostRaceError, AmbiguousPatientError)


class SlotGoneError(Exception):
    """Somebody else has the time."""


async def hold(
    conn: Connection, desk: Desk, slot: FreedSlot, entry: WaitlistEntry, now: datetime
) -> Appointment:
    """Raises SlotGoneError, TimeRefusedError, ScreenedOutError and AmbiguousPatientError when it is
    not for this patient, and LostRaceError when another try may succeed.
    """
    catalogue = desk.catalogue
    request = BookingRequest(
        treatment_id=catalogue.treatments[entry.treatment_key].id,
        practitioner_id=catalogue.practitioners[slot.practitioner_key].id,
        starts_at=slot.starts_at,
        contact=await patients.get_contact(conn, entry.patient_id),
        location_id=catalogue.locations[slot.location_key].id,
        actor="system",
    )
    attempt = Attempt(request, None, now, catalogue, desk.links)
    try:
        async with conn.savepoint():
            return await booking.hold(conn, attempt, entry.patient_id)
    except TimeRefusedError as error:
        if error.reason == Taken.SLOT:
            raise SlotGoneError from None
        raise


async def can_have(
    conn: Connection, desk: Desk, slot: FreedSlot, entry: WaitlistEntry, now: datetime
) -> bool:
    try:
        held = await hold(conn, desk, slot, entry, now)
    except (SlotGoneError, *NOT_FOR_THEM):
        return False
    await appointments.release_hold(conn, held.id)
    return True
