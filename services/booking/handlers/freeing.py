"""A visit that is cancelled or moved away gives its time back."""

from datetime import datetime

from services.booking.domain.appointment import UNDO_FOR, Appointment
from services.booking.store import freed_slots
from shared.db import Connection
from shared.ids import new_id


async def give_back(conn: Connection, given_back: Appointment, now: datetime) -> None:
    """It is offered once it is sure that the change was meant (S-109)."""
    if given_back.starts_at > now:
        await freed_slots.add(conn, new_id(), given_back, now, now + UNDO_FOR)
