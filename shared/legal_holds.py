"""Legal holds: what forbids forgetting a patient. Each service that keeps words of patients has the
table `legal_hold`, with one hold in force for each patient at most.
"""

from datetime import datetime

from shared.db import Connection


async def place(conn: Connection, patient_id: str, reason: str, by: str, at: datetime) -> None:
    """One that is in force stays as it is."""
    await conn.execute(
        """insert into legal_hold (patient_id, reason, placed_at, placed_by)
           values (%s, %s, %s, %s) on conflict do nothing""",
        (patient_id, reason, at, by),
    )


async def lift(conn: Connection, patient_id: str, by: str, at: datetime) -> bool:
    """False when none is in force."""
    cursor = await conn.execute(
        """update legal_hold set lifted_at = %s, lifted_by = %s
           where patient_id = %s and lifted_at is null returning patient_id""",
        (at, by, patient_id),
    )
    return await cursor.fetchone() is not None


async def is_in_force(conn: Connection, patient_id: str) -> bool:
    cursor = await conn.execute(
        "select 1 from legal_hold where patient_id = %s and lifted_at is null", (patient_id,)
    )
    return await cursor.fetchone() is not None
