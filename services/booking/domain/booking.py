"""Asking for a visit, and the two answers: booked, or why not and what is free instead."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.booking.domain.appointment import Appointment
from services.booking.domain.availability import Wish, opening_of
from services.booking.domain.catalogue import Catalogue, Practitioner
from services.booking.domain.opening import Refusal, refusal
from services.booking.domain.patient import Contact
from services.booking.domain.safety import NOTHING_SAID, Answers
from services.booking.domain.wall_time import local_date
from shared.events.appointments import VisitStatus


class Taken(StrEnum):
    """Why a time that the rules allow cannot be had."""

    SLOT = "slot_taken"
    ROOM = "room_taken"
    PATIENT = "patient_busy"
    CAP = "cap"
    CLASS = "class_full"


class TimeRefusedError(Exception):
    """The visit cannot be booked at that time."""

    def __init__(self, reason: Refusal | Taken) -> None:
        super().__init__(reason)
        self.reason = reason


class TakenError(TimeRefusedError):
    """By what the database holds, and so by a catalogue that it calls current."""


def who_may(wish: Wish, starts_at: datetime, now: datetime) -> list[Practitioner]:
    """Those whom the rules allow at that time. Raises TimeRefusedError."""
    zone = wish.location.zone
    hours = opening_of(wish, local_date(starts_at, zone))
    refusals = [
        refusal(wish.treatment, hours[p.id], zone, starts_at, now) for p in wish.practitioners
    ]
    able = [p for p, no in zip(wish.practitioners, refusals, strict=True) if no is None]
    if not able and refusals[0] is not None:
        raise TimeRefusedError(refusals[0])
    return _not_engaged(wish, able, starts_at)


def _not_engaged(wish: Wish, able: list[Practitioner], starts_at: datetime) -> list[Practitioner]:
    hands_on = wish.treatment.hands_on(starts_at)
    sessions = wish.classes_during(wish.treatment.blocked(starts_at))
    teaching = {
        s.practitioner_key for s in sessions if any(part.overlaps(s.blocked) for part in hands_on)
    }
    free = [p for p in able if p.key not in teaching and p.is_here(hands_on)]
    if not free or not wish.rooms_at(starts_at):
        raise TimeRefusedError(Taken.SLOT)
    return free


class LostRaceError(Exception):
    """Somebody else was quicker with this practitioner or this room; another may be free."""


class StaleCatalogueError(Exception):
    """The practice changed its offer since it was read; look again."""


class KeyReusedError(Exception):
    """The idempotency key came back with another request."""


@dataclass(frozen=True)
class BookingRequest:
    """`practitioner_id` none means anyone; `consent_source` none means no consent was given, and
    `email_source` none that the address, if there is one, is not to be written to.
    """

    treatment_id: str
    practitioner_id: str | None
    starts_at: datetime
    contact: Contact
    consent_source: str | None = None
    email_source: str | None = None
    complaint: str | None = None
    baseline: int | None = None  # NRS-11, 0-10; none when the patient did not say
    location_id: str | None = None
    actor: str = "patient"
    # Why staff book against the rules or over another visit; none means they do not.
    overrule_reason: str | None = None
    answers: Answers = NOTHING_SAID
    # Of those who may, whoever the patient saw last comes first.
    same_as_last: bool = False
    # The other part of a combined visit: one key stands for both.
    combined_with: str | None = None

    def digest(self) -> bytes:
        answers = sorted(self.answers.red_flags), sorted(self.answers.precautions)
        fields = {**vars(self), "contact": vars(self.contact), "answers": answers}
        return hashlib.sha256(json.dumps(fields, default=str).encode()).digest()


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class BookedVisit(_Answer):
    """What was booked, as it was then. The manage link is made from the id, never kept."""

    appointment_id: str
    patient_id: str
    version: int
    status: VisitStatus
    starts_at: datetime
    ends_at: datetime
    treatment_id: str
    treatment: str
    practitioner_id: str
    practitioner: str
    location: str
    address: str
    phone: str
    time_zone: str
    awaits_review: bool = False

    @classmethod
    def of(cls, appointment: Appointment, catalogue: Catalogue) -> "BookedVisit":
        treatment = catalogue.treatments[appointment.treatment_key]
        practitioner = catalogue.practitioners[appointment.practitioner_key]
        location = catalogue.locations[appointment.location_key]
        return cls(
            appointment_id=appointment.id,
            patient_id=appointment.patient_id,
            version=appointment.version,
            status=appointment.status,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            treatment_id=treatment.id,
            treatment=treatment.name,
            practitioner_id=practitioner.id,
            practitioner=practitioner.name,
            location=location.name,
            address=location.address,
            phone=location.phone_as_dialled,
            time_zone=location.time_zone,
            awaits_review=appointment.awaits_review,
        )


class FreeTime(_Answer):
    starts_at: datetime
    ends_at: datetime
    practitioner_ids: tuple[str, ...]
    seats_left: int | None = None
    then_starts_at: datetime | None = None  # the second of two visits that are booked as one


class TimeRefused(_Answer):
    """`room_names` are the rooms or the equipment that were taken, for staff."""

    reason: str
    nearest: tuple[FreeTime, ...]
    room_names: tuple[str, ...] = ()


Outcome = BookedVisit | TimeRefused
