"""An e-mail address that was given with a booking, and what for."""

from datetime import datetime

from services.booking.domain import email_consent
from services.booking.domain.booking import BookingRequest
from services.booking.domain.catalogue import Location
from shared.events.patients import EmailConsent


def email_consent_of(
    request: BookingRequest, location: Location, now: datetime
) -> EmailConsent | None:
    """Given at the moment of the booking: whoever reads it knows which visits it is for."""
    contact, source = request.contact, request.email_source
    if source is None or contact.email is None:
        return None
    return EmailConsent(
        address=contact.email,
        given_at=now,
        wording=email_consent.wording(location, contact.language),
        wording_version=email_consent.VERSION,
        source=source,
    )
