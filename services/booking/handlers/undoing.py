"""Taking back what was a mistake."""

from services.booking.domain.appointment import Appointment
from services.booking.handlers import packages, visits
from services.booking.handlers.moving import Move, wanted_at
from services.booking.handlers.visits import Change, Desk
from services.booking.store import appointments, places
from services.booking.store.appointments import HistoryEntry
from shared.db import Connection
from shared.events.appointments import AppointmentRestored, VisitStatus


async def restore(conn: Connection, desk: Desk, visit_id: str, change: Change) -> Appointment:
    """The last mark, or a cancellation of a moment ago. Raises what `visits.restore` raises, and
    TimeRefusedError and LostRaceError when a cancelled visit's time is another's.
    """
    cancelled = await visits.get(conn, visit_id, change)
    if not cancelled.status.cancelled:
        return await visits.restore(conn, desk, visit_id, change)
    *_, before, last = await appointments.list_history(conn, cancelled.id)
    revived = cancelled.take_back_cancellation(VisitStatus(before.status), last.at, change.at)
    room = desk.catalogue.rooms[revived.room_key]
    wish = Move(room_id=room.id).wish(revived, desk.catalogue)
    wanted = wanted_at(revived.id, wish, revived.starts_at, wish.practitioners, overrule=False)
    free = await places.get_free(conn, wanted)
    entry = HistoryEntry("restore", change.actor, change.at, change.reason)
    await places.save(conn, revived, wanted, free, entry)
    await visits.tell(conn, desk, revived, change, AppointmentRestored)
    await packages.settle(conn, desk.catalogue, revived, change.actor, change.at)
    return revived
