"""Finding another place for a visit, and putting it there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.errors import ExclusionViolation, UniqueViolation
from psycopg.types.multirange import TimestamptzMultirange
from psycopg.types.range import Range

from services.booking.domain.appointment import Appointment
from services.booking.domain.booking import LostRaceError, Taken, TimeRefusedError
from services.booking.domain.intervals import Interval
from services.booking.store.appointments import HistoryEntry
from shared.db import Connection

# Two updates that run into each other's rows would deadlock, and an update cannot say
# `on conflict do nothing`. Moves are rare: one at a time.
ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('booking.move'))"

FREE = """
with place as (
    select p.key as practitioner_key, r.key as room_key, e.key as equipment_key,
           p.place + r.place as turn, e.place as piece, seat,
           exists (select from appointment a where a.live and not a.overbooked and a.id <> %(id)s
                   and a.practitioner_key = p.key
                   and a.practitioner_blocked && %(practitioner_blocked)s
                   and a.party <> coalesce(%(class_time_key)s, 0))
        or exists (select from appointment a where a.live and not a.overbooked and a.id <> %(id)s
                   and a.room_key = r.key and a.blocked && %(blocked)s
                   and a.party <> coalesce(%(class_time_key)s, 0))
        or exists (select from appointment a where a.live and not a.overbooked and a.id <> %(id)s
                   and a.equipment_key = e.key and a.blocked && %(blocked)s)
        or exists (select from appointment a where a.live and a.overbooked and a.id <> %(id)s
                   and (a.practitioner_key = p.key
                        and a.practitioner_blocked && %(practitioner_blocked)s
                        or a.room_key = r.key or a.equipment_key = e.key)
                   and a.blocked && %(blocked)s
                   and a.party <> coalesce(%(class_time_key)s, 0))
        or %(needs_equipment)s and e.key is null
        or %(class_time_key)s::int is not null and seat is null as taken
    from unnest(%(practitioner_keys)s::int[]) with ordinality as p (key, place),
         unnest(%(room_keys)s::int[]) with ordinality as r (key, place)
         left join unnest(%(equipment_keys)s::int[]) with ordinality as e (key, place) on true
         left join lateral (
             select n as seat from generate_series(1, %(seats)s::int) n
             where not exists (select from appointment s where s.live and s.seat = n
                               and s.id <> %(id)s
                               and s.class_time_key = %(class_time_key)s
                               and s.starts_at = %(starts_at)s)
             order by random() limit 1
         ) free_seat on %(class_time_key)s::int is not null
)
select practitioner_key, room_key, equipment_key, seat, taken,
       exists (select from appointment a where a.live and not a.overbooked and a.id <> %(id)s
               and a.patient_key = (select patient_key from appointment where id = %(id)s)
               and a.blocked && %(blocked)s) as patient_busy
from place order by taken, turn, piece limit 1
"""


@dataclass(frozen=True)
class Wanted:
    """Practitioners and rooms in the order of preference. `overrule` takes what is taken."""

    appointment_id: str
    starts_at: datetime
    wall_starts_at: datetime
    practitioner_keys: list[int]
    room_keys: list[int]
    equipment_keys: list[int]
    blocked: Interval
    hands_on: tuple[Interval, ...]
    needs_equipment: bool
    class_time_key: int | None
    seats: int | None
    overrule: bool


@dataclass(frozen=True)
class Free:
    """`taken` only where that was overruled."""

    practitioner_key: int
    room_key: int
    equipment_key: int | None
    seat: int | None
    taken: bool


async def get_free(conn: Connection, wanted: Wanted) -> Free:
    """Raises TimeRefusedError."""
    await conn.execute(ONE_AT_A_TIME)
    cursor = await conn.execute(
        FREE,
        {
            "id": wanted.appointment_id,
            "practitioner_keys": wanted.practitioner_keys,
            "room_keys": wanted.room_keys,
            "equipment_keys": wanted.equipment_keys,
            "needs_equipment": wanted.needs_equipment,
            "class_time_key": wanted.class_time_key,
            "seats": wanted.seats,
            "starts_at": wanted.starts_at,
            **_blocked(wanted),
        },
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - there is at least one practitioner and one room
    practitioner_key, room_key, equipment_key, seat, taken, patient_busy = row
    if taken and not wanted.overrule:
        raise TimeRefusedError(Taken.SLOT)
    if patient_busy and not wanted.overrule:
        raise TimeRefusedError(Taken.PATIENT)
    return Free(practitioner_key, room_key, equipment_key, seat, taken or patient_busy)


async def save(
    conn: Connection, moved: Appointment, wanted: Wanted, free: Free, entry: HistoryEntry
) -> None:
    """Raises LostRaceError when a booking was quicker; the transaction must then end."""
    try:
        cursor = await conn.execute(
            """with before as (
                 select key, starts_at, practitioner_key, room_key from appointment
                 where id = %(id)s
               ), saved as (
                 update appointment a set version = %(version)s, status = %(status)s,
                        starts_at = %(starts_at)s, ends_at = %(ends_at)s, blocked = %(blocked)s,
                        practitioner_blocked = %(practitioner_blocked)s,
                        equipment_key = %(equipment_key)s, seat = %(seat)s,
                        class_time_key = %(class_time_key)s, cancel_until = %(cancel_until)s, practitioner_key = %(practitioner_key)s,
                        room_key = %(room_key)s, wall_starts_at = %(wall_starts_at)s,
                        overbooked = %(overbooked)s
                 from before where a.key = before.key
                 returning before.key, before.starts_at, before.practitioner_key, before.room_key
               )
               insert into appointment_history
                 (appointment_key, version, status, action, actor, at, reason, told,
                  from_starts_at, from_practitioner_key, from_room_key)
               select key, %(version)s, %(status)s, %(action)s, %(actor)s, %(at)s, %(reason)s,
                      %(told)s, starts_at, practitioner_key, room_key
               from saved returning version""",
            {
                **vars(moved),
                **vars(entry),
                **_blocked(wanted),
                "wall_starts_at": wanted.wall_starts_at,
                "equipment_key": free.equipment_key,
                "seat": free.seat,
                "class_time_key": wanted.class_time_key,
                "overbooked": free.taken,
            },
        )
        await cursor.fetchone()  # a pipeline says so only now
    except (ExclusionViolation, UniqueViolation):  # a place, or a seat
        raise LostRaceError from None


def _blocked(wanted: Wanted) -> dict[str, Any]:
    parts = (Range(part.start, part.end) for part in wanted.hands_on)
    return {
        "blocked": Range(wanted.blocked.start, wanted.blocked.end),
        "practitioner_blocked": TimestamptzMultirange(parts),
    }
