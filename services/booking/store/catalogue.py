"""The catalogue, read whole."""

from collections import defaultdict
from typing import Literal

from psycopg.rows import class_row, dict_row
from psycopg.sql import SQL

from services.booking.domain.catalogue import (
    Catalogue,
    ComplaintChoice,
    Equipment,
    Location,
    Practice,
    Practitioner,
    Room,
    Treatment,
)
from services.booking.domain.hours import ClassTime, ExtraHours, WeeklyHours
from services.booking.domain.intervals import Interval
from shared.db import Connection


async def get_revision(conn: Connection) -> int:
    cursor = await conn.execute("select revision from catalogue_revision")
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - the migration made it
    return int(row[0])


async def get(conn: Connection) -> Catalogue:
    # The revision first: should the rest change meanwhile, it is only refused and read again.
    revision = await get_revision(conn)
    return Catalogue(
        revision,
        await _practices(conn),
        await _locations(conn),
        await _rooms(conn),
        await _treatments(conn),
        await _practitioners(conn),
        await _complaints(conn),
        await _equipment(conn),
    )


async def _practices(conn: Connection) -> dict[int, Practice]:
    async with conn.cursor(row_factory=class_row(Practice)) as cursor:
        await cursor.execute(
            """select key, id, name, cancel_notice_hours, open_visits_cap, prove_phones, words,
                      late_cancel_uses_credit, no_show_uses_credit, recall_after_weeks
               from practice order by key"""
        )
        return {practice.key: practice async for practice in cursor}


async def _locations(conn: Connection) -> dict[int, Location]:
    closed = await _off(conn, "location")
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """select key, id, practice_key, name, text_name, phone, address, time_zone,
                      holiday_calendar, closed_holidays
               from location order by key"""
        )
        return {
            row["key"]: Location(
                **{**row, "closed_holidays": frozenset(row["closed_holidays"])},
                closed=tuple(closed[row["key"]]),
            )
            async for row in cursor
        }


async def _rooms(conn: Connection) -> dict[int, Room]:
    async with conn.cursor(row_factory=class_row(Room)) as cursor:
        await cursor.execute(
            "select key, id, location_key, name, kind, retired from room order by key"
        )
        return {room.key: room async for room in cursor}


async def _equipment(conn: Connection) -> dict[int, Equipment]:
    async with conn.cursor(row_factory=class_row(Equipment)) as cursor:
        await cursor.execute(
            "select key, id, location_key, name, kind, retired from equipment order by key"
        )
        return {piece.key: piece async for piece in cursor}


async def _treatments(conn: Connection) -> dict[int, Treatment]:
    async with conn.cursor(row_factory=class_row(Treatment)) as cursor:
        await cursor.execute(
            """select key, id, practice_key, name, summary, minutes, buffer_before_minutes,
                      buffer_after_minutes, grid_minutes, notice_hours, horizon_days, needling, electro,
                      reminder_plan, checkin_plan, room_kind, retired, rest_from_minute, rest_minutes,
                      equipment_kind, seats, online, for_patients
               from treatment order by practice_key, position"""
        )
        return {treatment.key: treatment async for treatment in cursor}


async def _practitioners(conn: Connection) -> dict[int, Practitioner]:
    hours, extra, away, classes, elsewhere = (
        await _hours(conn),
        await _extra_hours(conn),
        await _off(conn, "practitioner"),
        await _classes(conn),
        await _elsewhere(conn),
    )
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """select key, id, practice_key, name, title, retired,
                      array(select treatment_key from practitioner_treatment
                            where practitioner_key = key) as treatment_keys
               from practitioner order by practice_key, position"""
        )
        return {
            row["key"]: Practitioner(
                **{**row, "treatment_keys": frozenset(row["treatment_keys"])},
                hours=tuple(hours[row["key"]]),
                extra_hours=tuple(extra[row["key"]]),
                away=tuple(away[row["key"]]),
                classes=tuple(classes[row["key"]]),
                elsewhere=tuple(elsewhere[row["key"]]),
            )
            async for row in cursor
        }


async def _hours(conn: Connection) -> dict[int, list[WeeklyHours]]:
    cursor = await conn.execute(
        """select practitioner_key, location_key, weekday, opens, closes from weekly_hours
           order by practitioner_key, weekday, opens"""
    )
    hours = defaultdict(list)
    async for practitioner_key, *rest in cursor:
        hours[practitioner_key].append(WeeklyHours(*rest))
    return hours


async def _extra_hours(conn: Connection) -> dict[int, list[ExtraHours]]:
    cursor = await conn.execute(
        """select practitioner_key, location_key, held_on, opens, closes from extra_hours
           order by practitioner_key, held_on, opens"""
    )
    hours = defaultdict(list)
    async for practitioner_key, *rest in cursor:
        hours[practitioner_key].append(ExtraHours(*rest))
    return hours


async def _classes(conn: Connection) -> dict[int, list[ClassTime]]:
    cursor = await conn.execute(
        """select c.practitioner_key, c.key, c.treatment_key, r.location_key, c.room_key,
                  c.weekday, c.starts, c.first_on, c.last_on
           from class_time c join room r on r.key = c.room_key
           join treatment t on t.key = c.treatment_key
           where not c.retired and not t.retired order by c.key"""
    )
    classes = defaultdict(list)
    async for practitioner_key, *rest in cursor:
        classes[practitioner_key].append(ClassTime(*rest))
    return classes


async def _elsewhere(conn: Connection) -> dict[int, list[Interval]]:
    cursor = await conn.execute(
        "select practitioner_key, starts_at, ends_at from outside_busy order by starts_at"
    )
    busy = defaultdict(list)
    async for key, starts_at, ends_at in cursor:
        busy[key].append(Interval(starts_at, ends_at))
    return busy


async def _off(
    conn: Connection, whose: Literal["practitioner", "location"]
) -> dict[int, list[Interval]]:
    column = SQL("practitioner_key" if whose == "practitioner" else "location_key")
    statement = SQL(
        """select {0}, starts_at, ends_at from time_off
           where removed_at is null and {0} is not null order by starts_at"""
    )
    cursor = await conn.execute(statement.format(column))
    off = defaultdict(list)
    async for key, starts_at, ends_at in cursor:
        off[key].append(Interval(starts_at, ends_at))
    return off


async def _complaints(conn: Connection) -> tuple[ComplaintChoice, ...]:
    async with conn.cursor(row_factory=class_row(ComplaintChoice)) as cursor:
        await cursor.execute(
            """select practice_key, code, label from complaint_choice where not retired
               order by practice_key, position"""
        )
        return tuple(await cursor.fetchall())


class CatalogueCache:
    """The catalogue as this process knows it. What was booked by an old one is refused by the
    booking statement, so a cached one is always safe to try.
    """

    def __init__(self) -> None:
        self._known: Catalogue | None = None

    def at_hand(self) -> Catalogue | None:
        return self._known

    async def known(self, conn: Connection) -> Catalogue:
        """Perhaps outdated, but at hand."""
        if self._known is None:
            self._known = await get(conn)
        return self._known

    async def current(self, conn: Connection) -> Catalogue:
        known = await self.known(conn)
        if known.revision != await get_revision(conn):
            self.forget()
        return await self.known(conn)

    def forget(self) -> None:
        self._known = None
