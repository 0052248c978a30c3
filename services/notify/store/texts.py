"""Outgoing texts: rows that are claimed, moved along and never deleted."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.adapt import PyFormat
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from services.notify.domain.text import Text
from shared.db import Connection
from shared.events.messages import Channel, TextState
from shared.events.outreach import Answer, Category

BELL = "texts"
URGENT_BELL = "urgent_texts"
MAIL_BELL = "mails"
_COLUMNS = tuple(f.name for f in fields(Text))
_INSERT = sql.SQL(
    "insert into text ({}) values ({}) on conflict do nothing returning text_id"
).format(
    sql.SQL(", ").join(map(sql.Identifier, _COLUMNS)),
    sql.SQL(", ").join(map(sql.Placeholder, _COLUMNS)),
)
# What a move may change, as arrays with one element a text: many rows in one statement.
_ARRAYS = {
    "text_id": "uuid[]",
    "state": "text[]",
    "version": "int[]",
    "due_at": "timestamptz[]",
    "lease_until": "timestamptz[]",
    "attempt_id": "uuid[]",
    "attempts": "int[]",
    "sending_at": "timestamptz[]",
    "phone": "text[]",
    "body": "text[]",
    "segments": "int[]",
    "template": "text[]",
    "sid": "text[]",
    "carrier_status": "text[]",
    "error_code": "text[]",
    "reason": "text[]",
    "unsure_at": "timestamptz[]",
    "channel": "text[]",
    "address": "text[]",
}
_UPDATE = sql.SQL(
    "update text set {} from unnest({}) as moved ({})"
    " where text.text_id = moved.text_id and text.version < moved.version returning text.text_id"
).format(
    sql.SQL(", ").join(
        sql.SQL("{} = moved.{}").format(sql.Identifier(c), sql.Identifier(c))
        for c in _ARRAYS
        if c != "text_id"
    ),
    sql.SQL(", ").join(
        sql.SQL("{}::{}").format(sql.Placeholder(c, format=PyFormat.BINARY), sql.SQL(kind))
        for c, kind in _ARRAYS.items()
    ),
    sql.SQL(", ").join(map(sql.Identifier, _ARRAYS)),
)


@dataclass(frozen=True)
class Move:
    """A text as it stands after a change of state, and why it changed."""

    text: Text
    why: str | None = None


class StaleTextError(Exception):
    """The row moved on since it was read."""


async def add(conn: Connection, text: Text) -> bool:
    """False when the same text is there already (S-35, S-39)."""
    cursor = await conn.execute(_INSERT, _values(text))
    conn.wake(_bell(text))
    return await cursor.fetchone() is not None


async def save(conn: Connection, moved: Sequence[Text]) -> None:
    """Of different texts. Raises StaleTextError, and then none of them may be committed."""
    columns = {name: [getattr(text, name) for text in moved] for name in _ARRAYS}
    cursor = await conn.execute(_UPDATE, columns)
    if (saved := len(await cursor.fetchall())) != len(moved):
        raise StaleTextError(f"{saved} of {len(moved)}")
    for text in moved:
        if text.state is TextState.PLANNED:
            conn.wake(_bell(text))


async def add_history(conn: Connection, moves: Sequence[Move], at: datetime) -> None:
    await conn.execute(
        """insert into text_history (text_id, at, state, version, due_at, why)
           select text_id, %s, state, version, due_at, why
           from unnest(%b::uuid[], %b::text[], %b::int[], %b::timestamptz[], %b::text[])
               as moved (text_id, state, version, due_at, why)""",
        (
            at,
            [move.text.text_id for move in moves],
            [move.text.state for move in moves],
            [move.text.version for move in moves],
            [move.text.due_at for move in moves],
            [move.why for move in moves],
        ),
    )


async def list_history(conn: Connection, text_id: UUID) -> list[tuple[datetime, str, str | None]]:
    """(when, state, why) of every move."""
    cursor = await conn.execute(
        "select at, state, why from text_history where text_id = %s order by position", (text_id,)
    )
    return [(at, state, why) for at, state, why in await cursor.fetchall()]


async def find(conn: Connection, text_id: UUID) -> Text | None:
    return await _find(conn, "select * from text where text_id = %(id)s", {"id": text_id})


async def lock_claimed(conn: Connection, claimed: Sequence[Text]) -> list[Text]:
    """Those of them that have not moved since."""
    cursor = await conn.execute(
        """select text_id from unnest(%s::uuid[], %s::int[]) as mine (text_id, version)
           join text using (text_id, version) where state = 'claimed'
           order by text_id for update of text""",
        ([text.text_id for text in claimed], [text.version for text in claimed]),
    )
    still = {row[0] for row in await cursor.fetchall()}
    return [text for text in claimed if text.text_id in still]


async def lock(conn: Connection, text_id: UUID) -> Text:
    rows = await select(
        conn, "select * from text where text_id = %(id)s for update", {"id": text_id}
    )
    return rows[0]


async def find_by_attempt(conn: Connection, attempt_id: UUID) -> Text | None:
    return await _find(
        conn, "select * from text where attempt_id = %(id)s for update", {"id": attempt_id}
    )


async def lock_with_carrier(conn: Connection, attempt_ids: Sequence[UUID]) -> dict[UUID, Text]:
    """By attempt, those that the carrier may have and that are not settled."""
    rows = await select(
        conn,
        """select * from text
           where attempt_id = any(%(ids)s) and state in ('sending', 'accepted', 'sent', 'unsure')
           order by text_id for update""",
        {"ids": list(attempt_ids)},
    )
    return {text.attempt_id: text for text in rows if text.attempt_id}


async def lock_by_sids(conn: Connection, sids: Sequence[str]) -> dict[str, Text]:
    """By sid, those that are not settled."""
    if not sids:
        return {}
    rows = await select(
        conn,
        """select * from text
           where sid = any(%(sids)s) and state in ('sending', 'accepted', 'sent', 'unsure')
           order by text_id for update""",
        {"sids": list(sids)},
    )
    return {text.sid: text for text in rows if text.sid}


async def find_by_request(conn: Connection, request_id: str) -> Text | None:
    return await _find(
        conn, "select * from text where request_id = %(id)s for update", {"id": request_id}
    )


async def count_planned_since(conn: Connection, kind: str, since: datetime) -> int:
    cursor = await conn.execute(
        "select count(*) from text where kind = %s and planned_at > %s", (kind, since)
    )
    [(number,)] = await cursor.fetchall()
    return int(number)


async def lock_open_of_visit(conn: Connection, appointment_id: str, before: int) -> list[Text]:
    """Texts not sent yet that speak of a version of the visit older than `before`."""
    return await select(
        conn,
        """select * from text where appointment_id = %(id)s and appointment_version < %(before)s
           and state in ('planned', 'claimed') order by text_id for update""",
        {"id": appointment_id, "before": before},
    )


async def lock_open_of_patients(conn: Connection, patient_ids: Sequence[str]) -> list[Text]:
    return await select(
        conn,
        """select * from text where patient_id = any(%(ids)s) and not urgent
           and state in ('planned', 'claimed') order by text_id for update""",
        {"ids": list(patient_ids)},
    )


async def _find(conn: Connection, query: str, values: dict[str, Any]) -> Text | None:
    rows = await select(conn, query, values)
    return rows[0] if rows else None


async def select(conn: Connection, query: str, values: dict[str, Any]) -> list[Text]:
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, values)
        return [_text(row) for row in await cursor.fetchall()]


def _text(row: dict[str, Any]) -> Text:
    return Text(
        **{
            **row,
            "category": Category(row["category"]),
            "state": TextState(row["state"]),
            "channel": Channel(row["channel"]),
            "expects": Answer(row["expects"]) if row["expects"] else None,
        }
    )


def _values(text: Text) -> dict[str, Any]:
    values = {name: getattr(text, name) for name in _COLUMNS}
    return {**values, "template_values": Jsonb(text.template_values)}


def _bell(text: Text) -> str:
    if text.channel is Channel.EMAIL:
        return MAIL_BELL
    return URGENT_BELL if text.urgent else BELL
