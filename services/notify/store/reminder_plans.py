"""Reminder plans as the practice changed them. Every saving is kept; the last one holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from services.notify.domain.reminders import PLANS, Offset, UnknownPlanError, parse_lead
from shared.db import Connection


@dataclass(frozen=True)
class PlanVersion:
    plan_id: str
    version: int
    leads: list[str]
    saved_by: str
    saved_at: datetime


async def get_offsets(conn: Connection, plan_id: str) -> Sequence[Offset]:
    """As the plan is now. Raises UnknownPlanError."""
    cursor = await conn.execute(
        """select leads from reminder_plan_version where plan_id = %s
           order by version desc limit 1""",
        (plan_id,),
    )
    if row := await cursor.fetchone():
        return tuple(map(parse_lead, row[0]))
    if plan_id in PLANS:
        return PLANS[plan_id]
    raise UnknownPlanError(plan_id)


async def list_versions(conn: Connection) -> list[PlanVersion]:
    """Of all plans, the oldest first."""
    async with conn.cursor(row_factory=class_row(PlanVersion)) as cursor:
        await cursor.execute("select * from reminder_plan_version order by plan_id, version")
        return await cursor.fetchall()


async def add(conn: Connection, saved: PlanVersion) -> bool:
    """False unless it is the next version: somebody else has saved this plan."""
    cursor = await conn.execute(
        """insert into reminder_plan_version (plan_id, version, leads, saved_by, saved_at)
           select %(plan_id)s, %(version)s, %(leads)s, %(saved_by)s, %(saved_at)s
           where %(version)s = 1 + (select coalesce(max(version), 0) from reminder_plan_version
                                    where plan_id = %(plan_id)s)
           on conflict do nothing""",
        vars(saved),
    )
    return cursor.rowcount == 1
