"""Booking a visit: what is looked at first, and what is then written."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation

from services.booking.domain.booking import LostRaceError
from services.booking.domain.patient import Contact
from services.booking.domain.text_consent import ENGLISH
from services.booking.store.booking_look import look as look_statement
from services.booking.store.booking_write import Patient
from services.booking.store.booking_write import write as write_statement
from services.booking.store.idempotency import Kept
from services.booking.store.patients import PatientRow
from shared import outbox
from shared.db import Connection
from shared.events import Event
from shared.events.patients import EmailConsent

HELD = "held"
_CONTACT = [field.name for field in fields(Contact)]
_PATIENT = [field.name for field in fields(PatientRow)]


@dataclass(frozen=True)
class Entry:
    """All that is known of a booking before the database is asked. `key`, `complaint_id` and what
    follows it may be none. What is `overbooked` nobody and nothing needs to be free for. Ranges and
    lists of keys are as PostgreSQL writes them, which costs less than psycopg's types for them.
    """

    revision: int
    key: str | None
    digest: bytes
    now: datetime
    actor: str
    id: UUID
    fingerprint: bytes
    location_key: int
    treatment_key: int
    practitioner_keys: str
    several: bool  # practitioners may give it
    same_as_last: bool
    room_keys: str
    equipment_keys: str
    needs_equipment: bool
    class_time_key: int | None
    party: int
    seats: int | None
    starts_at: datetime
    ends_at: datetime
    wall_starts_at: datetime  # as the clock at the location shows it, without a zone
    blocked: str
    practitioner_blocked: str
    overbooked: bool
    reason: str | None
    day_start: datetime
    day_end: datetime
    cancel_until: datetime
    patient_id: UUID
    practice_key: int
    name: str
    folded_name: str
    phone: str
    email: str | None
    birth_date: date | None
    language: str | None
    time_zone: str | None
    guardian: str | None
    consent_wording: str | None
    consent_version: str | None
    consent_source: str | None
    consent_categories: list[str] | None
    email_address: str | None
    email_wording: str | None
    email_version: str | None
    email_source: str | None
    complaint_id: UUID | None
    complaint: str | None
    baseline: int | None
    flags: list[str]
    open_visits_cap: int | None
    status: str  # "held" is kept for the patient while they are asked; not a visit yet
    series_key: int | None

    def emailing(self) -> EmailConsent | None:
        """The consent to e-mails that is given with it."""
        if self.email_address is None:
            return None
        return EmailConsent(
            address=self.email_address,
            given_at=self.now,
            wording=self.email_wording or "",
            wording_version=self.email_version or "",
            source=self.email_source or "",
        )

    def patient_after(self, before: PatientRow | None) -> PatientRow:
        """As the booking leaves the record; a new one has no key yet."""
        if before is not None:
            contact = Contact(**{field: getattr(self, field) for field in _CONTACT})
            agreed = self.consent_wording is not None or self.email_source is not None
            return before.having_said(contact, agreed=agreed)
        return PatientRow(
            key=0,
            id=str(self.patient_id),
            practice_key=self.practice_key,
            version=1,
            name=self.name,
            phone=self.phone,
            email=self.email,
            birth_date=self.birth_date,
            language=self.language or ENGLISH,
            time_zone=self.time_zone,
            guardian=self.guardian,
        )


@dataclass(frozen=True)
class Place:
    """What is free. A seat only in a class, equipment only where it is needed."""

    practitioner_key: int
    room_key: int
    equipment_key: int | None
    seat: int | None


@dataclass(frozen=True)
class Seen:
    """What a booking finds. `kept` is the answer its key has had before; `patient` none means a new
    one, `place` that nothing is free.
    """

    current: bool  # the catalogue it was reasoned from
    kept: Kept | None
    patient: PatientRow | None
    known_flags: tuple[str, ...]  # from before
    patient_busy: bool
    capped: bool
    place: Place | None


@dataclass(frozen=True)
class Booked:
    """What is decided, and told. `patient` is the record as it is then."""

    patient: PatientRow
    place: Place
    review: bool = False
    newcomer: bool = False  # at a visit that is meant for who has been here
    facts: Sequence[Event] = ()


async def look(conn: Connection, entry: Entry) -> Seen:
    statement = look_statement(
        keyed=entry.key is not None,
        several=entry.several,
        same_as_last=entry.same_as_last,
        overbooked=entry.overbooked,
        equipped=entry.needs_equipment,
        in_class=entry.class_time_key is not None,
        capped=entry.open_visits_cap is not None,
    )
    row = await statement.fetch_one(conn, vars(entry))
    assert row is not None  # noqa: S101 - there is one revision
    return Seen(
        current=row["current"],
        kept=Kept(row["digest"], row["outcome"], row["answer"]) if row["digest"] else None,
        patient=_patient(row) if row["key"] else None,
        known_flags=tuple(row["known_flags"]),
        patient_busy=bool(row["patient_busy"]) and not entry.overbooked,
        capped=row["capped"],
        place=_place(entry, row),
    )


def _patient(row: dict[str, Any]) -> PatientRow:
    return PatientRow(**{field: row[field] for field in _PATIENT})


def _place(entry: Entry, row: dict[str, Any]) -> Place | None:
    place = Place(row["practitioner_key"], row["room_key"], row["equipment_key"], row["seat"])
    lacks_equipment = entry.needs_equipment and place.equipment_key is None
    lacks_seat = entry.class_time_key is not None and place.seat is None and not entry.overbooked
    if place.practitioner_key is None or place.room_key is None or lacks_equipment or lacks_seat:
        return None
    return place


async def write(
    conn: Connection, entry: Entry, seen: Seen, booked: Booked, answer: str | None = None
) -> None:
    """`answer` is for the key. Raises LostRaceError when somebody was quicker, with the place, the
    key or the patient; a transaction around it must then end.
    """
    patient = booked.patient
    values = {
        **vars(entry),
        **vars(booked.place),
        "patient_key": patient.key,
        "patient_version": patient.version,
        "email": patient.email,
        "birth_date": patient.birth_date,
        "language": patient.language,
        "guardian": patient.guardian,
        "answer": answer,
        **outbox.columns(booked.facts, at=entry.now),
    }
    try:
        row = await write_statement(_whose(seen, booked), _parts(entry, seen, booked)).fetch_one(
            conn, values
        )
    except UniqueViolation:
        raise LostRaceError from None
    if row is None:
        raise LostRaceError
    if booked.facts:
        conn.wake(outbox.BELL)


def _whose(seen: Seen, booked: Booked) -> Patient:
    if seen.patient is None:
        return Patient.NEW
    return Patient.KNOWN if booked.patient == seen.patient else Patient.CHANGED


def _parts(entry: Entry, seen: Seen, booked: Booked) -> tuple[str, ...]:
    whose = _whose(seen, booked)
    wanted = {
        "made": whose is Patient.NEW,
        "completed": whose is Patient.CHANGED,
        "claimed": entry.key is not None,
        "written": entry.status != HELD,
        "agreed": entry.consent_wording is not None,
        "emailed": entry.email_source is not None,
        "marked": booked.newcomer,
        "complained": entry.complaint is not None,
        "flagged": bool(entry.flags),
        "reviewed": booked.review,
        # A new patient has no care plan yet.
        "counted": whose is not Patient.NEW and entry.status != HELD,
        "told": bool(booked.facts),
    }
    return tuple(part for part, needed in wanted.items() if needed)
