"""Visits as last heard of."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class VisitRow:
    appointment_id: str
    patient_id: str
    version: int
    status: str
    starts_at: datetime
    treatment_id: str
    practitioner_id: str
    needling: bool
    checkin_plan: str | None
    time_zone: str
    treated_at: datetime | None
    flags: list[str]


@dataclass(frozen=True)
class TreatedRow:
    appointment_id: str
    patient_id: str
    treatment_id: str
    needling: bool
    checkin_plan: str | None
    time_zone: str
    treated_at: datetime


async def save_if_newer(conn: Connection, visit: VisitRow) -> bool:
    """False when this or a newer version is known."""
    cursor = await conn.execute(
        """insert into visit (appointment_id, patient_id, version, status, starts_at, treatment_id,
                              practitioner_id, needling, checkin_plan, time_zone, treated_at, flags)
           values (%(appointment_id)s, %(patient_id)s, %(version)s, %(status)s, %(starts_at)s,
                   %(treatment_id)s, %(practitioner_id)s, %(needling)s, %(checkin_plan)s,
                   %(time_zone)s, %(treated_at)s, %(flags)s)
           on conflict (appointment_id) do update
           set version = excluded.version, status = excluded.status,
               starts_at = excluded.starts_at, treatment_id = excluded.treatment_id,
               practitioner_id = excluded.practitioner_id, needling = excluded.needling,
               checkin_plan = excluded.checkin_plan, time_zone = excluded.time_zone,
               treated_at = excluded.treated_at, flags = excluded.flags
           where visit.version < excluded.version""",
        vars(visit),
    )
    return cursor.rowcount == 1


async def list_treated(conn: Connection, patient_id: str) -> list[TreatedRow]:
    """Those that took place, in their order."""
    async with conn.cursor(row_factory=class_row(TreatedRow)) as cursor:
        await cursor.execute(
            """select appointment_id, patient_id, treatment_id, needling, checkin_plan, time_zone,
                      treated_at
               from visit where patient_id = %s and treated_at is not null order by treated_at""",
            (patient_id,),
        )
        return await cursor.fetchall()


async def list_of_person(conn: Connection, patient_id: str) -> list[TreatedRow]:
    """The same, of all records of the person."""
    async with conn.cursor(row_factory=class_row(TreatedRow)) as cursor:
        await cursor.execute(
            """select appointment_id, patient_id, treatment_id, needling, checkin_plan, time_zone,
                      treated_at
               from visit where patient_id = any(same_person(%s)) and treated_at is not null
               order by treated_at""",
            (patient_id,),
        )
        return await cursor.fetchall()


async def get_flags(conn: Connection, appointment_id: str) -> frozenset[str]:
    cursor = await conn.execute(
        "select flags from visit where appointment_id = %s", (appointment_id,)
    )
    row = await cursor.fetchone()
    return frozenset(row[0]) if row else frozenset()


async def list_needled_at(
    conn: Connection, patient_id: str, since: datetime, until: datetime
) -> list[datetime]:
    cursor = await conn.execute(
        """select treated_at from visit
           where patient_id = any(same_person(%s)) and needling and treated_at between %s and %s""",
        (patient_id, since, until),
    )
    return [row[0] for row in await cursor.fetchall()]


async def list_patients_treated(conn: Connection, *, at_least: int) -> list[str]:
    """Each person by the record that stays."""
    cursor = await conn.execute(
        """select survivor_of(patient_id) from visit where treated_at is not null
           group by 1 having count(*) >= %s order by max(treated_at) desc""",
        (at_least,),
    )
    return [row[0] for row in await cursor.fetchall()]


async def find_last_treated(
    conn: Connection, patient_id: str, before: datetime
) -> tuple[datetime | None, datetime | None]:
    """When the patient was last treated, and last needled."""
    cursor = await conn.execute(
        """select max(treated_at), max(treated_at) filter (where needling)
           from visit where patient_id = any(same_person(%s)) and treated_at <= %s""",
        (patient_id, before),
    )
    row = await cursor.fetchone()
    return (row[0], row[1]) if row else (None, None)
