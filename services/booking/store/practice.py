"""Loading a practice's file: what it names is made or changed, what it no longer names is retired."""

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from services.booking.domain.practice_file import LocationEntry, PracticeFile, PractitionerEntry
from shared.db import Connection


async def lock(conn: Connection) -> None:
    """One change at a time, until the transaction ends. The new revision tells every process."""
    await conn.execute("update catalogue_revision set revision = revision + 1")


async def save(conn: Connection, file: PracticeFile) -> None:
    """Idempotent."""
    await lock(conn)
    practice = await _key(
        conn,
        """insert into practice (id, name, cancel_notice_hours, open_visits_cap, prove_phones, words,
                                late_cancel_uses_credit, no_show_uses_credit, recall_after_weeks)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
           on conflict on constraint practice_id_unique do update
           set name = excluded.name, cancel_notice_hours = excluded.cancel_notice_hours,
               open_visits_cap = excluded.open_visits_cap, prove_phones = excluded.prove_phones,
               words = excluded.words,
               late_cancel_uses_credit = excluded.late_cancel_uses_credit,
               no_show_uses_credit = excluded.no_show_uses_credit,
               recall_after_weeks = excluded.recall_after_weeks
           returning key""",
        (
            file.id,
            file.name,
            file.cancel_notice_hours,
            file.open_visits_cap,
            file.prove_phones,
            Jsonb(file.words),
            file.late_cancel_uses_credit,
            file.no_show_uses_credit,
            file.recall_after_weeks,
        ),
    )
    for location in file.locations:
        await _save_location(conn, practice, location)
    await _save_treatments(conn, practice, file)
    for position, practitioner in enumerate(file.practitioners):
        await _save_practitioner(conn, practice, position, practitioner)
    await _retire_practitioners(conn, practice, [p.id for p in file.practitioners])
    await _save_complaints(conn, practice, file)


async def _save_location(conn: Connection, practice: int, entry: LocationEntry) -> None:
    location = await _key(
        conn,
        """insert into location (id, practice_key, name, text_name, phone, address, time_zone,
                                holiday_calendar, closed_holidays)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
           on conflict on constraint location_id_unique do update
           set name = excluded.name, text_name = excluded.text_name, phone = excluded.phone,
               address = excluded.address, time_zone = excluded.time_zone,
               holiday_calendar = excluded.holiday_calendar,
               closed_holidays = excluded.closed_holidays
           returning key""",
        (
            entry.id,
            practice,
            entry.name,
            entry.text_name,
            entry.phone,
            entry.address,
            entry.time_zone,
            entry.holiday_calendar,
            entry.closed_holidays,
        ),
    )
    await conn.execute("update room set retired = true where location_key = %s", (location,))
    await _each(
        conn,
        """insert into room (id, location_key, name, kind) values (%s, %s, %s, %s)
           on conflict on constraint room_id_unique do update
           set name = excluded.name, kind = excluded.kind, retired = false""",
        ((room.id, location, room.name, room.kind) for room in entry.rooms),
    )
    await conn.execute("update equipment set retired = true where location_key = %s", (location,))
    await _each(
        conn,
        """insert into equipment (id, location_key, name, kind) values (%s, %s, %s, %s)
           on conflict on constraint equipment_id_unique do update
           set name = excluded.name, kind = excluded.kind, retired = false""",
        ((piece.id, location, piece.name, piece.kind) for piece in entry.equipment),
    )


async def _save_treatments(conn: Connection, practice: int, file: PracticeFile) -> None:
    await conn.execute("update treatment set retired = true where practice_key = %s", (practice,))
    await _each(
        conn,
        """insert into treatment (practice_key, position, id, name, summary, minutes,
               buffer_before_minutes, buffer_after_minutes, grid_minutes, notice_hours,
               horizon_days, needling, electro, reminder_plan, checkin_plan, room_kind,
               rest_from_minute, rest_minutes, equipment_kind, seats, online, for_patients)
           values (%(practice)s, %(position)s, %(id)s, %(name)s, %(summary)s, %(minutes)s,
               %(buffer_before_minutes)s, %(buffer_after_minutes)s, %(grid_minutes)s,
               %(notice_hours)s, %(horizon_days)s, %(needling)s, %(electro)s, %(reminder_plan)s,
               %(checkin_plan)s, %(room_kind)s, %(rest_from_minute)s, %(rest_minutes)s,
               %(equipment_kind)s, %(seats)s, %(online)s, %(for_patients)s)
           on conflict on constraint treatment_id_unique do update
           set position = excluded.position, name = excluded.name, summary = excluded.summary,
               minutes = excluded.minutes, buffer_before_minutes = excluded.buffer_before_minutes,
               buffer_after_minutes = excluded.buffer_after_minutes,
               grid_minutes = excluded.grid_minutes, notice_hours = excluded.notice_hours,
               horizon_days = excluded.horizon_days, needling = excluded.needling, electro = excluded.electro,
               reminder_plan = excluded.reminder_plan, checkin_plan = excluded.checkin_plan,
               room_kind = excluded.room_kind, rest_from_minute = excluded.rest_from_minute,
               rest_minutes = excluded.rest_minutes, equipment_kind = excluded.equipment_kind,
               seats = excluded.seats, online = excluded.online,
               for_patients = excluded.for_patients,
               retired = false""",
        (
            {**entry.model_dump(), "practice": practice, "position": position}
            for position, entry in enumerate(file.treatments)
        ),
    )


