"""Appointments and their append-only history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row, dict_row
from psycopg.sql import SQL
from psycopg.types.multirange import Multirange

from services.booking.domain.appointment import Appointment
from services.booking.domain.intervals import Interval
from shared.db import Connection
from shared.events.appointments import VisitStatus

VISIT = SQL(
    """select a.id::text, a.version, a.status, a.starts_at, a.ends_at, a.booked_at, a.cancel_until,
              a.completed_at, a.marks, p.id::text as patient_id, a.treatment_key,
              a.practitioner_key, a.room_key, a.location_key, p.name, a.practitioner_blocked,
              a.equipment_key, (select s.id::text from series s where s.key = a.series_key) as series_id,
              array(select flag from patient_flag f where f.patient_key = p.key
                    union all select 'first_visit' from newcomer n
                              where n.appointment_key = a.key
                    union all select 'review' from review r
                    where r.appointment_key = a.key and r.released_at is null
                    order by 1) as flags
       from appointment a join patient p on p.key = a.patient_key
       where a.status <> 'held' and """
)


@dataclass(frozen=True)
class HistoryEntry:
    """Why an appointment has its present version."""

    action: str
    actor: str
    at: datetime
    reason: str | None = None
    reply_id: str | None = None
    told: bool | None = None  # whether the patient is told of a move or a cancellation


@dataclass(frozen=True)
class HistoryLine:
    """What happened, and where a moved visit stood before."""

    version: int
    status: str
    action: str
    actor: str
    at: datetime
    reason: str | None
    reply_id: str | None
    told: bool | None
    from_starts_at: datetime | None
    from_practitioner_key: int | None
    from_room_key: int | None


@dataclass(frozen=True)
class ListedVisit:
    """`hands_on` is when it takes the practitioner's time."""

    appointment: Appointment
    patient_name: str
    hands_on: tuple[Interval, ...]
    equipment_key: int | None


async def get(conn: Connection, appointment_id: str) -> Appointment:
    """Locked until the transaction ends. Raises LookupError."""
    listed = await _list(conn, SQL("a.id = %s for update of a"), (appointment_id,))
    if not listed:
        raise LookupError("appointment")
    return listed[0].appointment


async def find(conn: Connection, appointment_id: str) -> Appointment | None:
    """To look at only."""
    listed = await _list(conn, SQL("a.id = %s"), (appointment_id,))
    return listed[0].appointment if listed else None


async def find_by_link(conn: Connection, fingerprint: bytes) -> ListedVisit | None:
    listed = await _list(conn, SQL("a.link_fingerprint = %s"), (fingerprint,))
    return listed[0] if listed else None


async def list_day(conn: Connection, location_key: int, day: Interval) -> list[ListedVisit]:
    condition = SQL(
        "a.location_key = %s and a.starts_at >= %s and a.starts_at < %s order by a.starts_at, a.key"
    )
    return await _list(conn, condition, (location_key, day.start, day.end))


async def list_of_practitioner(
    conn: Connection, practitioner_key: int, during: Interval
) -> list[ListedVisit]:
    """Those that are not cancelled."""
    condition = SQL(
        """a.practitioner_key = %s and a.live and a.starts_at >= %s and a.starts_at < %s
           order by a.starts_at, a.key"""
    )
    return await _list(conn, condition, (practitioner_key, during.start, during.end))


async def list_ahead_of_phone(
    conn: Connection, practice_key: int, phone: str, now: datetime
) -> list[ListedVisit]:
    """Of everyone who is reached by that phone."""
    condition = SQL(
        """p.practice_key = %s and p.phone = %s and a.live and a.starts_at > %s
           order by a.starts_at, a.key"""
    )
    return await _list(conn, condition, (practice_key, phone, now))


async def list_of_series(conn: Connection, series_key: int) -> list[Appointment]:
    """Cancelled ones too, in order."""
    listed = await _list(conn, SQL("a.series_key = %s order by a.starts_at, a.key"), (series_key,))
    return [entry.appointment for entry in listed]


async def list_uncovered(conn: Connection, now: datetime) -> list[ListedVisit]:
    """Those still to come in the time off of their practitioner or location, while the
    practitioner's own calendar says they are busy, or without what a change of the practice took;
    but not those that staff keep all the same.
    """
    condition = SQL(
        """a.status in ('booked', 'confirmed') and (exists (
             select from time_off o
             where o.removed_at is null and o.ends_at > %s and a.starts_at >= %s
               and a.starts_at < o.ends_at and a.ends_at > o.starts_at
               and (o.practitioner_key = a.practitioner_key or o.location_key = a.location_key)
               and not exists (
                 select from kept_visit k
                 where k.appointment_key = a.key and k.starts_at = a.starts_at
                   and k.practitioner_key = a.practitioner_key and k.room_key = a.room_key
                   and k.kept_at >= o.created_at))
             or a.starts_at >= %s and not exists (
               select from kept_visit k
               where k.appointment_key = a.key and k.starts_at = a.starts_at
                 and k.practitioner_key = a.practitioner_key and k.room_key = a.room_key)
             and exists (
               select from outside_busy b
               where b.practitioner_key = a.practitioner_key
                 and a.practitioner_blocked && tstzrange(b.starts_at, b.ends_at))
             or a.starts_at >= %s and exists (
               select from uncovered_visit u
               where u.appointment_key = a.key and u.starts_at = a.starts_at
                 and u.practitioner_key = a.practitioner_key and u.room_key = a.room_key))
           order by a.starts_at, a.key"""
    )
    return await _list(conn, condition, (now, now, now, now))


