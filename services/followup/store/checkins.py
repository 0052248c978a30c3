"""Check-ins: rows that fall due."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg.rows import class_row, dict_row

from services.followup.domain.checkins import Checkin, State
from services.followup.domain.questions import Ask
from services.followup.domain.series import Gap
from shared.db import Connection

COLUMNS = """checkin_id as id, patient_id, appointment_id, complaint_id, protocol_id, kind, due_at,
             expires_at, asks, waits, state, step, asked_at, sent_at, clarified_at, nudged_at, ranged_at,
             closed_at, reason"""


async def add(conn: Connection, checkin: Checkin) -> bool:
    """False when the visit has this question planned already."""
    cursor = await conn.execute(
        """insert into checkin (checkin_id, request_id, patient_id, appointment_id, complaint_id,
                                protocol_id, kind, due_at, expires_at, asks, waits, state)
           values (%(id)s, %(request_id)s, %(patient_id)s, %(appointment_id)s, %(complaint_id)s,
                   %(protocol_id)s, %(kind)s, %(due_at)s, %(expires_at)s, %(asks)s, %(waits)s,
                   %(state)s)
           on conflict (appointment_id, kind, due_at) where state <> 'retired' do nothing""",
        {**_row(checkin), "request_id": checkin.request_id},
    )
    return cursor.rowcount == 1


async def save(conn: Connection, checkins: Sequence[Checkin]) -> None:
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """update checkin
               set complaint_id = %(complaint_id)s, asks = %(asks)s, state = %(state)s,
                   step = %(step)s, asked_at = %(asked_at)s, clarified_at = %(clarified_at)s,
                   nudged_at = %(nudged_at)s, ranged_at = %(ranged_at)s,
                   closed_at = %(closed_at)s, reason = %(reason)s
               where checkin_id = %(id)s""",
            [_row(checkin) for checkin in checkins],
        )


async def list_open(conn: Connection, patient_ids: Sequence[str]) -> list[Checkin]:
    """Planned and asked ones, by patient and due time. The caller holds the patients."""
    return await _select(
        conn,
        "patient_id = any(%s) and state in ('planned', 'asked') order by patient_id, due_at",
        (list(patient_ids),),
    )


async def find(conn: Connection, patient_id: str, checkin_id: UUID) -> Checkin | None:
    """None when it is another patient's."""
    return await _find(conn, "patient_id = %s and checkin_id = %s", (patient_id, checkin_id))


async def find_asked(conn: Connection, patient_id: str) -> Checkin | None:
    return await _find(conn, "patient_id = %s and state = 'asked'", (patient_id,))


async def find_planned(
    conn: Connection, patient_id: str, appointment_id: str, kind: str
) -> Checkin | None:
    return await _find(
        conn,
        "patient_id = %s and appointment_id = %s and kind = %s and state = 'planned'",
        (patient_id, appointment_id, kind),
    )


async def mark_sent(conn: Connection, checkin_id: UUID, at: datetime) -> None:
    """The carrier took its question, for the first time."""
    await conn.execute(
        "update checkin set sent_at = %s where checkin_id = %s and sent_at is null",
        (at, checkin_id),
    )


async def find_last_asked(conn: Connection, patient_id: str) -> Checkin | None:
    return await _find(
        conn,
        "patient_id = %s and asked_at is not null order by asked_at desc limit 1",
        (patient_id,),
    )


async def has_unanswered_before(conn: Connection, checkin: Checkin, since: datetime) -> bool:
    """Whether the patient was asked something else since then that got no answer."""
    cursor = await conn.execute(
        """select 1 from checkin where patient_id = %s and checkin_id <> %s
             and asked_at between %s and %s and state in ('missed', 'partial', 'retired') limit 1""",
        (checkin.patient_id, checkin.id, since, checkin.asked_at),
    )
    return await cursor.fetchone() is not None


async def list_gaps(conn: Connection, patient_id: str) -> list[Gap]:
    """Asked for a score that did not come, late answers aside."""
    async with conn.cursor(row_factory=class_row(Gap)) as cursor:
        await cursor.execute(
            """select complaint_id, kind, due_at from checkin
               where patient_id = any(same_person(%s)) and state in ('missed', 'partial')
                 and 'score' = any(asks)
                 and not exists (select 1 from report where report.checkin_id = checkin.checkin_id
                                 and report.ask = 'score' and report.kind = 'score')
               order by due_at""",
            (patient_id,),
        )
        return await cursor.fetchall()


async def _find(
    conn: Connection, condition: LiteralString, values: tuple[Any, ...]
) -> Checkin | None:
    found = await _select(conn, condition, values)
    return found[0] if found else None


async def _select(
    conn: Connection, condition: LiteralString, values: tuple[Any, ...]
) -> list[Checkin]:
    """`condition` is one of the constants above."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(f"select {COLUMNS} from checkin where {condition}", values)  # noqa: S608
        return [_checkin(row) for row in await cursor.fetchall()]


def _checkin(row: dict[str, Any]) -> Checkin:
    asks = tuple(Ask(ask) for ask in row["asks"])
    return Checkin(**{**row, "state": State(row["state"]), "asks": asks})


def _row(checkin: Checkin) -> dict[str, Any]:
    return {**asdict(checkin), "asks": [ask.value for ask in checkin.asks]}
