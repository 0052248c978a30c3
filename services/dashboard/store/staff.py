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
    email: str
    deactivated_at: datetime | None
    sessions_since: datetime | None
    password_given: bool

    @property
    def staff(self) -> Staff:
        return Staff(str(self.id), self.name, Role(self.role))

    @property
    def lockout(self) -> Lockout:
        return Lockout(self.failures, self.locked_until)

    def outlives(self, signed_in_at: float) -> bool:
        """Whether a session begun then (seconds since 1970) may go on."""
        if self.deactivated_at is not None:
            return False
        return self.sessions_since is None or signed_in_at >= self.sessions_since.timestamp()


@dataclass(frozen=True)
class Member:
    """Of the list of those who work, or worked, here."""

    id: UUID
    name: str
    email: str
    role: str
    deactivated_at: datetime | None
    created_at: datetime
    password_given: bool
    has_second_factor: bool


async def add(
    conn: Connection,
    *,
    name: str,
    email: str,
    role: Role,
    password_hash: str,
    at: datetime,
    password_given: bool = False,
) -> UUID:
    """Raises EmailTakenError."""
    cursor = await conn.execute(
        """insert into staff (id, name, email, role, password_hash, created_at, password_given)
           values (%s, %s, %s, %s, %s, %s, %s)
           on conflict on constraint staff_email_unique do nothing returning id""",
        (new_id(), name, normal_email(email), role, password_hash, at, password_given),
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
        """select id, name, role, password_hash, failures, locked_until, email, deactivated_at,
                  sessions_since, password_given
           from staff where email = %s for update""",
        normal_email(email),
    )


async def find(conn: Connection, staff_id: str) -> Account | None:
    return await _find(
        conn,
        """select id, name, role, password_hash, failures, locked_until, email, deactivated_at,
                  sessions_since, password_given
           from staff where id = %s""",
        staff_id,
    )


async def find_for_update(conn: Connection, staff_id: str) -> Account | None:
    """Locked until the transaction ends, so that parallel guesses are all counted."""
    return await _find(
        conn,
        """select id, name, role, password_hash, failures, locked_until, email, deactivated_at,
                  sessions_since, password_given
           from staff where id = %s for update""",
        staff_id,
    )


async def list_all(conn: Connection) -> list[Member]:
    """Those who work here first, by name."""
    async with conn.cursor(row_factory=class_row(Member)) as cursor:
        await cursor.execute(
            """select id, name, email, role, deactivated_at, created_at, password_given,
                      exists (select from second_factor
                              where staff_id = staff.id and confirmed_at is not null)
                          as has_second_factor
               from staff order by deactivated_at is not null, name, id"""
        )
        return await cursor.fetchall()


async def lock_owners(conn: Connection) -> set[str]:
    """Ids of the owners who work here; two who demote each other cannot both succeed."""
    cursor = await conn.execute(
        """select id::text from staff where role = 'owner' and deactivated_at is null
           order by id for update"""
    )
    return {row[0] for row in await cursor.fetchall()}


async def save_role(conn: Connection, staff_id: str, role: Role) -> None:
    await conn.execute("update staff set role = %s where id = %s", (role, staff_id))


async def save_deactivation(conn: Connection, staff_id: str, at: datetime | None) -> None:
    """None: works here again."""
    await conn.execute("update staff set deactivated_at = %s where id = %s", (at, staff_id))


async def end_sessions(conn: Connection, staff_id: str, at: datetime) -> None:
    """Those begun before now are over."""
    await conn.execute("update staff set sessions_since = %s where id = %s", (at, staff_id))


async def save_lockout(conn: Connection, staff_id: UUID, lockout: Lockout) -> None:
    await conn.execute(
        "update staff set failures = %s, locked_until = %s where id = %s",
        (lockout.failures, lockout.locked_until, staff_id),
    )


async def save_password_hash(
    conn: Connection, staff_id: UUID, password_hash: str, *, given: bool = False
) -> None:
    """`given`: by an owner, so that it must be changed before anything else."""
    await conn.execute(
        "update staff set password_hash = %s, password_given = %s where id = %s",
        (password_hash, given, staff_id),
    )


def normal_email(email: str) -> str:
    return email.strip().lower()


async def _find(conn: Connection, query: LiteralString, value: str) -> Account | None:
    async with conn.cursor(row_factory=class_row(Account)) as cursor:
        await cursor.execute(query, (value,))
        return await cursor.fetchone()
