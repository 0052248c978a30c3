"""Combined visits: both are booked or neither, and one can be cancelled without the other."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.booking.domain.appointment import Appointment
from services.booking.domain.booking import BookedVisit, FreeTime, Taken, TimeRefused
from services.booking.domain.combined import CombinedSlot, NotTogetherError, Pair, follows, pairs
from services.booking.domain.wall_time import DAY, local_date
from services.booking.handlers import booking, slots, visits
from services.booking.handlers.attempt import Attempt
from services.booking.handlers.booking import REFUSED
from services.booking.handlers.slots import Question
from services.booking.handlers.visits import Change, Desk
from services.booking.store import appointments, combined, idempotency
from services.booking.store.holds import then_of
from services.booking.store.idempotency import Kept
from shared.db import Connection
from shared.ids import new_id

# How far around the wanted day other times are looked for, and how many are named.
REACH, NEAREST = 14, 3
# How much of the horizon is looked at at once.
WEEK = timedelta(days=7)

Both = tuple[BookedVisit, BookedVisit]


@dataclass(frozen=True)
class Together:
    """Two visits that are asked for as one; `by_one` by one practitioner."""

    first: Question
    second: Question
    by_one: bool = False

    @property
    def today(self) -> date:
        return self.first.today

    @property
    def last_day(self) -> date:
        return min(self.first.last_day, self.second.last_day)


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


async def refuse(conn: Connection, attempt: Attempt, reason: str, asked: Together) -> TimeRefused:
    """Written down under the key, and with the nearest times at which both fit."""
    refused = TimeRefused(
        reason=reason,
        nearest=tuple(
            FreeTime(
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                practitioner_ids=slot.practitioner_ids,
                then_starts_at=slot.then_starts_at,
            )
            for slot in await _list_nearest(conn, asked, attempt.request.starts_at, reason)
        ),
    )
    assert attempt.key is not None  # noqa: S101 - a request over the network has one
    kept = Kept(attempt.request.digest(), REFUSED, refused.model_dump_json())
    await idempotency.add(conn, attempt.key, kept, attempt.now)
    return refused


async def list_pairs(conn: Connection, asked: Together, days: list[date]) -> list[Pair]:
    """Of consecutive days: the starts at which both fit."""
    first, second = asked.first, asked.second
    firsts = await slots.list_slots(conn, first, days)
    seconds = await slots.list_slots(conn, second, [*days, days[-1] + DAY])
    return list(
        pairs(first.wish.treatment, firsts, second.wish.treatment, seconds, by_one=asked.by_one)
    )


async def list_slots(conn: Connection, asked: Together, days: list[date]) -> list[CombinedSlot]:
    return [pair.as_slot() for pair in await list_pairs(conn, asked, days)]


async def find_free_day(conn: Connection, asked: Together, first: date) -> date | None:
    """The first day on or after `first`, and not before today, on which both fit."""
    first, zone = max(first, asked.today), asked.first.wish.location.zone
    while first <= asked.last_day:
        last = min(first + WEEK, asked.last_day)
        found = await list_slots(conn, asked, slots.days(first, last))
        if found:
            return local_date(found[0].starts_at, zone)
        first = last + DAY
    return None


async def hold(
    conn: Connection, asked: Together, holder: str, wanted: tuple[datetime, datetime | None]
) -> bool:
    """Keep both while the form is filled in. False when they no longer fit."""
    day = local_date(wanted[0], asked.first.wish.location.zone)
    for pair in await list_pairs(conn, asked, [day]):
        if (pair.first.starts_at, pair.second.starts_at) == wanted:
            return await _hold_each(conn, asked, holder, pair)
    return False


async def _hold_each(conn: Connection, asked: Together, holder: str, pair: Pair) -> bool:
    first = asked.first.among(pair.first.practitioner_ids)
    second = asked.second.among(pair.second.practitioner_ids)
    return await slots.hold(conn, first, holder, pair.first.starts_at) and await slots.hold(
        conn, second, then_of(holder), pair.second.starts_at
    )


async def _list_nearest(
    conn: Connection, asked: Together, wanted: datetime, reason: str
) -> list[CombinedSlot]:
    if reason == Taken.CAP:
        return []
    centre = local_date(wanted, asked.first.wish.location.zone)
    found: list[CombinedSlot] = []
    for away in range(REACH + 1):
        for day in {centre - timedelta(days=away), centre + timedelta(days=away)}:
            if asked.today <= day <= asked.last_day:
                found += await list_slots(conn, asked, [day])
        if len(found) >= NEAREST:
            break
    closest = sorted(found, key=lambda slot: abs(slot.starts_at - wanted))[:NEAREST]
    return sorted(closest, key=lambda slot: slot.starts_at)


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
