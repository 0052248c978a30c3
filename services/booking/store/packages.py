"""Packages and their append-only ledgers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row, dict_row

from services.booking.domain.package import Package
from shared.db import Connection

SELECT = """select k.key, k.id::text, p.id::text as patient_id, k.treatment_keys, k.bought,
                   l.balance as left, l.line, k.expires_on
            from package k join patient p on p.key = k.patient_key
            join lateral (select balance, line from package_ledger where package_key = k.key
                          order by line desc limit 1) l on true where """


@dataclass(frozen=True)
class Line:
    """One line of a ledger. `appointment_id` is the visit it is about, if it is about one."""

    line: int
    credits: int
    balance: int
    cause: str
    overruled: bool
    appointment_id: str | None
    reason: str | None
    actor: str
    at: datetime


async def add(conn: Connection, package_id: UUID, package: Package, line: Line) -> bool:
    """False when there is no such patient, or such a package already."""
    cursor = await conn.execute(
        """insert into package (id, patient_key, treatment_keys, bought, expires_on, bought_at)
           select %s, key, %s, %s, %s, %s from patient where id = %s and erased_at is null
           on conflict (id) do nothing returning key""",
        (
            package_id,
            sorted(package.treatment_keys),
            package.bought,
            package.expires_on,
            line.at,
            package.patient_id,
        ),
    )
    row = await cursor.fetchone()
    if row is None:
        return False
    await add_line(conn, row[0], line)
    return True


async def add_line(conn: Connection, package_key: int, line: Line) -> None:
    """The package was read locked in this transaction."""
    await conn.execute(
        """insert into package_ledger (package_key, line, credits, balance, cause, overruled,
                                       appointment_key, reason, actor, at)
           values (%(package_key)s, %(line)s, %(credits)s, %(balance)s, %(cause)s, %(overruled)s,
                   (select key from appointment where id = %(appointment_id)s::uuid), %(reason)s,
                   %(actor)s, %(at)s)""",
        {**vars(line), "package_key": package_key},
    )


async def lock_of_patient(conn: Connection, patient_id: str) -> list[Package]:
    """Those that end first, first; locked until the transaction ends."""
    await conn.execute(
        """select from package where patient_key = (select key from patient where id = %s)
           order by key for update""",
        (patient_id,),
    )
    return await list_of_patient(conn, patient_id)


async def list_of_patient(conn: Connection, patient_id: str) -> list[Package]:
    return await _list(conn, "p.id = %s order by k.expires_on nulls last, k.key", (patient_id,))


async def get(conn: Connection, package_id: str) -> Package:
    """Locked until the transaction ends. Raises LookupError."""
    await conn.execute("select from package where id = %s for update", (package_id,))
    found = await _list(conn, "k.id = %s", (package_id,))
    if not found:
        raise LookupError("package")
    return found[0]


async def find_user(conn: Connection, appointment_id: str) -> str | None:
    """The package whose credit the visit uses now."""
    cursor = await conn.execute(
        """select k.id::text from package_ledger l join package k on k.key = l.package_key
           join appointment a on a.key = l.appointment_key
           where a.id = %s group by k.id having sum(l.credits) < 0""",
        (appointment_id,),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def list_lines(conn: Connection, package_key: int) -> list[Line]:
    async with conn.cursor(row_factory=class_row(Line)) as cursor:
        await cursor.execute(
            """select l.line, l.credits, l.balance, l.cause, l.overruled,
                      a.id::text as appointment_id, l.reason, l.actor, l.at
               from package_ledger l left join appointment a on a.key = l.appointment_key
               where l.package_key = %s order by l.line""",
            (package_key,),
        )
        return await cursor.fetchall()


async def _list(conn: Connection, condition: str, values: Iterable[object]) -> list[Package]:
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute((SELECT + condition).encode(), tuple(values))
        return [
            Package(**{**row, "treatment_keys": frozenset(row["treatment_keys"])})
            async for row in cursor
        ]
