"""Combined visits: both are booked or neither, and one can be cancelled without the other."""

from datetime import date, datetime, timedelta

from services.booking.domain.appointment import Appointment
from services.booking.domain.booking import BookedVisit, FreeTime, TimeRefused
from services.booking.domain.combined import NotTogetherError, Pair, follows, pairs
from services.booking.domain.wall_time import DAY, local_date
from services.booking.handlers import booking, slots, visits
from services.booking.handlers.attempt import Attempt
from services.booking.handlers.booking import REFUSED
from services.booking.handlers.slots import Question
from services.booking.handlers.visits import Change, Desk
from services.booking.store import appointments, combined, idempotency
from services.booking.store.idempotency import Kept
from shared.db import Connection
from shared.ids import new_id

# How far around the wanted day other times are looked for, and how many are named.
REACH, NEAREST = 14, 3

Both = tuple[BookedVisit, BookedVisit]


async def book(conn: Connection, first: Attempt, second: Attempt) -> Both | TimeRefused:
    """A refusal only where the key was answered so before. Raises NotTogetherError and what
    `booking.book` raises; the transaction must then end, and nothing is booked.
    """
    if not follows(
        first.wish().treatment,
        first.request.starts_at,
        second.wish().treatment,
        second.request.starts_at,
    ):
        raise NotTogetherError
    await combined.take_turn(conn)
    one = await booking.book(conn, first)
    if isinstance(one, TimeRefused):
        return one
    other = await booking.book(conn, second)
    if isinstance(other, TimeRefused):
        return other
    await combined.add(conn, new_id(), [one.appointment_id, other.appointment_id])
    return one, other


async def refuse(
    conn: Connection, attempt: Attempt, reason: str, first: Question, second: Question
) -> TimeRefused:
    """Written down under the key, and with the nearest times at which both fit."""
    wanted = attempt.request.starts_at
    refused = TimeRefused(
        reason=reason,
        nearest=tuple(
            FreeTime(
                starts_at=pair.first.starts_at,
                ends_at=pair.second.ends_at,
                practitioner_ids=pair.first.practitioner_ids,
            )
            for pair in await _list_nearest(conn, first, second, wanted)
        ),
    )
    assert attempt.key is not None  # noqa: S101 - a request over the network has one
    kept = Kept(attempt.request.digest(), REFUSED, refused.model_dump_json())
    await idempotency.add(conn, attempt.key, kept, attempt.now)
    return refused


async def list_pairs(
    conn: Connection, first: Question, second: Question, day: date, *, by_one: bool = False
) -> list[Pair]:
    """The starts of that day at which both fit."""
    firsts = await slots.list_slots(conn, first, [day])
    seconds = await slots.list_slots(conn, second, [day, day + DAY])
    found = pairs(first.wish.treatment, firsts, second.wish.treatment, seconds, by_one=by_one)
    return list(found)


async def _list_nearest(
    conn: Connection, first: Question, second: Question, wanted: datetime
) -> list[Pair]:
    centre = local_date(wanted, first.wish.location.zone)
    found: list[Pair] = []
    for away in range(REACH + 1):
        for day in {centre - timedelta(days=away), centre + timedelta(days=away)}:
            if first.today <= day <= first.last_day:
                found += await list_pairs(conn, first, second, day)
        if len(found) >= NEAREST:
            break
    closest = sorted(found, key=lambda pair: abs(pair.first.starts_at - wanted))[:NEAREST]
    return sorted(closest, key=lambda pair: pair.first.starts_at)


async def find_other(conn: Connection, appointment: Appointment) -> Appointment | None:
    """The visit it was booked with, while that one is still to come."""
    other_id = await combined.find_other(conn, appointment.id)
    if other_id is None:
        return None
    other = await appointments.find(conn, other_id)
    return other if other and other.status.upcoming else None


async def cancel_both_by_link(
    conn: Connection, desk: Desk, token: str, now: datetime
) -> Appointment:
    """Both or neither. Raises what `visits.cancel_by_link` raises."""
    found = await visits.get_by_link(conn, token, now)
    other_id = await combined.find_other(conn, found.id)
    # In one order, so that two links tapped at once do not wait for each other.
    for visit_id in sorted(filter(None, (found.id, other_id))):
        await appointments.get(conn, visit_id)
    cancelled = await visits.cancel_by_link(conn, desk, token, now)
    if other_id is not None and (await appointments.get(conn, other_id)).status.upcoming:
        await visits.cancel_by_patient(conn, desk, other_id, Change("patient", now))
    return cancelled
