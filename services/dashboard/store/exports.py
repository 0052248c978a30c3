"""All that this service keeps of one patient."""

from typing import Any

from psycopg import sql
from psycopg.rows import dict_row

from services.dashboard.domain.tables import READ_MODEL
from shared.db import Connection


async def export(conn: Connection, patient_id: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of the patient, by table."""
    found = {}
    async with conn.cursor(row_factory=dict_row) as cursor:
        for table in (*READ_MODEL, "note"):
            rows = sql.SQL("select * from {} where patient_id = %s").format(sql.Identifier(table))
            await cursor.execute(rows, (patient_id,))
            found[table] = await cursor.fetchall()
    return found
