"""Visits as the calendar wants them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString

from psycopg.rows import class_row

from services.dashboard.domain.week import Span
from shared.db import Connection
from shared.events.appointments import VisitStatus

# Who had or has visits this close to the days shown has a column, even on a free day.
AROUND = timedelta(days=30)


@dataclass(frozen=True)
class CalendarVisit:
    appointment_id: str
    patient_id: str
    patient_name: str | None
    version: int
    status: VisitStatus
    starts_at: datetime
    ends_at: datetime
    treatment: str
    practitioner_id: str
    practitioner: str
    room_id: str | None
    room: str | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "status", VisitStatus(self.status))


@dataclass(frozen=True)
class Column:
    id: str
    name: str


VISITS: LiteralString = """
    select appointment_id, visit.patient_id, patient.name as patient_name, visit.version, status,
           starts_at, ends_at, treatment, coalesce(practitioner_id, practitioner)
           as practitioner_id, practitioner, coalesce(room_id, room) as room_id, room
    from visit left join patient using (patient_id)
"""
KEPT: LiteralString = "status not in ('cancelled_by_patient', 'cancelled_by_clinic')"


async def list_visits(conn: Connection, start: datetime, end: datetime) -> list[CalendarVisit]:
    """Those that have not been cancelled."""
    query: LiteralString = (
        f"{VISITS} where starts_at >= %s and starts_at < %s and {KEPT}"
        " order by starts_at, appointment_id"
    )
    return await _list(conn, query, (start, end))


async def list_visits_of(
    conn: Connection, who: str, start: datetime, end: datetime
) -> list[CalendarVisit]:
    """A practitioner's, as far as they overlap that time."""
    query: LiteralString = (
        f"{VISITS} where starts_at < %s and ends_at > %s and {KEPT}"
        " and coalesce(practitioner_id, practitioner) = %s order by starts_at, appointment_id"
    )
    return await _list(conn, query, (end, start, who))


async def find(conn: Connection, appointment_id: str) -> CalendarVisit | None:
    found = await _list(conn, VISITS + "where appointment_id = %s", (appointment_id,))
    return next(iter(found), None)


async def list_clashes(
    conn: Connection, moved: CalendarVisit, who: str, room: str | None, starts_at: datetime
) -> list[CalendarVisit]:
    """Visits of the practitioner, in the room or of the patient that a move would overlap."""
    query: LiteralString = (
        f"{VISITS} where {KEPT} and appointment_id <> %(id)s"
        """ and starts_at < %(end)s and ends_at > %(start)s
            and (coalesce(practitioner_id, practitioner) = %(who)s
                 or coalesce(room_id, room) = %(room)s or visit.patient_id = %(patient)s)
            order by starts_at, appointment_id"""
    )
    values = {
        "id": moved.appointment_id,
        "start": starts_at,
        "end": starts_at + (moved.ends_at - moved.starts_at),
        "who": who,
        "room": room,
        "patient": moved.patient_id,
    }
    async with conn.cursor(row_factory=class_row(CalendarVisit)) as cursor:
        await cursor.execute(query, values)
        return await cursor.fetchall()


async def list_practitioners(conn: Connection, start: datetime, end: datetime) -> list[Column]:
    query: LiteralString = """
        select distinct on (id) id, name
        from (select coalesce(practitioner_id, practitioner) as id, practitioner as name,
                     max(starts_at) as latest
              from visit where starts_at >= %s and starts_at < %s group by 1, 2) seen
        order by id, latest desc, name"""
    return await _columns(conn, query, start, end)


async def list_rooms(conn: Connection, start: datetime, end: datetime) -> list[Column]:
    query: LiteralString = """
        select distinct on (id) id, name
        from (select coalesce(room_id, room) as id, room as name, max(starts_at) as latest
              from visit where starts_at >= %s and starts_at < %s and room is not null
              group by 1, 2) seen
        order by id, latest desc, name"""
    return await _columns(conn, query, start, end)


async def list_spans(conn: Connection, start: datetime, end: datetime, zone: str) -> list[Span]:
    """Those that have not been cancelled, a row for all that share their half hours: one look at the
    clock on the wall for each visit is most of what it costs, so there is no second.
    """
    query: LiteralString = """
        select practitioner_id, date_bin('30 minutes', at, timestamp '2000-01-01') as first,
               date_bin('30 minutes', at + (ends_at - starts_at) - interval '1 microsecond',
                        timestamp '2000-01-01') as last,
               count(*) as visits, count(*) filter (where status = 'booked') as unconfirmed,
               min(starts_at) as first_at, max(ends_at) as last_at
        from (select coalesce(practitioner_id, practitioner) as practitioner_id, status, starts_at,
                     ends_at, starts_at at time zone %s as at
              from visit where starts_at >= %s and starts_at < %s
                and status not in ('cancelled_by_patient', 'cancelled_by_clinic')
              offset 0) kept  -- else the expression goes wherever `at` stands
        group by 1, 2, 3"""
    async with conn.cursor(row_factory=class_row(Span)) as cursor:
        await cursor.execute(query, (zone, start, end))
        return await cursor.fetchall()


async def _columns(
    conn: Connection, query: LiteralString, start: datetime, end: datetime
) -> list[Column]:
    async with conn.cursor(row_factory=class_row(Column)) as cursor:
        await cursor.execute(query, (start - AROUND, end + AROUND))
        found = await cursor.fetchall()
    return sorted(found, key=lambda column: (column.name, column.id))


async def _list(
    conn: Connection, query: LiteralString, values: tuple[object, ...]
) -> list[CalendarVisit]:
    async with conn.cursor(row_factory=class_row(CalendarVisit)) as cursor:
        await cursor.execute(query, values)
        return await cursor.fetchall()
