"""What stands around the visits, as booking last described it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class Planned:
    """`detail` is the whole of the last event."""

    id: str
    patient_id: str
    patient_name: str | None
    phone: str | None
    state: str
    detail: dict[str, Any]


async def list_of(conn: Connection, kind: str, states: list[str], limit: int) -> list[Planned]:
    """Of all patients, in the order in which they came."""
    async with conn.cursor(row_factory=class_row(Planned)) as cursor:
        await cursor.execute(
            """select planned.id, planned.patient_id, patient.name as patient_name, patient.phone,
                      planned.state, planned.detail
               from planned left join patient using (patient_id)
               where planned.kind = %s and planned.state = any(%s)
               order by planned.id limit %s""",
            (kind, states, limit),
        )
        return await cursor.fetchall()


async def list_of_patient(conn: Connection, patient_id: str) -> dict[str, list[Planned]]:
    """By kind."""
    async with conn.cursor() as cursor:
        await cursor.execute(
            """select kind, id, state, detail from planned where patient_id = any(same_person(%s))
               order by kind, id desc""",
            (patient_id,),
        )
        found: dict[str, list[Planned]] = {}
        for kind, planned_id, state, detail in await cursor.fetchall():
            row = Planned(planned_id, patient_id, None, None, state, detail)
            found.setdefault(kind, []).append(row)
        return found


@dataclass(frozen=True)
class Call:
    """A slot came free too late for texts: this patient may want it."""

    call_id: str
    patient_id: str
    patient_name: str | None
    phone: str | None
    detail: dict[str, Any]

    @property
    def starts_at(self) -> datetime:
        return datetime.fromisoformat(self.detail["starts_at"])


async def list_calls(conn: Connection) -> list[Call]:
    """Those not made yet, in the order in which they are to be made."""
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(
            """select call_id, waitlist_call.patient_id, patient.name as patient_name,
                      patient.phone, detail
               from waitlist_call left join patient using (patient_id)
               where outcome is null and detail is not null
               order by detail ->> 'starts_at', (detail ->> 'turn')::integer, call_id"""
        )
        return await cursor.fetchall()


async def count_calls(conn: Connection) -> int:
    cursor = await conn.execute(
        "select count(*) from waitlist_call where outcome is null and detail is not null"
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def count_open_offers(conn: Connection) -> int:
    cursor = await conn.execute(
        """select count(*) from planned where kind = 'waitlist' and state = 'waiting'
             and detail @> '{"offers": [{"state": "open"}]}'"""
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
