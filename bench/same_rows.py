"""The limit of bookings: the rows they wrote, written again through psycopg alone.

One transaction in one round trip for each booking, into a fresh database with the same schema,
constraints and durability. No rule is asked, nothing is looked up, no HTTP is spoken.
"""

import asyncio
import time
from collections import defaultdict
from datetime import datetime
from typing import Any

import psycopg
import uvloop
from psycopg import AsyncConnection, Connection, sql
from psycopg.rows import dict_row
from psycopg.types.json import Json

# Each booking's rows, found from its appointment `a`, in an order that foreign keys allow.
ROWS_OF = {
    "idempotency_key": "t.answer->>'appointment_id' = a.id::text",
    "patient": "t.key = a.patient_key",
    "appointment": "t.key = a.key",
    "appointment_history": "t.appointment_key = a.key",
    "text_consent": "t.patient_key = a.patient_key",
    "outbox": "t.key = (select id::text from patient where key = a.patient_key)",
}
OF_EACH_VISIT = """select a.key as of_visit, t.* from appointment a join {table} t on {condition}
                   where a.booked_at >= %s"""
Insert = tuple[str, list[Any]]


def rate(source: str, target: str, since: datetime, connections: int) -> float:
    """Bookings a second when those made since then in `source` are written to `target`."""
    return uvloop.run(_write(target, read(source, since), connections))


def read(url: str, since: datetime) -> list[list[Insert]]:
    """What each booking of a new patient wrote, as the statements that write it."""
    bookings: defaultdict[int, list[Insert]] = defaultdict(list)
    with psycopg.connect(url, row_factory=dict_row) as conn:
        for table, condition in ROWS_OF.items():
            statement = OF_EACH_VISIT.format(table=table, condition=condition)
            columns = _columns(conn, table)
            insert = _insert(conn, table, columns)
            for row in conn.execute(statement.encode(), (since,)):
                bookings[row["of_visit"]].append((insert, [_value(row[c]) for c in columns]))
    return list(bookings.values())


def _columns(conn: Connection[dict[str, Any]], table: str) -> list[str]:
    cursor = conn.execute(
        "select column_name from information_schema.columns"
        " where table_schema = 'public' and table_name = %s and is_generated = 'NEVER'"
        " order by ordinal_position",
        (table,),
    )
    return [row["column_name"] for row in cursor]


def _insert(conn: Connection[dict[str, Any]], table: str, columns: list[str]) -> str:
    return (
        sql.SQL("insert into {} ({}) overriding system value values ({})")
        .format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
        )
        .as_string(conn)
    )


def _value(value: Any) -> Any:
    return Json(value) if isinstance(value, dict) else value


async def _write(url: str, bookings: list[list[Insert]], connections: int) -> float:
    waiting = iter(bookings)
    open_ones = [
        await AsyncConnection.connect(url, autocommit=True, prepare_threshold=1)
        for _ in range(connections)
    ]

    async def write(conn: AsyncConnection) -> None:
        for inserts in waiting:
            async with conn.pipeline(), conn.transaction():
                for insert, values in inserts:
                    await conn.execute(insert.encode(), values)

    started = time.perf_counter()
    await asyncio.gather(*map(write, open_ones))
    seconds = time.perf_counter() - started
    for conn in open_ones:
        await conn.close()
    return len(bookings) / seconds