async def _save_practitioner(
    conn: Connection, practice: int, position: int, entry: PractitionerEntry
) -> None:
    key = await _key(
        conn,
        """insert into practitioner (id, practice_key, position, name, title)
           values (%s, %s, %s, %s, %s)
           on conflict on constraint practitioner_id_unique do update
           set position = excluded.position, name = excluded.name, title = excluded.title,
               retired = false
           returning key""",
        (entry.id, practice, position, entry.name, entry.title),
    )
    await conn.execute("delete from practitioner_treatment where practitioner_key = %s", (key,))
    await conn.execute(
        """insert into practitioner_treatment
           select %s, key from treatment where id = any(%s)""",
        (key, entry.treatments),
    )
    await conn.execute("delete from weekly_hours where practitioner_key = %s", (key,))
    await _each(
        conn,
        """insert into weekly_hours (practitioner_key, location_key, weekday, opens, closes)
           select %s, key, %s, %s, %s from location where id = %s""",
        (
            (key, weekday, hours.opens, hours.closes, hours.location)
            for hours in entry.hours
            for weekday in hours.weekdays()
        ),
    )
    await conn.execute("delete from extra_hours where practitioner_key = %s", (key,))
    await _each(
        conn,
        """insert into extra_hours (practitioner_key, location_key, held_on, opens, closes)
           select %s, key, %s, %s, %s from location where id = %s""",
        ((key, extra.on, extra.opens, extra.closes, extra.location) for extra in entry.extra_hours),
    )
    await _save_classes(conn, key, entry)


async def _save_classes(conn: Connection, practitioner: int, entry: PractitionerEntry) -> None:
    await conn.execute(
        "update class_time set retired = true where practitioner_key = %s", (practitioner,)
    )
    await _each(
        conn,
        """insert into class_time (treatment_key, practitioner_key, room_key, weekday, starts,
                                  first_on, last_on)
           select t.key, %s, r.key, %s, %s, %s, %s from treatment t, room r
           where t.id = %s and r.id = %s
           on conflict on constraint class_time_unique do update
           set first_on = excluded.first_on, last_on = excluded.last_on, retired = false""",
        (
            (practitioner, day, c.starts, c.first_on, c.last_on, c.treatment, c.room)
            for c in entry.classes
            for day in c.weekdays()
        ),
    )


async def _retire_practitioners(conn: Connection, practice: int, kept: list[str]) -> None:
    await conn.execute(
        "update practitioner set retired = true where practice_key = %s and id <> all(%s)",
        (practice, kept),
    )


async def _save_complaints(conn: Connection, practice: int, file: PracticeFile) -> None:
    await conn.execute(
        "update complaint_choice set retired = true where practice_key = %s", (practice,)
    )
    await _each(
        conn,
        """insert into complaint_choice (practice_key, position, code, label)
           values (%s, %s, %s, %s)
           on conflict on constraint complaint_choice_pk do update
           set position = excluded.position, label = excluded.label, retired = false""",
        ((practice, n, entry.code, entry.label) for n, entry in enumerate(file.complaints)),
    )


async def _key(conn: Connection, statement: LiteralString, values: Sequence[Any]) -> int:
    cursor = await conn.execute(statement, values)
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - an upsert returns its row
    return int(row[0])


async def _each(conn: Connection, statement: LiteralString, rows: Iterable[Any]) -> None:
    async with conn.cursor() as cursor:
        await cursor.executemany(statement, list(rows))
