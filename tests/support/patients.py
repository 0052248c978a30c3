"""Patients of the demo practice, as booking publishes them."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from shared.events import Event, Received
from shared.events.patients import PatientSaved, TextConsent
from shared.ids import new_id
from tests.support.facts import NOW

ANA = "patient-ana"
ANAS_PHONE = "+13105550111"

E = TypeVar("E", bound=Event)


def received(event: E, at: datetime = NOW) -> Received[E]:
    return Received(new_id(), event, at)


def consent(*categories: str) -> TextConsent:
    return TextConsent(
        given_at=NOW - timedelta(days=1),
        wording="Text me about my visits",
        wording_version="1",
        source="booking_page",
        categories=categories,
    )


def patient_saved(**changes: Any) -> PatientSaved:
    return PatientSaved(
        patient_id=ANA,
        version=1,
        practice_id="lin-center",
        name="Ana Diaz",
        phone=ANAS_PHONE,
        email=None,
        birth_date=None,
        language="en",
        time_zone=None,
        text_consent=consent("visit", "checkin"),
    ).model_copy(update=changes)
