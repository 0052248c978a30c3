"""Check-ins: rows that fall due."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, LiteralString

from psycopg.rows import class_row, dict_row

from services.followup.domain.checkins import Checkin, State
from services.followup.domain.series import Gap
from shared.db import Connection

COLUMNS = """checkin_id as id, patient_id, appointment_id, complaint_id, protocol_id, kind, due_at,
             expires_at, state, asked_at, clarified_at, closed_at, reason"""


async def add(conn: Connection, checkin: Checkin) -> bool:
    """False when the visit has this question planned already."""
    cursor = await conn.execute(
        """insert into checkin (checkin_id, request_id, patient_id, appointment_id, complaint_id,
                                protocol_id, kind, due_at, expires_at, state)
           values (%(id)s, %(request_id)s, %(patient_id)s, %(appointment_id)s, %(complaint_id)s,
                   %(protocol_id)s, %(kind)s, %(due_at)s, %(expires_at)s, %(state)s)
           on conflict (appointment_id, kind, due_at) where state <> 'retired' do nothing""",
        {**asdict(checkin), "request_id": checkin.request_id},
    )
    return cursor.rowcount == 1


async def save(conn: Connection, checkins: Sequence[Checkin]) -> None:
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """update checkin
               set complaint_id = %(complaint_id)s, state = %(state)s, asked_at = %(asked_at)s,
                   clarified_at = %(clarified_at)s, closed_at = %(closed_at)s, reason = %(reason)s
               where checkin_id = %(id)s""",
            [asdict(checkin) for checkin in checkins],
        )


async def list_open(conn: Connection, patient_ids: Sequence[str]) -> list[Checkin]:
    """Planned and asked ones, by patient and due time. The caller holds the patients."""
    return await _select(
        conn,
        "patient_id = any(%s) and state in ('planned', 'asked') order by patient_id, due_at",
        (list(patient_ids),),
    )


async def find_by_request(conn: Connection, patient_id: str, request_id: str) -> Checkin | None:
    """None when the question is somebody else's."""
    found = await _select(conn, "patient_id = %s and request_id = %s", (patient_id, request_id))
    return found[0] if found else None


async def find_last_asked(conn: Connection, patient_id: str) -> Checkin | None:
    found = await _select(
        conn,
        "patient_id = %s and asked_at is not null order by asked_at desc limit 1",
        (patient_id,),
    )
    return found[0] if found else None


async def list_gaps(conn: Connection, patient_id: str) -> list[Gap]:
    """Asked and not answered, late answers aside."""
    async with conn.cursor(row_factory=class_row(Gap)) as cursor:
        await cursor.execute(
            """select complaint_id, kind, due_at from checkin
               where patient_id = %s and state = 'missed'
                 and not exists (select 1 from report where report.checkin_id = checkin.checkin_id
                                 and report.kind = 'score')
               order by due_at""",
            (patient_id,),
        )
        return await cursor.fetchall()


async def _select(
    conn: Connection, condition: LiteralString, values: tuple[Any, ...]
) -> list[Checkin]:
    """`condition` is one of the constants above."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(f"select {COLUMNS} from checkin where {condition}", values)  # noqa: S608
        return [_checkin(row) for row in await cursor.fetchall()]


def _checkin(row: dict[str, Any]) -> Checkin:
    return Checkin(**{**row, "state": State(row["state"])})
