"""Check-in plans as the practice changed them. Every change is a new row."""

from pydantic import TypeAdapter

from services.followup.domain.plans import Plans, Revision
from services.followup.domain.protocols import Protocol
from shared.db import Connection


async def get(conn: Connection) -> Plans:
    cursor = await conn.execute(
        "select body::text, saved_at, saved_by from plan_revision order by position"
    )
    plan = TypeAdapter(Protocol)
    return Plans(
        [
            Revision(plan.validate_json(body), saved_at, saved_by)
            for body, saved_at, saved_by in await cursor.fetchall()
        ]
    )


async def lock(conn: Connection) -> None:
    """Nobody else changes a plan until the transaction ends."""
    await conn.execute("lock table plan_revision in share row exclusive mode")


async def add(conn: Connection, revision: Revision) -> None:
    body = TypeAdapter(Protocol).dump_json(revision.protocol).decode()
    await conn.execute(
        """insert into plan_revision (plan_id, saved_at, saved_by, body)
           values (%s, %s, %s, %s::jsonb)""",
        (revision.protocol.id, revision.saved_at, revision.saved_by, body),
    )
