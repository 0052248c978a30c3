"""Forgetting a patient: what events made of them, and what the desk kept about them."""

from psycopg import sql

from services.dashboard.domain.tables import READ_MODEL
from shared.db import Connection
from shared.events import Received
from shared.events.patients import PatientErased


async def erase_patient(conn: Connection, received: Received[PatientErased]) -> None:
    """The audit log keeps that somebody saw them, by an id that leads nowhere any more."""
    patient_id = received.event.patient_id
    await conn.execute(
        "insert into erased_patient (patient_id, erased_at) values (%s, %s) on conflict do nothing",
        (patient_id, received.event.erased_at),
    )
    await conn.execute(
        """delete from reply_read using reply
           where reply.reply_id = reply_read.reply_id and reply.patient_id = %s""",
        (patient_id,),
    )
    await conn.execute("delete from note where patient_id = %s", (patient_id,))
    for table in READ_MODEL:
        forget = sql.SQL("delete from {} where patient_id = %s").format(sql.Identifier(table))
        await conn.execute(forget, (patient_id,))
