"""Visits that a change of the practice left without what they need."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.sql import SQL

from services.booking.domain.appointment import Appointment
from services.booking.domain.coverage import Gap
from shared.db import Connection

# A row stands for the visit as it was then.
STILL = SQL(
    """u.starts_at = a.starts_at and u.practitioner_key = a.practitioner_key
       and u.room_key = a.room_key"""
)


@dataclass(frozen=True)
class Uncovered:
    visit: Appointment
    gap: Gap


async def list_ids(conn: Connection) -> set[str]:
    cursor = await conn.execute(
        SQL(
            """select a.id::text from uncovered_visit u
               join appointment a on a.key = u.appointment_key where {}"""
        ).format(STILL)
    )
    return {row[0] async for row in cursor}


async def is_listed(conn: Connection, appointment_id: str) -> bool:
    cursor = await conn.execute(
        SQL(
            """select from uncovered_visit u join appointment a on a.key = u.appointment_key
               where a.id = %s and {}"""
        ).format(STILL),
        (appointment_id,),
    )
    return await cursor.fetchone() is not None


async def add(conn: Connection, found: list[Uncovered], now: datetime) -> None:
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """insert into uncovered_visit (appointment_key, gap, since, starts_at,
                                            practitioner_key, room_key)
               select key, %s, %s, starts_at, practitioner_key, room_key
               from appointment where id = %s
               on conflict (appointment_key) do update
               set gap = excluded.gap, since = excluded.since, starts_at = excluded.starts_at,
                   practitioner_key = excluded.practitioner_key, room_key = excluded.room_key""",
            [(each.gap, now, each.visit.id) for each in found],
        )


async def remove(conn: Connection, appointment_ids: list[str]) -> None:
    """They are covered again."""
    await conn.execute(
        """delete from uncovered_visit using appointment a
           where a.key = appointment_key and a.id = any(%s::uuid[])""",
        (appointment_ids,),
    )


async def keep(conn: Connection, appointment_id: str, now: datetime) -> None:
    """It is meant to be so, as it stands and with what is in its way by now."""
    await remove(conn, [appointment_id])
    await conn.execute(
        """insert into kept_visit (appointment_key, kept_at, starts_at, practitioner_key, room_key)
           select key, %s, starts_at, practitioner_key, room_key from appointment where id = %s
           on conflict (appointment_key) do update
           set kept_at = excluded.kept_at, starts_at = excluded.starts_at,
               practitioner_key = excluded.practitioner_key, room_key = excluded.room_key""",
        (now, appointment_id),
    )


async def is_kept(conn: Connection, appointment_id: str) -> bool:
    """Not any more once other time off is in its way."""
    cursor = await conn.execute(
        SQL(
            """select from kept_visit u join appointment a on a.key = u.appointment_key
               where a.id = %s and {} and not exists (
                 select from time_off o
                 where o.removed_at is null and o.created_at > u.kept_at
                   and a.starts_at < o.ends_at and a.ends_at > o.starts_at
                   and (o.practitioner_key = a.practitioner_key
                        or o.location_key = a.location_key))"""
        ).format(STILL),
        (appointment_id,),
    )
    return await cursor.fetchone() is not None
