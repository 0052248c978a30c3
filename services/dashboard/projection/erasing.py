"""Forgetting a patient: what events made of them, and what the desk kept about them."""

from services.dashboard.domain.tables import READ_MODEL
from services.dashboard.projection.rows import Rows, Statement
from shared.events import Received
from shared.events.patients import PatientErased

# From here on the database takes no row about them, so it does not matter what else of theirs
# comes before or after this in one batch.
ERASED = Statement(
    "erased_patient",
    ("patient_id",),
    """insert into erased_patient (patient_id, erased_at)
       select patient_id, erased_at from json_populate_recordset(null::erased_patient, %s)
       on conflict do nothing""",
)
READ_MARKS = Statement(
    "reply_read",
    ("patient_id",),
    """delete from reply_read using reply
       where reply.reply_id = reply_read.reply_id and reply.patient_id in
           (select patient_id from json_populate_recordset(null::erased_patient, %s))""",
)
FORGET = tuple(
    Statement(
        table,
        ("patient_id",),
        f"""delete from {table} where patient_id in
            (select patient_id from json_populate_recordset(null::erased_patient, %s))""",  # noqa: S608
    )
    for table in ("note", *READ_MODEL)
)


def erase_patient(received: Received[PatientErased]) -> Rows:
    """The audit log keeps that somebody saw them, by an id that leads nowhere any more."""
    erased = received.event
    for statement in (ERASED, READ_MARKS, *FORGET):
        yield statement.row(patient_id=erased.patient_id, erased_at=erased.erased_at)
