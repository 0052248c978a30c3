"""An e-mail address that was given with a booking, and what for."""

from dataclasses import replace

from services.booking.domain import email_consent
from services.booking.domain.catalogue import Location
from services.booking.handlers.attempt import Attempt
from services.booking.store import email_consents
from services.booking.store.booking import Written
from shared.db import Connection
from shared.events.patients import EmailConsent


async def keep_address(
    conn: Connection, attempt: Attempt, location: Location, written: Written
) -> Written:
    """Given at the moment of the booking: whoever reads it knows which visits it is for."""
    contact, source = attempt.request.contact, attempt.request.email_source
    if source is None or contact.email is None:
        return written
    consent = EmailConsent(
        address=contact.email,
        given_at=attempt.now,
        wording=email_consent.wording(location, contact.language),
        wording_version=email_consent.VERSION,
        source=source,
    )
    patient = await email_consents.add(conn, written.patient, consent)
    return replace(written, patient=patient, patient_changed=True)
