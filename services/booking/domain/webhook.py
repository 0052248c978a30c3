"""Telling other programs of visits, as Standard Webhooks says: signed, with an id, tried again."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from shared.events import Event
from shared.events.appointments import (
    AppointmentArrived,
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentCompleted,
    AppointmentConfirmed,
    AppointmentNoShow,
    AppointmentRescheduled,
    AppointmentRestored,
)

# How long after each failed attempt the next one follows; after the last the delivery is dead.
RETRY_AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# So long after a rotation deliveries are signed with the old secret too.
OLD_SECRET_FOR = timedelta(hours=24)
# The receiver's way of saying that it wants no more.
GONE = 410

TYPES: dict[str, type[Event]] = {
    "appointment.booked": AppointmentBooked,
    "appointment.confirmed": AppointmentConfirmed,
    "appointment.rescheduled": AppointmentRescheduled,
    "appointment.cancelled": AppointmentCancelled,
    "appointment.arrived": AppointmentArrived,
    "appointment.completed": AppointmentCompleted,
    "appointment.no_show": AppointmentNoShow,
    "appointment.restored": AppointmentRestored,
}
NAMES = {event.type: name for name, event in TYPES.items()}


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True)
class Secrets:
    """Made from `key` when needed, and kept nowhere."""

    key: str

    def of(self, endpoint_id: str, generation: int) -> str:
        """ "whsec_" and 32 bytes in base64."""
        text = f"webhook:{endpoint_id}:{generation}"
        made = hmac.digest(self.key.encode(), text.encode(), "sha256")
        return "whsec_" + base64.b64encode(made).decode()

    def valid(
        self, endpoint_id: str, generation: int, rotated_at: datetime | None, now: datetime
    ) -> list[str]:
        """The present one first."""
        recent = rotated_at is not None and now < rotated_at + OLD_SECRET_FOR
        generations = (generation, generation - 1) if recent else (generation,)
        return [self.of(endpoint_id, n) for n in generations]


def signed(secrets: list[str], message_id: str, at: datetime, body: str) -> dict[str, str]:
    """The headers of a delivery."""
    stamp = str(int(at.timestamp()))
    text = f"{message_id}.{stamp}.{body}".encode()
    signatures = [
        base64.b64encode(
            hmac.new(base64.b64decode(secret.removeprefix("whsec_")), text, hashlib.sha256).digest()
        ).decode()
        for secret in secrets
    ]
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def body_of(wire_type: str, occurred_at: datetime, event: dict[str, Any]) -> str:
    """Ids and times only: neither names nor phones nor links leave the clinic."""
    visit = event["visit"]
    return json.dumps(
        {
            "type": NAMES[wire_type],
            "timestamp": occurred_at.isoformat(),
            "data": {
                "appointment_id": visit["appointment_id"],
                "patient_id": event["patient_id"],
                "version": visit["version"],
                "status": visit["status"],
                "starts_at": visit["starts_at"],
                "ends_at": visit["ends_at"],
                "treatment_id": visit["treatment"]["id"],
                "practitioner_id": visit["practitioner"]["id"],
                "location_id": visit["location"]["id"],
            },
        }
    )


def after_failure(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; none when it is enough."""
    return RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None
