"""Visits as booking last told of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from psycopg.types.json import Jsonb

from services.notify.domain.addressing import Candidate
from shared.db import Connection
from shared.events.appointments import Location, Visit


async def save_newer(conn: Connection, patient_id: str, visit: Visit) -> bool:
    """False when this version, or a later one, is known already (S-33)."""
    cursor = await conn.execute(
        """insert into visit (appointment_id, version, patient_id, status, starts_at, content)
           values (%s, %s, %s, %s, %s, %s)
           on conflict (appointment_id) do update set
               version = excluded.version, patient_id = excluded.patient_id,
               status = excluded.status, starts_at = excluded.starts_at, content = excluded.content
           where visit.version < excluded.version""",
        (
            visit.appointment_id,
            visit.version,
            patient_id,
            visit.status,
            visit.starts_at,
            Jsonb(visit.model_dump(mode="json")),
        ),
    )
    return cursor.rowcount == 1


async def find(conn: Connection, appointment_id: str) -> Visit | None:
    return await _find(
        conn, "select content from visit where appointment_id = %s", (appointment_id,)
    )


async def is_of(conn: Connection, appointment_id: str, patient_id: str) -> bool:
    cursor = await conn.execute(
        "select exists (select from visit where appointment_id = %s and patient_id = %s)",
        (appointment_id, patient_id),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def find_all(conn: Connection, appointment_ids: Sequence[str]) -> dict[str, Visit]:
    """By appointment."""
    return await _by_id(
        conn,
        "select appointment_id, content::text from visit where appointment_id = any(%s)",
        appointment_ids,
    )


async def find_latest_of_each(conn: Connection, patient_ids: Sequence[str]) -> dict[str, Visit]:
    """By patient: the one to take the clinic's name and zone from when a text is about none."""
    return await _by_id(
        conn,
        """select distinct on (patient_id) patient_id, content::text from visit
           where patient_id = any(%s) order by patient_id, starts_at desc""",
        patient_ids,
    )


async def find_latest_of(conn: Connection, patient_id: str) -> Visit | None:
    """The one to take the clinic's name and zone from when a text is about no visit."""
    return await _find(
        conn,
        "select content from visit where patient_id = %s order by starts_at desc limit 1",
        (patient_id,),
    )


async def find_locations(conn: Connection, patient_ids: Sequence[str]) -> dict[str, Location]:
    """Of the practice, for the patients who have no visit there yet."""
    found = await _by_id(
        conn,
        """select patient_id, latest.content::text from patient, lateral (
               select content from visit
               where content -> 'location' ->> 'practice_id' = patient.practice_id
               order by starts_at desc limit 1) as latest
           where patient_id = any(%s)
             and not exists (select from visit where visit.patient_id = patient.patient_id)""",
        patient_ids,
    )
    return {patient_id: visit.location for patient_id, visit in found.items()}


async def list_upcoming(conn: Connection, phone: str, now: datetime) -> list[Candidate]:
    """Visits a command from this phone may be about, soonest first."""
    cursor = await conn.execute(
        """select visit.patient_id, split_part(patient.name, ' ', 1), visit.content,
                  last_text.sending_at, last_text.text_id
           from visit join patient using (patient_id)
           left join lateral (
               select sending_at, text_id from text
               where text.phone = %(phone)s and text.category = 'visit'
                 and (text.appointment_id = visit.appointment_id
                      or text.text_id in (select text_merge.text_id from text_merge
                                          where appointment_id = visit.appointment_id))
               order by sending_at desc, text_id desc limit 1
           ) as last_text on true
           where patient.phone = %(phone)s and patient.unlinked_phone is distinct from patient.phone
             and visit.status in ('booked', 'confirmed') and visit.starts_at > %(now)s
           order by visit.starts_at, visit.appointment_id""",
        {"phone": phone, "now": now},
    )
    return [
        Candidate(patient_id, name, Visit.model_validate(content), at, text_id)
        for patient_id, name, content, at, text_id in await cursor.fetchall()
    ]


async def list_untold(
    conn: Connection, patient_id: str, since: datetime, now: datetime
) -> list[Visit]:
    """Ahead and booked since then, of which no text spoke because there was no consent."""
    cursor = await conn.execute(
        """select content from visit
           where patient_id = %(patient_id)s and status in ('booked', 'confirmed')
             and starts_at > %(now)s and (content ->> 'booked_at')::timestamptz >= %(since)s
             and exists (select from text where text.appointment_id = visit.appointment_id
                           and kind in ('confirmation', 'moved')
                           and state = 'retired' and reason = 'no_consent')
             and not exists (select from text where text.appointment_id = visit.appointment_id
                               and kind in ('confirmation', 'moved')
                               and state not in ('retired', 'expired'))
           order by starts_at, appointment_id""",
        {"patient_id": patient_id, "since": since, "now": now},
    )
    return [Visit.model_validate(content) for (content,) in await cursor.fetchall()]


async def _find(conn: Connection, query: str, values: tuple[str, ...]) -> Visit | None:
    cursor = await conn.execute(query, values)
    row = await cursor.fetchone()
    return Visit.model_validate(row[0]) if row else None


async def _by_id(conn: Connection, query: LiteralString, ids: Sequence[str]) -> dict[str, Visit]:
    if not ids:
        return {}
    cursor = await conn.execute(query, (list(ids),))
    return {key: Visit.model_validate_json(content) for key, content in await cursor.fetchall()}
