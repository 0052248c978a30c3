"""Series and their visits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class Series:
    key: int
    id: str
    version: int
    patient_id: str
    treatment_key: int
    every_weeks: int


@dataclass(frozen=True)
class NewSeries:
    id: UUID
    patient_id: str
    treatment_key: int
    every_weeks: int
    idempotency_key: str | None
    created_at: datetime


SELECT = """select s.key, s.id::text, s.version, p.id::text as patient_id, s.treatment_key,
                   s.every_weeks
            from series s join patient p on p.key = s.patient_key where """


async def add(conn: Connection, new: NewSeries) -> int | None:
    """Its key; none when the idempotency key was used before."""
    cursor = await conn.execute(
        """insert into series (id, patient_key, treatment_key, every_weeks, idempotency_key,
                               created_at)
           select %(id)s, key, %(treatment_key)s, %(every_weeks)s, %(idempotency_key)s,
                  %(created_at)s
           from patient where id = %(patient_id)s
           on conflict on constraint series_asked_once do nothing returning key""",
        vars(new),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def get(conn: Connection, series_id: str) -> Series:
    """Locked until the transaction ends. Raises LookupError."""
    found = await _find(conn, "s.id = %s for update of s", series_id)
    if found is None:
        raise LookupError("series")
    return found


async def get_by_key(conn: Connection, idempotency_key: str) -> Series:
    found = await _find(conn, "s.idempotency_key = %s", idempotency_key)
    assert found is not None  # noqa: S101 - the key was found used
    return found


async def _find(conn: Connection, condition: str, value: str) -> Series | None:
    async with conn.cursor(row_factory=class_row(Series)) as cursor:
        await cursor.execute((SELECT + condition).encode(), (value,))
        return await cursor.fetchone()


async def raise_version(conn: Connection, series: Series) -> int:
    """The new one. The series was read locked in this transaction."""
    await conn.execute("update series set version = version + 1 where key = %s", (series.key,))
    return series.version + 1