async def list_upcoming(conn: Connection, practice_key: int, now: datetime) -> list[ListedVisit]:
    """Of the whole practice, in order."""
    condition = SQL(
        """a.status in ('booked', 'confirmed') and a.starts_at >= %s
           and a.location_key in (select key from location where practice_key = %s)
           order by a.starts_at, a.key"""
    )
    return await _list(conn, condition, (now, practice_key))


async def restate(conn: Connection, ids: list[str], actor: str, at: datetime) -> None:
    """A new version each: the visits are as before, but what their names stand for has changed."""
    await conn.execute(
        """with restated as (
             update appointment set version = version + 1 where id = any(%s::uuid[])
             returning key, version, status
           )
           insert into appointment_history (appointment_key, version, status, action, actor, at)
           select key, version, status, 'restate', %s, %s from restated""",
        (ids, actor, at),
    )


async def list_of_ids(conn: Connection, ids: list[str]) -> list[Appointment]:
    listed = await _list(conn, SQL("a.id = any(%s::uuid[]) order by a.key"), (ids,))
    return [entry.appointment for entry in listed]


async def list_of_keys(conn: Connection, keys: list[int]) -> dict[int, Appointment]:
    cursor = await conn.execute(
        "select id::text, key from appointment where key = any(%s)", (keys,)
    )
    key_of = {appointment_id: key async for appointment_id, key in cursor}
    listed = await _list(conn, SQL("a.key = any(%s) order by a.key"), (keys,))
    return {key_of[entry.appointment.id]: entry.appointment for entry in listed}


async def list_history(conn: Connection, appointment_id: str) -> list[HistoryLine]:
    """From the booking on; empty when there is no such visit."""
    async with conn.cursor(row_factory=class_row(HistoryLine)) as cursor:
        await cursor.execute(
            """select h.version, h.status, h.action, h.actor, h.at, h.reason, h.reply_id, h.told,
                      h.from_starts_at, h.from_practitioner_key, h.from_room_key
               from appointment_history h join appointment a on a.key = h.appointment_key
               where a.id = %s order by h.version""",
            (appointment_id,),
        )
        return await cursor.fetchall()


async def list_changed_at(conn: Connection, ids: list[str]) -> dict[str, datetime]:
    """When each of these visits became what it is."""
    cursor = await conn.execute(
        """select a.id::text, max(h.at) from appointment a
           join appointment_history h on h.appointment_key = a.key
           where a.id = any(%s::uuid[]) group by a.id""",
        (ids,),
    )
    return {appointment_id: at async for appointment_id, at in cursor}


async def _list(conn: Connection, condition: SQL, values: tuple[object, ...]) -> list[ListedVisit]:
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(VISIT + condition, values)
        return [_listed(row) async for row in cursor]


def _listed(row: dict[str, Any]) -> ListedVisit:
    name, equipment_key = row.pop("name"), row.pop("equipment_key")
    hands_on = intervals_of(row.pop("practitioner_blocked"))
    marks = tuple(VisitStatus(mark) for mark in row["marks"])
    flags = tuple(row.pop("flags"))
    appointment = Appointment(
        **{**row, "status": VisitStatus(row["status"]), "marks": marks, "flags": flags}
    )
    return ListedVisit(appointment, name, hands_on, equipment_key)


async def save(conn: Connection, appointment: Appointment, entry: HistoryEntry) -> None:
    """The appointment was read with `get` in this transaction, so nobody else changed it."""
    await conn.execute(
        """with saved as (
             update appointment set version = %(version)s, status = %(status)s, marks = %(marks)s,
                    completed_at = %(completed_at)s
             where id = %(id)s returning key
           )
           insert into appointment_history
             (appointment_key, version, status, action, actor, at, reason, reply_id, told)
           select key, %(version)s, %(status)s, %(action)s, %(actor)s, %(at)s, %(reason)s,
                  %(reply_id)s, %(told)s
           from saved""",
        {
            "id": appointment.id,
            "version": appointment.version,
            "status": appointment.status,
            "marks": list(appointment.marks),
            "completed_at": appointment.completed_at,
            **vars(entry),
        },
    )


async def take_hold(conn: Connection, appointment_id: str, change: HistoryEntry) -> Appointment:
    """What was held for the patient is their visit from now on."""
    await conn.execute(
        """with taken as (
             update appointment set status = 'booked', booked_at = %(at)s
             where id = %(id)s and status = 'held' returning key
           )
           insert into appointment_history
             (appointment_key, version, status, action, actor, at, reason, reply_id)
           select key, 1, 'booked', %(action)s, %(actor)s, %(at)s, %(reason)s, %(reply_id)s
           from taken""",
        {**vars(change), "id": appointment_id},
    )
    return await get(conn, appointment_id)


async def release_hold(conn: Connection, appointment_id: str) -> None:
    await conn.execute(
        "delete from appointment where id = %s and status = 'held'", (appointment_id,)
    )


def intervals_of(parts: Multirange[datetime]) -> tuple[Interval, ...]:
    return tuple(Interval(part.lower, part.upper) for part in parts if part.lower and part.upper)
