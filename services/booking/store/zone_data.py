"""The time zone data that the visits' instants were worked out with, and working them out anew."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from services.booking.domain.intervals import Interval
from services.booking.domain.zone_change import Agreed, AgreedOff, Shift
from services.booking.store.places import ONE_AT_A_TIME
from shared.db import Connection

# Neighbours that shift together must not trip over each other on the way, so all of them leave the
# constraints first.
STEP_ASIDE = """
update appointment set overbooked = true where key = any(%s) and not overbooked returning key
"""

SHIFT = """
with shift as (
    select key, by from unnest(%(keys)s::bigint[], %(by)s::interval[]) as shift (key, by)
), shifted as (
    update appointment a set version = version + 1, starts_at = starts_at + by,
           ends_at = ends_at + by, cancel_until = cancel_until + by,
           blocked = tstzrange(lower(blocked) + by, upper(blocked) + by),
           practitioner_blocked = (select range_agg(tstzrange(lower(part) + by, upper(part) + by))
                                   from unnest(practitioner_blocked) as part)
    from shift where a.key = shift.key
    returning a.key, a.version, a.status, a.starts_at - by as before, a.practitioner_key,
              a.room_key
)
insert into appointment_history (appointment_key, version, status, action, actor, at, reason,
                                 told, from_starts_at, from_practitioner_key, from_room_key)
select key, version, status, 'move', 'system', %(now)s, %(reason)s, false, before,
       practitioner_key, room_key
from shifted
"""

# Whoever is now in the way of another visit, such as one in another zone, stays outside them.
STEP_BACK = """
update appointment a set overbooked = false
where key = any(%(keys)s) and not exists (
    select from appointment b
    where b.key <> a.key and b.live and (not b.overbooked or b.key = any(%(keys)s))
      and a.blocked && b.blocked
      and (a.party <> b.party and (a.room_key = b.room_key
             or a.practitioner_key = b.practitioner_key
             and a.practitioner_blocked && b.practitioner_blocked)
           or a.equipment_key = b.equipment_key or a.patient_key = b.patient_key))
"""


async def get_version(conn: Connection) -> str:
    """Locked until the transaction ends."""
    cursor = await conn.execute("select version from zone_data for update")
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - the migration made it
    return str(row[0])


async def save_version(conn: Connection, version: str) -> None:
    await conn.execute("update zone_data set version = %s", (version,))


async def list_agreed(conn: Connection, now: datetime) -> list[Agreed]:
    """Of visits still to come."""
    async with conn.cursor(row_factory=class_row(Agreed)) as cursor:
        await cursor.execute(
            """select a.key, a.wall_starts_at as wall, a.starts_at, l.time_zone
               from appointment a join location l on l.key = a.location_key
               where a.live and a.starts_at > %s order by a.key""",
            (now,),
        )
        return await cursor.fetchall()


async def shift(conn: Connection, shifts: list[Shift], reason: str, now: datetime) -> None:
    await conn.execute(ONE_AT_A_TIME)
    keys = [shift.key for shift in shifts]
    cursor = await conn.execute(STEP_ASIDE, (keys,))
    aside = [row[0] for row in await cursor.fetchall()]
    values = {"keys": keys, "by": [shift.by for shift in shifts], "reason": reason, "now": now}
    await conn.execute(SHIFT, values)
    await conn.execute(STEP_BACK, {"keys": aside})


async def list_times_off(conn: Connection, now: datetime) -> list[AgreedOff]:
    """Those not over yet."""
    async with conn.cursor(row_factory=class_row(AgreedOff)) as cursor:
        await cursor.execute(
            """select id, wall_starts_at, wall_ends_at, starts_at, ends_at, time_zone
               from time_off where removed_at is null and ends_at > %s""",
            (now,),
        )
        return await cursor.fetchall()


async def shift_time_off(conn: Connection, time_off_id: UUID, during: Interval) -> None:
    """Every process reads the catalogue again."""
    await conn.execute("update catalogue_revision set revision = revision + 1")
    await conn.execute(
        "update time_off set starts_at = %s, ends_at = %s where id = %s",
        (during.start, during.end, time_off_id),
    )
