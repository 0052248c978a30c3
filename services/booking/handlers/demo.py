"""The demo practice: loaded where there is nothing, and taken away with all that came of it."""

from datetime import datetime

from services.booking.domain.manage_link import Links
from services.booking.domain.practice_file import PracticeFile
from services.booking.handlers import settings
from services.booking.handlers.settings import FILE, Author
from services.booking.store import demo_practices, practice
from services.booking.store.demo_practices import InForce
from shared import outbox
from shared.db import Connection
from shared.events.patients import PatientErased


class NotEmptyError(Exception):
    """There is a practice, or somebody's record: a demo could not be told from it any more."""


class NoDemoError(LookupError):
    """No demo practice is in force."""


async def load_demo(
    conn: Connection, links: Links, file: PracticeFile, by: str, now: datetime
) -> None:
    """Nothing happens while it is in force already. Raises NotEmptyError."""
    await practice.lock(conn)
    if await demo_practices.find(conn):
        return
    if not await demo_practices.is_empty(conn):
        raise NotEmptyError
    await settings.load(conn, links, file, Author(FILE, now), replace=False)
    await demo_practices.add(conn, InForce(file.id, now, by))


async def remove_demo(conn: Connection, by: str, now: datetime) -> int:
    """How many patients were forgotten; every service is told of each. Raises NoDemoError."""
    await practice.lock(conn)
    if await demo_practices.find(conn) is None:
        raise NoDemoError
    patients = await demo_practices.list_patients(conn)
    await demo_practices.take_away(conn, by, now)
    for patient_id in patients:
        await outbox.add(conn, PatientErased(patient_id=patient_id, erased_at=now), at=now)
        await outbox.add_tombstone(conn, PatientErased.topic, patient_id, at=now)
    return len(patients)
