"""All that happened to a case, in order. Append-only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class Entry:
    """`what`: "opened", "found", "call_now", "paged", "page_held", "seen", "acknowledged", "closed"."""

    at: datetime
    what: str
    rule: str | None = None
    report_id: UUID | None = None
    reply_id: str | None = None
    staff_id: str | None = None
    staff_name: str | None = None
    outcome: str | None = None


async def add(conn: Connection, alert_id: UUID, entry: Entry) -> None:
    await conn.execute(
        """insert into alert_entry (alert_id, at, what, rule, report_id, reply_id, staff_id,
                                    staff_name, outcome)
           values (%(alert_id)s, %(at)s, %(what)s, %(rule)s, %(report_id)s, %(reply_id)s,
                   %(staff_id)s, %(staff_name)s, %(outcome)s)""",
        {"alert_id": alert_id, **vars(entry)},
    )


async def list_(conn: Connection, alert_id: UUID) -> list[Entry]:
    async with conn.cursor(row_factory=class_row(Entry)) as cursor:
        await cursor.execute(
            """select at, what, rule, report_id, reply_id, staff_id, staff_name, outcome
               from alert_entry where alert_id = %s order by position""",
            (alert_id,),
        )
        return await cursor.fetchall()


async def has_seen(conn: Connection, alert_id: UUID, staff_id: str) -> bool:
    cursor = await conn.execute(
        "select 1 from alert_entry where alert_id = %s and staff_id = %s and what = 'seen'",
        (alert_id, staff_id),
    )
    return await cursor.fetchone() is not None


async def find_case_of(conn: Connection, patient_id: str, reply_id: str, rule: str) -> UUID | None:
    """The patient's case in which the same rule has found something in the same text before. A
    text from a shared phone may be a finding for each who may have written it.
    """
    cursor = await conn.execute(
        """select alert_id from alert_entry join alert using (alert_id)
           where alert.patient_id = %s and alert_entry.reply_id = %s and alert_entry.rule = %s""",
        (patient_id, reply_id, rule),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def list_told(conn: Connection, alert_id: UUID) -> list[str]:
    """Whose turn it was so far, in order; also where the cap held the text back."""
    cursor = await conn.execute(
        """select staff_id from alert_entry
           where alert_id = %s and what in ('paged', 'page_held') order by position""",
        (alert_id,),
    )
    return [row[0] for row in await cursor.fetchall()]


async def count_pages(conn: Connection, staff_id: str, since: datetime) -> int:
    cursor = await conn.execute(
        "select count(*) from alert_entry where staff_id = %s and what = 'paged' and at > %s",
        (staff_id, since),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
