"""An installation that nobody has taken yet, and the first steps of whoever took it."""

from dataclasses import dataclass, field
from datetime import datetime

from psycopg.types.json import Jsonb

from shared.db import Connection


@dataclass(frozen=True)
class Progress:
    """`typed`: each step's fields as they were typed."""

    typed: dict[str, dict[str, str]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def after(self, step: str, typed: dict[str, str]) -> "Progress":
        done = self.done if step in self.done else [*self.done, step]
        return Progress({**self.typed, step: typed}, done)


async def is_untaken(conn: Connection) -> bool:
    cursor = await conn.execute("select not exists (select 1 from staff)")
    [(untaken,)] = await cursor.fetchall()
    return bool(untaken)


async def save_secret(conn: Connection, secret_hash: bytes, at: datetime) -> None:
    """In place of the one before."""
    await conn.execute("delete from setup_secret")
    await conn.execute(
        "insert into setup_secret (secret_hash, made_at) values (%s, %s)", (secret_hash, at)
    )


async def take_secret(conn: Connection, secret_hash: bytes, since: datetime) -> bool:
    """Whether it was the right one, and young enough. It is used up then."""
    cursor = await conn.execute(
        "delete from setup_secret where secret_hash = %s and made_at > %s", (secret_hash, since)
    )
    return cursor.rowcount == 1


async def get_progress(conn: Connection) -> Progress:
    cursor = await conn.execute("select typed, done from first_steps")
    row = await cursor.fetchone()
    return Progress(*row) if row else Progress()


async def save_progress(conn: Connection, progress: Progress, at: datetime) -> None:
    await conn.execute(
        """insert into first_steps (typed, done, saved_at) values (%(typed)s, %(done)s, %(at)s)
           on conflict (only_one) do update
           set typed = excluded.typed, done = excluded.done, saved_at = excluded.saved_at""",
        {"typed": Jsonb(progress.typed), "done": progress.done, "at": at},
    )
