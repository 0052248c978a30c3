"""Times that came free too late for texts: staff call those who wait."""

from datetime import datetime

from services.booking.domain.appointment import Appointment
from services.booking.domain.waitlist import WaitlistEntry
from services.booking.handlers import taking
from services.booking.handlers.facts import named
from services.booking.handlers.visits import Change, Desk
from services.booking.handlers.waitlist import UnknownEntryError
from services.booking.store import freed_slots, waitlist_calls
from services.booking.store.freed_slots import FreedSlot
from services.booking.store.waitlist_calls import Call
from shared import outbox
from shared.db import Connection
from shared.events.planning import WaitlistCallClosed, WaitlistCallOpened
from shared.ids import new_id

# Nobody calls more people than this about one time.
MOST_CALLS = 5


async def open_calls(
    conn: Connection, desk: Desk, slot: FreedSlot, wanting: list[WaitlistEntry], now: datetime
) -> None:
    practitioner = named(desk.catalogue.practitioners[slot.practitioner_key])
    for turn, entry in enumerate(wanting[:MOST_CALLS], 1):
        call_id = new_id()
        if not await waitlist_calls.add(conn, call_id, slot.id, entry.key, turn, now):
            continue
        opened = WaitlistCallOpened(
            patient_id=entry.patient_id,
            call_id=str(call_id),
            entry_id=entry.id,
            turn=turn,
            treatment=named(desk.catalogue.treatments[entry.treatment_key]),
            practitioner=practitioner,
            starts_at=slot.starts_at,
            opened_at=now,
        )
        await outbox.add(conn, opened, at=now)


async def book(conn: Connection, desk: Desk, call_id: str, change: Change) -> Appointment:
    """The patient said yes; nobody else need be called. Raises UnknownEntryError, NotWaitingError,
    and what `offering.hold` raises.
    """
    call = await _get(conn, call_id)
    slot = await freed_slots.get(conn, call.freed_slot_id)
    booked = await taking.book_slot(conn, desk, slot, call.entry_id, change)
    for other in await waitlist_calls.list_of_slot(conn, slot.id):
        outcome = "booked" if other.id == call.id else "slot_gone"
        await _close(conn, other, outcome, change.actor, change.at)
    return booked


async def close(conn: Connection, call_id: str, outcome: str, change: Change) -> None:
    """Raises UnknownEntryError."""
    await _close(conn, await _get(conn, call_id), outcome, change.actor, change.at)


async def close_begun(conn: Connection, now: datetime) -> None:
    for call in await waitlist_calls.list_begun(conn, now):
        await _close(conn, call, "slot_gone", "system", now)


async def _get(conn: Connection, call_id: str) -> Call:
    try:
        return await waitlist_calls.get_open(conn, call_id)
    except LookupError:
        raise UnknownEntryError from None


async def _close(conn: Connection, call: Call, outcome: str, actor: str, at: datetime) -> None:
    await waitlist_calls.close(conn, call.id, outcome, actor, at)
    closed = WaitlistCallClosed(
        patient_id=call.patient_id, call_id=call.id, outcome=outcome, actor=actor, at=at
    )
    await outbox.add(conn, closed, at=at)
