"""Free times: the domain's rule over what the database and the holds say is taken."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from services.booking.domain.availability import (
    Slot,
    Wish,
    free_equipment,
    free_practitioners,
    free_room,
    has_equipment,
    has_slot,
    nearest,
    opening_of,
    slots_on,
)
from services.booking.domain.booking import FreeTime, StaleCatalogueError, Taken, TimeRefused
from services.booking.domain.catalogue import Catalogue, Location, Practitioner
from services.booking.domain.intervals import Block, Interval, Occupied
from services.booking.domain.timetable import Timetable
from services.booking.domain.wall_time import DAY, local_date, whole_day
from services.booking.store import blocks
from services.booking.store.catalogue import get_revision
from services.booking.store.holds import Holds
from shared.db import Connection

# How far a search for the next free day looks at once, and one for the nearest times at first.
NEAR = timedelta(days=14)
CLOSE = timedelta(days=1)
NEAREST = 3


@dataclass(frozen=True)
class Question:
    """Whose free times: `holder` is whoever is asking, whose own hold is not in the way; `moving`
    is the visit to be moved, which is not in its own way either.
    """

    wish: Wish
    now: datetime
    holds: Holds
    holder: str | None = None
    moving: str | None = None
    # Of the catalogue the wish was made from, where it may be outdated.
    revision: int | None = None

    @property
    def today(self) -> date:
        return local_date(self.now, self.wish.location.zone)

    @property
    def last_day(self) -> date:
        return self.today + timedelta(days=self.wish.treatment.horizon_days)

    def among(self, practitioner_ids: Collection[str]) -> "Question":
        able = [p for p in self.wish.practitioners if p.id in practitioner_ids]
        return replace(self, wish=replace(self.wish, practitioners=able))


@lru_cache(maxsize=1024)
def wish_for(
    catalogue: Catalogue,
    location: Location,
    treatment_id: str,
    practitioner_id: str | None,
    *,
    online: bool = False,
) -> Wish:
    """`online`: of a treatment that patients book by themselves. Raises UnknownChoiceError."""
    treatment = catalogue.treatment(location, treatment_id, online=online)
    return Wish(
        treatment,
        location,
        catalogue.who_gives(treatment, location, practitioner_id),
        catalogue.rooms_for(treatment, location),
        catalogue.equipment_for(treatment, location),
        Timetable.of(catalogue),
    )


async def list_slots(conn: Connection, question: Question, days: list[date]) -> list[Slot]:
    """Of consecutive days. Raises StaleCatalogueError, as all do that look at what is taken, when the
    question's revision is not the catalogue's.
    """
    occupied = await _occupied(conn, question, days[0], days[-1])
    return _slots(question, occupied, days)


def _slots(question: Question, occupied: Occupied, days: list[date]) -> list[Slot]:
    return [s for day in days for s in slots_on(question.wish, occupied, day, question.now)]


async def list_free_days(
    conn: Connection, question: Question, first: date, last: date
) -> list[date]:
    first, last = max(first, question.today), min(last, question.last_day)
    if first > last:
        await _require_current(conn, question)
        return []
    occupied = await _occupied(conn, question, first, last)
    return [d for d in days(first, last) if has_slot(question.wish, occupied, d, question.now)]


async def find_free_day(conn: Connection, question: Question, first: date) -> date | None:
    """The first free day on or after `first`, and not before today."""
    first = max(first, question.today)
    while first <= question.last_day:
        free = await list_free_days(conn, question, first, first + NEAR)
        if free:
            return free[0]
        first += NEAR + DAY
    return None


async def list_nearest(conn: Connection, question: Question, wanted: datetime) -> list[Slot]:
    """The nearest free times; fewer than three only if the horizon has no more."""
    free, _ = await _look_around(conn, question, wanted)
    return free


async def _look_around(
    conn: Connection, question: Question, wanted: datetime
) -> tuple[list[Slot], Occupied]:
    """As `list_nearest`, and what is taken around that time."""
    centre = local_date(wanted, question.wish.location.zone)
    centre = min(max(centre, question.today), question.last_day)
    reach = CLOSE
    while True:
        first, last = max(centre - reach, question.today), min(centre + reach, question.last_day)
        occupied = await _occupied(conn, question, first, last)
        found = nearest(_slots(question, occupied, days(first, last)), wanted, NEAREST)
        # Days not looked at are further away than `reach`, and so is whatever they offer.
        sure = len(found) == NEAREST and all(abs(s.starts_at - wanted) <= reach for s in found)
        if sure or (first == question.today and last == question.last_day):
            return found, occupied
        reach *= 4


async def refused(
    conn: Connection, question: Question, reason: str, starts_at: datetime
) -> TimeRefused:
    """Why not, and what is free instead, unless no time would do."""
    if reason == Taken.CAP:
        return TimeRefused(reason=reason, nearest=())
    free, occupied = await _look_around(conn, question, starts_at)
    if question.wish.is_class and reason == Taken.SLOT:
        reason = Taken.CLASS
    rooms = _rooms_taken(question.wish, occupied, starts_at)
    return TimeRefused(
        reason=Taken.ROOM if rooms and reason == Taken.SLOT else reason,
        nearest=tuple(
            FreeTime(
                starts_at=s.starts_at,
                ends_at=s.ends_at,
                practitioner_ids=s.practitioner_ids,
                seats_left=s.seats_left,
            )
            for s in free
        ),
        room_names=tuple(rooms),
    )


async def hold(conn: Connection, question: Question, holder: str, starts_at: datetime) -> bool:
    """Keep the time while the form is filled in. False when it is no longer free."""
    wish = question.wish
    day = local_date(starts_at, wish.location.zone)
    occupied = await _occupied(conn, question, day, day)
    free = free_practitioners(wish, opening_of(wish, day), occupied, starts_at, question.now)
    if not free:
        return False
    block = block_of(wish, occupied, starts_at, free[0])
    await question.holds.hold(wish.location.id, holder, block, question.now)
    return True


def block_of(wish: Wish, occupied: Occupied, starts_at: datetime, who: Practitioner) -> Block:
    """What the visit would take then, of what is free."""
    during = wish.treatment.blocked(starts_at)
    room = free_room(wish, occupied, during)
    assert room is not None  # noqa: S101 - who is free only if a room is
    piece = free_equipment(wish, occupied, during)
    session = wish.session_at(starts_at) if wish.is_class else None
    return Block(
        who.key,
        room.key,
        during,
        wish.treatment.hands_on(starts_at),
        piece.key if piece else None,
        session.class_time_key if session else None,
    )


async def is_free(conn: Connection, question: Question, starts_at: datetime) -> bool:
    wish = question.wish
    day = local_date(starts_at, wish.location.zone)
    occupied = await _occupied(conn, question, day, day)
    free = free_practitioners(wish, opening_of(wish, day), occupied, starts_at, question.now)
    return bool(free)


def _rooms_taken(wish: Wish, occupied: Occupied, starts_at: datetime) -> list[str]:
    """The names of the rooms, or else of the equipment, that are all taken then although a
    practitioner is free, for staff.
    """
    during = wish.treatment.blocked(starts_at)
    hands_on = wish.treatment.hands_on(starts_at)
    if not any(occupied.practitioner_is_free(p.key, hands_on) for p in wish.practitioners):
        return []
    if free_room(wish, occupied, during) is None:
        return [room.name for room in wish.rooms]
    if not has_equipment(wish, occupied, during):
        return [piece.name for piece in wish.equipment]
    return []


def days(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


async def _require_current(conn: Connection, question: Question) -> None:
    """Where nothing else asks the database. Raises StaleCatalogueError."""
    if question.revision not in {None, await get_revision(conn)}:
        raise StaleCatalogueError


async def _occupied(conn: Connection, question: Question, first: date, last: date) -> Occupied:
    zone = question.wish.location.zone
    during = Interval(whole_day(first, zone).start - DAY, whole_day(last, zone).end + DAY)
    keys = [p.key for p in question.wish.practitioners]
    revision, taken = await blocks.list_during(
        conn, question.wish.location.key, keys, during, question.moving
    )
    if question.revision not in {None, revision}:
        raise StaleCatalogueError
    held = await question.holds.list_of_others(
        question.wish.location.id, question.holder, question.now
    )
    classes = [session.block() for session in question.wish.classes_during(during)]
    own = question.wish.timetable.keys_of(question.wish.treatment)
    return Occupied.of([*taken, *held, *classes], own)
