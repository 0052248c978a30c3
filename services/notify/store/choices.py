"""The question "1 for Ana, 2 for Ben", of which each phone has one at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from shared.db import Connection


@dataclass(frozen=True)
class Choice:
    """`options`: (patient_id, appointment_id) in the order offered."""

    phone: str
    intent: str
    options: Sequence[Sequence[str]]
    asked_at: datetime
    expires_at: datetime


async def ask(conn: Connection, choice: Choice) -> None:
    await conn.execute(
        """insert into pending_choice (phone, intent, options, asked_at, expires_at)
           values (%(phone)s, %(intent)s, %(options)s, %(asked_at)s, %(expires_at)s)
           on conflict (phone) do update set
               intent = excluded.intent, options = excluded.options,
               asked_at = excluded.asked_at, expires_at = excluded.expires_at""",
        {**vars(choice), "options": Jsonb([list(option) for option in choice.options])},
    )


async def find(conn: Connection, phone: str, now: datetime) -> Choice | None:
    async with conn.cursor(row_factory=class_row(Choice)) as cursor:
        await cursor.execute(
            """select phone, intent, options, asked_at, expires_at from pending_choice
               where phone = %s and expires_at >= %s""",
            (phone, now),
        )
        return await cursor.fetchone()


async def forget(conn: Connection, phone: str) -> None:
    await conn.execute("delete from pending_choice where phone = %s", (phone,))
