"""The limit of bookings: their statements again, through psycopg alone.

The look for a free place, then the rows that were written, in one transaction and one round trip, in a
fresh database with the same schema, constraints and durability; or the rows alone, which is less than
any booking has to do. No rule is asked, no HTTP is spoken.
"""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
import uvloop
from psycopg import AsyncConnection, AsyncRawCursor, Connection, sql
from psycopg.rows import dict_row
from psycopg.types.json import Json

from services.booking.store.booking_look import look
from shared.db import SESSION

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
# What each booking asked: its own practitioner, and which of the rooms is free.
LOOKED_FOR = """
    select k.key, p.practice_key, p.phone, p.folded_name, p.birth_date, a.blocked::text,
           a.practitioner_blocked::text, a.party, array[a.practitioner_key]::text as practitioner_keys,
           (select array_agg(key order by key)::text from room) as room_keys,
           (select revision from catalogue_revision) as revision
    from appointment a join patient p on p.key = a.patient_key
    join idempotency_key k on k.answer->>'appointment_id' = a.id::text
    where a.key = %s"""
LOOK = look(
    keyed=True,
    several=False,
    same_as_last=False,
    overbooked=False,
    equipped=False,
    in_class=False,
    capped=False,
)
Insert = tuple[str, list[Any]]


@dataclass(frozen=True)
class Booking:
    looked_for: list[Any]
    inserts: list[Insert]


def rate(
    source: str, target: str, since: datetime, connections: int, *, looking: bool = True
) -> float:
    """Bookings a second when those made since then in `source` are made again in `target`; without
    `looking` their rows are only written.
    """
    return uvloop.run(_write(target, read(source, since), connections, looking=looking))


def read(url: str, since: datetime) -> list[Booking]:
    """What each booking of a new patient looked for, and the statements that write its rows."""
    bookings: defaultdict[int, list[Insert]] = defaultdict(list)
    with psycopg.connect(url, row_factory=dict_row) as conn:
        for table, condition in ROWS_OF.items():
            statement = OF_EACH_VISIT.format(table=table, condition=condition)
            columns = _columns(conn, table)
            insert = _insert(conn, table, columns)
            for row in conn.execute(statement.encode(), (since,)):
                bookings[row["of_visit"]].append((insert, [_value(row[c]) for c in columns]))
        return [
            Booking(_looked_for(conn, of_visit), inserts) for of_visit, inserts in bookings.items()
        ]


def _looked_for(conn: Connection[dict[str, Any]], of_visit: int) -> list[Any]:
    row = conn.execute(LOOKED_FOR, (of_visit,)).fetchone()
    assert row is not None
    return [row[name] for name in LOOK.names]


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


async def _write(url: str, bookings: list[Booking], connections: int, *, looking: bool) -> float:
    waiting = iter(bookings)
    open_ones = [
        await AsyncConnection.connect(url, autocommit=True, prepare_threshold=1, options=SESSION)
        for _ in range(connections)
    ]

    async def write(conn: AsyncConnection) -> None:
        for booking in waiting:
            if looking:
                async with AsyncRawCursor(conn) as cursor:
                    await cursor.execute(LOOK.text, booking.looked_for)
                    await cursor.fetchone()
            async with conn.pipeline(), conn.transaction():
                for insert, values in booking.inserts:
                    await conn.execute(insert.encode(), values)

    started = time.perf_counter()
    await asyncio.gather(*map(write, open_ones))
    seconds = time.perf_counter() - started
    for conn in open_ones:
        await conn.close()
    return len(bookings) / seconds
