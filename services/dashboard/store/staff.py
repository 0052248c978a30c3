"""Staff accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from services.dashboard.domain.lockout import Lockout
from shared.auth import Role, Staff
from shared.db import Connection
from shared.ids import new_id


class EmailTakenError(Exception):
    """Another account has this e-mail address."""


@dataclass(frozen=True)
class Account:
    id: UUID
    name: str
    role: str
    password_hash: str
    failures: int
    locked_until: datetime | None

    @property
    def staff(self) -> Staff:
        return Staff(str(self.id), self.name, Role(self.role))

    @property
    def lockout(self) -> Lockout:
        return Lockout(self.failures, self.locked_until)


async def add(
    conn: Connection, *, name: str, email: str, role: Role, password_hash: str, at: datetime
) -> UUID:
    """Raises EmailTakenError."""
    cursor = await conn.execute(
        """insert into staff (id, name, email, role, password_hash, created_at)
           values (%s, %s, %s, %s, %s, %s)
           on conflict on constraint staff_email_unique do nothing returning id""",
        (new_id(), name, normal_email(email), role, password_hash, at),
    )
    row = await cursor.fetchone()
    if row is None:
        raise EmailTakenError
    staff_id: UUID = row[0]
    return staff_id


async def find_by_email(conn: Connection, email: str) -> Account | None:
    """Locked until the transaction ends, so that parallel guesses are all counted."""
    return await _find(
        conn,
        """select id, name, role, password_hash, failures, locked_until
           from staff where email = %s for update""",
        normal_email(email),
    )


async def find(conn: Connection, staff_id: str) -> Account | None:
    return await _find(
        conn,
        """select id, name, role, password_hash, failures, locked_until
           from staff where id = %s""",
        staff_id,
    )


async def save_lockout(conn: Connection, staff_id: UUID, lockout: Lockout) -> None:
    await conn.execute(
        "update staff set failures = %s, locked_until = %s where id = %s",
        (lockout.failures, lockout.locked_until, staff_id),
    )


async def save_password_hash(conn: Connection, staff_id: UUID, password_hash: str) -> None:
    await conn.execute(
        "update staff set password_hash = %s where id = %s", (password_hash, staff_id)
    )


def normal_email(email: str) -> str:
    return email.strip().lower()


async def _find(conn: Connection, query: LiteralString, value: str) -> Account | None:
    async with conn.cursor(row_factory=class_row(Account)) as cursor:
        await cursor.execute(query, (value,))
        return await cursor.fetchone()
