"""What is free: the rule of `opening` over what is occupied, for the list and for the write."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.booking.domain.catalogue import Equipment, Location, Practitioner, Room, Treatment
from services.booking.domain.intervals import Interval, Occupied
from services.booking.domain.opening import Start, opening_hours, refusal, starts_of
from services.booking.domain.timetable import Session, Timetable
from services.booking.domain.wall_time import local_date

NO_CLASSES = Timetable()


@dataclass(frozen=True)
class Slot:
    starts_at: datetime
    ends_at: datetime
    practitioner_ids: tuple[str, ...]  # who is free then
    seats_left: int | None = None  # of a class


@dataclass(frozen=True)
class Wish:
    """What is asked for: a treatment at a location, by one of these, in one of these rooms, with
    one of these pieces of equipment if it needs one.
    """

    treatment: Treatment
    location: Location
    practitioners: Sequence[Practitioner]
    rooms: Sequence[Room]
    equipment: Sequence[Equipment] = ()
    timetable: Timetable = NO_CLASSES

    @property
    def is_class(self) -> bool:
        return self.treatment.seats is not None

    def sessions_on(self, day: date) -> list[Session]:
        """Of the class that is asked for."""
        keys = {p.key for p in self.practitioners}
        return [
            session
            for session in self.timetable.on(day)
            if session.treatment.key == self.treatment.key
            and session.location_key == self.location.key
            and session.practitioner_key in keys
        ]

    def session_at(self, starts_at: datetime) -> Session | None:
        day = local_date(starts_at, self.location.zone)
        found = (s for s in self.sessions_on(day) if s.during.start == starts_at)
        return next(found, None)

    def classes_during(self, blocked: Interval) -> list[Session]:
        """Other classes, which need their practitioner and their room then."""
        return [
            session
            for session in self.timetable.overlapping(blocked)
            if session.treatment.key != self.treatment.key
        ]

    def rooms_at(self, starts_at: datetime) -> list[Room]:
        """Those that no other class needs; for a class its own."""
        if self.is_class:
            session = self.session_at(starts_at)
            return [r for r in self.rooms if session and r.key == session.room_key]
        used = {s.room_key for s in self.classes_during(self.treatment.blocked(starts_at))}
        return [r for r in self.rooms if r.key not in used]


Opening = Mapping[str, Sequence[Interval]]  # practitioner id -> opening hours around one day


def opening_of(wish: Wish, day: date) -> Opening:
    """A class is open for as long as it takes, so that it has one start."""
    if not wish.is_class:
        return {p.id: opening_hours(p, wish.location, day) for p in wish.practitioners}
    sessions = wish.sessions_on(day)
    return {
        p.id: [s.during for s in sessions if s.practitioner_key == p.key]
        for p in wish.practitioners
    }


def free_practitioners(
    wish: Wish, hours: Opening, occupied: Occupied, starts_at: datetime, now: datetime
) -> list[Practitioner]:
    """Who could give the visit then: the rule says yes, and they are free, and so is all else that
    it needs.
    """
    if wish.is_class and not seats_left(wish, occupied, starts_at):
        return []
    blocked = wish.treatment.blocked(starts_at)
    if free_room(wish, occupied, blocked) is None or not has_equipment(wish, occupied, blocked):
        return []
    hands_on = wish.treatment.hands_on(starts_at)
    zone = wish.location.zone
    return [
        p
        for p in wish.practitioners
        if occupied.practitioner_is_free(p.key, hands_on)
        and p.is_here(hands_on)
        and refusal(wish.treatment, hours[p.id], zone, starts_at, now) is None
    ]


def free_room(wish: Wish, occupied: Occupied, blocked: Interval) -> Room | None:
    """For a class its own."""
    session = (
        wish.session_at(blocked.start + wish.treatment.buffer_before) if wish.is_class else None
    )
    rooms = (r for r in wish.rooms if session is None or r.key == session.room_key)
    return next((r for r in rooms if occupied.room_is_free(r.key, blocked)), None)


def free_equipment(wish: Wish, occupied: Occupied, blocked: Interval) -> Equipment | None:
    return next((e for e in wish.equipment if occupied.equipment_is_free(e.key, blocked)), None)


def has_equipment(wish: Wish, occupied: Occupied, blocked: Interval) -> bool:
    if wish.treatment.equipment_kind is None:
        return True
    return free_equipment(wish, occupied, blocked) is not None


def seats_left(wish: Wish, occupied: Occupied, starts_at: datetime) -> int | None:
    """None when it is no class; 0 also when there is none then."""
    if wish.treatment.seats is None:
        return None
    session = wish.session_at(starts_at)
    if session is None:
        return 0
    taken = occupied.seats_taken(session.class_time_key, session.blocked)
    return max(0, wish.treatment.seats - taken)


def slots_on(wish: Wish, occupied: Occupied, day: date, now: datetime) -> Iterator[Slot]:
    if wish.is_class:
        yield from _classes_on(wish, occupied, day, now)
        return
    free: dict[Interval, list[str]] = {}
    for start, practitioner in _free_starts(wish, occupied, day, now):
        free.setdefault(start.visit, []).append(practitioner.id)
    for visit in sorted(free):
        yield Slot(visit.start, visit.end, tuple(free[visit]))


def has_slot(wish: Wish, occupied: Occupied, day: date, now: datetime) -> bool:
    found = _classes_on if wish.is_class else _free_starts
    return next(iter(found(wish, occupied, day, now)), None) is not None


def _free_starts(
    wish: Wish, occupied: Occupied, day: date, now: datetime
) -> Iterator[tuple[Start, Practitioner]]:
    """Of one practitioner after the other, each in order. The hours have been asked already."""
    treatment, zone = wish.treatment, wish.location.zone
    if (day - local_date(now, zone)).days > treatment.horizon_days:
        return
    soonest = now + treatment.notice
    for practitioner in wish.practitioners:
        for start in starts_of(practitioner, treatment, wish.location, day):
            if (
                start.visit.start >= soonest
                and occupied.practitioner_is_free(practitioner.key, start.hands_on)
                and practitioner.is_here(start.hands_on)
                and free_room(wish, occupied, start.blocked) is not None
                and has_equipment(wish, occupied, start.blocked)
            ):
                yield start, practitioner


def _classes_on(wish: Wish, occupied: Occupied, day: date, now: datetime) -> Iterator[Slot]:
    hours = opening_of(wish, day)
    for visit in sorted({visit for sessions in hours.values() for visit in sessions}):
        free = free_practitioners(wish, hours, occupied, visit.start, now)
        if free:
            left = seats_left(wish, occupied, visit.start)
            yield Slot(visit.start, visit.end, tuple(p.id for p in free), left)


def nearest(slots: Sequence[Slot], wanted: datetime, count: int) -> list[Slot]:
    """The `count` slots closest to the time that was wanted, in order of time."""
    closest = sorted(slots, key=lambda slot: abs(slot.starts_at - wanted))[:count]
    return sorted(closest, key=lambda slot: slot.starts_at)
