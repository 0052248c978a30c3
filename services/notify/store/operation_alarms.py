"""What is, or was, wrong with the service itself."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class OperationAlarm:
    """`value`: the worst so far."""

    rule: str
    raised_at: datetime
    value: float
    cleared_at: datetime | None


async def open_or_worsen(conn: Connection, rule: str, value: float, at: datetime) -> bool:
    """False when it is open already."""
    cursor = await conn.execute(
        """insert into operation_alarm (rule, raised_at, value) values (%s, %s, %s)
           on conflict (rule) where cleared_at is null
               do update set value = greatest(operation_alarm.value, excluded.value)
           returning raised_at = %s and xmax = 0""",
        (rule, at, value, at),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def clear(conn: Connection, rule: str, at: datetime) -> bool:
    """False when it is not open."""
    cursor = await conn.execute(
        "update operation_alarm set cleared_at = %s where rule = %s and cleared_at is null",
        (at, rule),
    )
    return cursor.rowcount == 1


async def list_since(conn: Connection, since: datetime) -> list[OperationAlarm]:
    """The open ones, the oldest first; then those that were cleared since, the latest first."""
    async with conn.cursor(row_factory=class_row(OperationAlarm)) as cursor:
        await cursor.execute(
            """select rule, raised_at, value, cleared_at from operation_alarm
               where cleared_at is null or cleared_at >= %s
               order by cleared_at is not null, cleared_at desc, raised_at, rule""",
            (since,),
        )
        return await cursor.fetchall()
