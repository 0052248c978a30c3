"""The one visit most of these tests are about: Tue Mar 16, 9:30 AM."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from shared.events.appointments import AppointmentBooked, AppointmentEvent
from tests.support import facts
from tests.support.patients import ANA

VISIT = "appointment-1"
STARTS_AT = datetime(2027, 3, 16, 16, 30, tzinfo=UTC)
# What each event says besides the visit.
_SAID: dict[str, Any] = {
    "previous_starts_at": STARTS_AT,
    "tell_patient": True,
    "completed_at": STARTS_AT,
}

E = TypeVar("E", bound=AppointmentEvent)


def booked(**changes: Any) -> AppointmentBooked:
    return facts.booked(ANA, **{"appointment_id": VISIT, "starts_at": STARTS_AT, **changes})


def happened(
    model: type[E], reply_id: str | None = None, actor: str = "staff:1", **changes: Any
) -> E:
    """An event of this type; `changes` are the visit's."""
    said = {name: value for name, value in _SAID.items() if name in model.model_fields}
    visit = booked(**changes).visit
    return model(patient_id=ANA, visit=visit, actor=actor, reply_id=reply_id, **said)
