"""A patient who has no visit yet, or none to book now."""

from datetime import datetime

from services.booking.domain import text_consent
from services.booking.domain.catalogue import Location
from services.booking.domain.patient import Contact
from services.booking.handlers.facts import may_text, patient_saved
from services.booking.handlers.visits import Desk
from services.booking.store import patients
from shared import outbox
from shared.db import Connection
from shared.events.patients import TextConsent
from shared.ids import new_id


async def register(
    conn: Connection, desk: Desk, location: Location, contact: Contact, source: str, now: datetime
) -> str:
    """The patient's id, known or new; they agreed to texts, at `source`."""
    practice_key = location.practice_key
    found = await patients.find_same(conn, practice_key, contact)
    if found is None:
        await patients.add(conn, new_id(), practice_key, contact, now)
        found = await patients.find_same(conn, practice_key, contact)
    assert found is not None  # noqa: S101 - added by us or by somebody quicker
    given = text_consent.given(location, source, contact.language)
    consent = TextConsent(
        given_at=now,
        wording=given.wording,
        wording_version=given.version,
        source=given.source,
        categories=given.categories,
    )
    patient = await patients.add_consent(conn, found, consent)
    practice = desk.catalogue.practices[practice_key]
    told = consent if await may_text(conn, practice, patient.phone) else None
    await outbox.add(conn, await patient_saved(conn, patient, told, desk.catalogue), at=now)
    return patient.id
