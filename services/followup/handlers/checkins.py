"""Time passes: questions are asked, and those that ran out are closed."""

from datetime import datetime
from itertools import groupby

from services.followup.domain.checkins import Checkin, settle
from services.followup.handlers.facts import facts_of
from services.followup.store import checkins, patients
from shared import outbox
from shared.db import Connection

BATCH = 200  # patients


async def settle_due_checkins(conn: Connection, now: datetime) -> bool:
    """Whether there was anything to do; then there may be more."""
    claimed = await patients.claim_with_due_checkins(conn, now, BATCH)
    if not claimed:
        return False
    open_checkins = await checkins.list_open(conn, claimed)
    changed = [
        checkin
        for _, of_patient in groupby(open_checkins, key=_patient_id)
        for checkin in settle(list(of_patient), now)
    ]
    await checkins.save(conn, changed)
    await outbox.add(conn, *(fact for c in changed for fact in facts_of(c, now)), at=now)
    return True


def _patient_id(checkin: Checkin) -> str:
    return checkin.patient_id
