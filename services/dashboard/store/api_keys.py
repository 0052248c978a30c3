"""Keys of other programs. The key itself is nowhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import class_row

from shared.auth import Role, Staff
from shared.db import Connection

# A program that asks every minute does not write every minute.
USED_AGAIN_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class ApiKey:
    id: UUID
    name: str
    role: str
    made_by: UUID
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None

    def works(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at

    @property
    def staff(self) -> Staff:
        """Whom its tokens speak for: the key, by its name, never a person."""
        return Staff(f"key:{self.id}", self.name, Role(self.role))


_COLUMNS = "id, name, role, made_by, made_at, expires_at, revoked_at, last_used_at"


async def add(conn: Connection, key: ApiKey, secret_hash: bytes) -> None:
    await conn.execute(
        """insert into api_key (id, name, role, secret_hash, made_by, made_at, expires_at)
           values (%(id)s, %(name)s, %(role)s, %(secret_hash)s, %(made_by)s, %(made_at)s,
                   %(expires_at)s)""",
        {**vars(key), "secret_hash": secret_hash},
    )


async def list_all(conn: Connection) -> list[ApiKey]:
    """The newest first."""
    async with conn.cursor(row_factory=class_row(ApiKey)) as cursor:
        await cursor.execute(f"select {_COLUMNS} from api_key order by made_at desc, id")  # noqa: S608
        return await cursor.fetchall()


async def find(conn: Connection, secret_hash: bytes) -> ApiKey | None:
    async with conn.cursor(row_factory=class_row(ApiKey)) as cursor:
        await cursor.execute(
            f"select {_COLUMNS} from api_key where secret_hash = %s",  # noqa: S608
            (secret_hash,),
        )
        return await cursor.fetchone()


async def note_use(conn: Connection, key_id: UUID, at: datetime) -> bool:
    """False when it was used a moment ago already, and nothing was written."""
    cursor = await conn.execute(
        """update api_key set last_used_at = %s
           where id = %s and (last_used_at is null or last_used_at < %s)""",
        (at, key_id, at - USED_AGAIN_AFTER),
    )
    return cursor.rowcount == 1


async def revoke(conn: Connection, key_id: UUID, by: str, at: datetime) -> bool:
    cursor = await conn.execute(
        """update api_key set revoked_at = %s, revoked_by = %s
           where id = %s and revoked_at is null""",
        (at, by, key_id),
    )
    return cursor.rowcount == 1
