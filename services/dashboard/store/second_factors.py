"""Second factors and the codes that replace them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class SecondFactor:
    secret: str
    confirmed_at: datetime | None
    last_step: int


async def find(conn: Connection, staff_id: UUID) -> SecondFactor | None:
    """Locked until the transaction ends: of two who send one code, one is too late."""
    async with conn.cursor(row_factory=class_row(SecondFactor)) as cursor:
        await cursor.execute(
            """select secret, confirmed_at, last_step from second_factor
               where staff_id = %s for update""",
            (staff_id,),
        )
        return await cursor.fetchone()


async def start(conn: Connection, staff_id: UUID, secret: str) -> None:
    """A new secret to be confirmed. One that is confirmed stays as it is."""
    await conn.execute(
        """insert into second_factor (staff_id, secret) values (%s, %s)
           on conflict (staff_id) do update set secret = excluded.secret
           where second_factor.confirmed_at is null""",
        (staff_id, secret),
    )


async def save_step(conn: Connection, staff_id: UUID, step: int, at: datetime) -> None:
    """A code of this step was used; the first one confirms the secret."""
    await conn.execute(
        """update second_factor set last_step = %s, confirmed_at = coalesce(confirmed_at, %s)
           where staff_id = %s""",
        (step, at, staff_id),
    )


async def remove(conn: Connection, staff_id: UUID) -> None:
    await conn.execute("delete from second_factor where staff_id = %s", (staff_id,))
    await conn.execute("delete from recovery_code where staff_id = %s", (staff_id,))


async def replace_recovery_codes(conn: Connection, staff_id: UUID, hashes: list[bytes]) -> None:
    await conn.execute("delete from recovery_code where staff_id = %s", (staff_id,))
    await conn.execute(
        "insert into recovery_code (staff_id, code_hash) select %s, unnest(%s::bytea[])",
        (staff_id, hashes),
    )


async def use_recovery_code(
    conn: Connection, staff_id: UUID, code_hash: bytes, at: datetime
) -> bool:
    """False when there is no such code, or it was used."""
    cursor = await conn.execute(
        """update recovery_code set used_at = %s
           where staff_id = %s and code_hash = %s and used_at is null""",
        (at, staff_id, code_hash),
    )
    return cursor.rowcount == 1


async def count_recovery_codes(conn: Connection, staff_id: UUID) -> int:
    """Those that are left."""
    cursor = await conn.execute(
        "select count(*) from recovery_code where staff_id = %s and used_at is null", (staff_id,)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
