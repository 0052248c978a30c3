"""Outgoing texts: rows that are claimed, moved along and never deleted."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from services.notify.domain.text import Text
from shared.db import Connection
from shared.events.messages import TextState
from shared.events.outreach import Answer, Category

BELL = "texts"
URGENT_BELL = "urgent_texts"
_COLUMNS = tuple(f.name for f in fields(Text))
# What a text is; the rest is what becomes of it.
_FIXED = frozenset(
    [
        "text_id",
        "patient_id",
        "kind",
        "category",
        "planned_at",
        "expires_at",
        "appointment_id",
        "appointment_version",
        "lead",
        "request_id",
        "in_reply_to",
        "answers_at",
        "asked_at",
        "expects",
        "template_values",
        "urgent",
    ]
)
_MOVING = tuple(name for name in _COLUMNS if name not in _FIXED)
_INSERT = sql.SQL(
    "insert into text ({}) values ({}) on conflict do nothing returning text_id"
).format(
    sql.SQL(", ").join(map(sql.Identifier, _COLUMNS)),
    sql.SQL(", ").join(map(sql.Placeholder, _COLUMNS)),
)
_UPDATE = sql.SQL(
    "update text set {} where text_id = %(text_id)s and version < %(version)s"
).format(
    sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(c), sql.Placeholder(c)) for c in _MOVING
    )
)


class StaleTextError(Exception):
    """The row moved on since it was read."""


async def add(conn: Connection, text: Text) -> bool:
    """False when the same text is there already (S-35, S-39)."""
    cursor = await conn.execute(_INSERT, _values(text))
    conn.wake(_bell(text))
    return await cursor.fetchone() is not None


async def save(conn: Connection, text: Text) -> None:
    """Raises StaleTextError."""
    cursor = await conn.execute(_UPDATE, _values(text))
    if cursor.rowcount != 1:
        raise StaleTextError(text.state)
    if text.state is TextState.PLANNED:
        conn.wake(_bell(text))


async def add_history(conn: Connection, text: Text, why: str | None, at: datetime) -> None:
    await conn.execute(
        """insert into text_history (text_id, at, state, version, due_at, why)
           values (%s, %s, %s, %s, %s, %s)""",
        (text.text_id, at, text.state, text.version, text.due_at, why),
    )


async def list_history(conn: Connection, text_id: UUID) -> list[tuple[datetime, str, str | None]]:
    """(when, state, why) of every move."""
    cursor = await conn.execute(
        "select at, state, why from text_history where text_id = %s order by position", (text_id,)
    )
    return [(at, state, why) for at, state, why in await cursor.fetchall()]


async def claim_due(conn: Connection, *, now: datetime, lease: timedelta, limit: int) -> list[Text]:
    """Due texts, and claimed ones whose worker is gone; each goes to one caller. A text waits
    unclaimed until its patient is known, or until it is of no more use.
    """
    return await _all(
        conn,
        """update text set state = 'claimed', version = version + 1, lease_until = %(lease)s
           where text_id in (
               select text_id from text
               where (state = 'planned' or (state = 'claimed' and lease_until <= %(now)s))
                 and due_at <= %(now)s and not urgent
                 and (expires_at <= %(now)s
                      or exists (select from patient where patient.patient_id = text.patient_id))
                 and (expires_at <= %(now)s
                      or not exists (select from restore_guard where text.due_at < held_before))
               order by due_at limit %(limit)s for update skip locked)
           returning *""",
        {"now": now, "lease": now + lease, "limit": limit},
    )


async def claim_urgent(
    conn: Connection, *, now: datetime, lease: timedelta, limit: int
) -> list[Text]:
    """As `claim_due`, for texts that wait for nothing."""
    return await _all(
        conn,
        """update text set state = 'claimed', version = version + 1, lease_until = %(lease)s
           where text_id in (
               select text_id from text
               where (state = 'planned' or (state = 'claimed' and lease_until <= %(now)s))
                 and due_at <= %(now)s and urgent
               order by due_at limit %(limit)s for update skip locked)
           returning *""",
        {"now": now, "lease": now + lease, "limit": limit},
    )


async def claim_unresolved(
    conn: Connection, *, now: datetime, lease: timedelta, limit: int, besides: Collection[UUID]
) -> list[Text]:
    """Texts left in `sending` past their lease: nobody knows what became of them."""
    return await _all(
        conn,
        """update text set lease_until = %(lease)s
           where text_id in (
               select text_id from text
               where state = 'sending' and lease_until <= %(now)s and text_id <> all(%(besides)s)
               order by lease_until limit %(limit)s for update skip locked)
           returning *""",
        {"now": now, "lease": now + lease, "limit": limit, "besides": list(besides)},
    )


async def lock(conn: Connection, text_id: UUID) -> Text:
    rows = await _all(conn, "select * from text where text_id = %(id)s for update", {"id": text_id})
    return rows[0]


async def find_by_attempt(conn: Connection, attempt_id: UUID) -> Text | None:
    return await _find(
        conn, "select * from text where attempt_id = %(id)s for update", {"id": attempt_id}
    )


async def find_by_sid(conn: Connection, sid: str) -> Text | None:
    return await _find(conn, "select * from text where sid = %(sid)s for update", {"sid": sid})


async def find_by_request(conn: Connection, request_id: str) -> Text | None:
    return await _find(
        conn, "select * from text where request_id = %(id)s for update", {"id": request_id}
    )


async def lock_open_of_visit(conn: Connection, appointment_id: str, before: int) -> list[Text]:
    """Texts not sent yet that speak of a version of the visit older than `before`."""
    return await _all(
        conn,
        """select * from text where appointment_id = %(id)s and appointment_version < %(before)s
           and state in ('planned', 'claimed') order by text_id for update""",
        {"id": appointment_id, "before": before},
    )


async def lock_open_of_patients(conn: Connection, patient_ids: Sequence[str]) -> list[Text]:
    return await _all(
        conn,
        """select * from text where patient_id = any(%(ids)s) and not urgent
           and state in ('planned', 'claimed') order by text_id for update""",
        {"ids": list(patient_ids)},
    )


async def list_clinic_started(
    conn: Connection, phone: str, since: datetime
) -> tuple[datetime, ...]:
    """When texts went to the phone that answered nothing the patient did; oldest first."""
    cursor = await conn.execute(
        """select sending_at from text where phone = %s and sending_at >= %s
           and answers_at is null and asked_at is null and not urgent
           and state in ('sending', 'accepted', 'sent', 'delivered', 'unsure')
           order by sending_at""",
        (phone, since),
    )
    return tuple(row[0] for row in await cursor.fetchall())


async def list_accepted_since(conn: Connection, since: datetime) -> dict[str, UUID]:
    """Sid -> text, of what we believe the carrier took since then."""
    cursor = await conn.execute(
        "select sid, text_id from text where sid is not null and sending_at >= %s", (since,)
    )
    return dict(await cursor.fetchall())


async def list_all_sids(conn: Connection, sids: Sequence[str]) -> set[str]:
    """Those of `sids` that a text of ours has, or had in an earlier attempt."""
    cursor = await conn.execute(
        """select sid from text where sid = any(%(sids)s)
           union select sid from callback where sid = any(%(sids)s) and text_id is not null""",
        {"sids": list(sids)},
    )
    return {row[0] for row in await cursor.fetchall()}


async def list_known_sids(conn: Connection, phone: str) -> frozenset[str]:
    cursor = await conn.execute(
        """select sid from text where phone = %(phone)s and sid is not null
           union select callback.sid from callback join text using (text_id) where phone = %(phone)s
               and callback.attempt_id is distinct from text.attempt_id""",
        {"phone": phone},
    )
    return frozenset(row[0] for row in await cursor.fetchall())


async def count_by_state(conn: Connection) -> dict[str, int]:
    cursor = await conn.execute("select state, count(*) from text group by state")
    return dict(await cursor.fetchall())


async def get_oldest_due(conn: Connection, now: datetime) -> datetime | None:
    cursor = await conn.execute(
        "select min(due_at) from text where state in ('planned', 'claimed') and due_at <= %s",
        (now,),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def _find(conn: Connection, query: str, values: dict[str, Any]) -> Text | None:
    rows = await _all(conn, query, values)
    return rows[0] if rows else None


async def _all(conn: Connection, query: str, values: dict[str, Any]) -> list[Text]:
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, values)
        return [_text(row) for row in await cursor.fetchall()]


def _text(row: dict[str, Any]) -> Text:
    return Text(
        **{
            **row,
            "category": Category(row["category"]),
            "state": TextState(row["state"]),
            "expects": Answer(row["expects"]) if row["expects"] else None,
        }
    )


def _values(text: Text) -> dict[str, Any]:
    values = {name: getattr(text, name) for name in _COLUMNS}
    return {**values, "template_values": Jsonb(text.template_values)}


def _bell(text: Text) -> str:
    return URGENT_BELL if text.urgent else BELL
