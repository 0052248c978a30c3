"""Forgetting a patient, unless a legal hold forbids it."""

from datetime import datetime
from typing import Any, LiteralString

from shared.db import Connection

# Keys to the patient's own page: deleted, never exported.
KEYS: tuple[LiteralString, ...] = ("page_session", "page_code")
# In the order in which they may be deleted. Entries of cases hang on the cases.
TABLES: tuple[LiteralString, ...] = (
    "call",
    "reaction",
    "alert",
    "report",
    "checkin",
    "complaint_visit",
    "complaint",
    "visit",
    "merged",
    "patient",
)


async def ask(conn: Connection, patient_id: str, at: datetime) -> None:
    await conn.execute(
        "insert into erasure (patient_id, asked_at) values (%s, %s) on conflict do nothing",
        (patient_id, at),
    )


async def is_asked(conn: Connection, patient_id: str) -> bool:
    cursor = await conn.execute("select 1 from erasure where patient_id = %s", (patient_id,))
    return await cursor.fetchone() is not None


async def erase(conn: Connection, patient_id: str, at: datetime) -> None:
    """Everything that was said of this patient, by anybody, and its copies on the way in and out.
    What waits to be published still goes, and is forgotten with the outbox's other old rows.
    """
    await conn.execute(
        """delete from alert_entry using alert
           where alert.alert_id = alert_entry.alert_id and alert.patient_id = %s""",
        (patient_id,),
    )
    await conn.execute("delete from merged where survivor_id = %s", (patient_id,))
    for table in (*KEYS, *TABLES):
        await _delete(conn, table, patient_id)
    await conn.execute(
        "delete from outbox where key = %s and published_at is not null", (patient_id,)
    )
    await conn.execute("delete from dead_letter where key = %s", (patient_id.encode(),))
    await conn.execute("update erasure set done_at = %s where patient_id = %s", (at, patient_id))


async def export(conn: Connection, patient_id: str) -> dict[str, list[Any]]:
    """Every row there is of the patient, by table."""
    found = {}
    for table in TABLES:
        found[table] = await _list(conn, table, patient_id)
    cursor = await conn.execute(
        """select to_jsonb(alert_entry) from alert_entry join alert using (alert_id)
           where alert.patient_id = %s order by position""",
        (patient_id,),
    )
    return {**found, "alert_entry": [row[0] for row in await cursor.fetchall()]}


async def _delete(conn: Connection, table: LiteralString, patient_id: str) -> None:
    await conn.execute(f"delete from {table} where patient_id = %s", (patient_id,))  # noqa: S608


async def _list(conn: Connection, table: LiteralString, patient_id: str) -> list[Any]:
    cursor = await conn.execute(
        f"select to_jsonb({table}) from {table} where patient_id = %s",  # noqa: S608
        (patient_id,),
    )
    return [row[0] for row in await cursor.fetchall()]
