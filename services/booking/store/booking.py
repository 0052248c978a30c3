"""Booking a visit: what the statement is given, and what its answer means."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncRawCursor
from psycopg.rows import dict_row
from psycopg.types.multirange import TimestamptzMultirange
from psycopg.types.range import Range

from services.booking.domain.booking import (
    LostRaceError,
    StaleCatalogueError,
    Taken,
    TimeRefusedError,
)
from services.booking.store.booking_statement import BOOK
from services.booking.store.patients import PatientRow
from shared.db import Connection


@dataclass(frozen=True)
class Entry:
    """All that one booking writes. `complaint_id` and what follows it may be none. What is
    `overbooked` nobody and nothing needs to be free for.
    """

    revision: int
    key: str
    digest: bytes
    now: datetime
    actor: str
    id: UUID
    fingerprint: bytes
    location_key: int
    treatment_key: int
    practitioner_keys: list[int]
    same_as_last: bool
    room_keys: list[int]
    equipment_keys: list[int]
    needs_equipment: bool
    class_time_key: int | None
    seats: int | None
    starts_at: datetime
    ends_at: datetime
    wall_starts_at: datetime  # as the clock at the location shows it, without a zone
    blocked: Range[datetime]
    practitioner_blocked: TimestamptzMultirange
    overbooked: bool
    reason: str | None
    day: Range[datetime]
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
    complaint_id: UUID | None
    complaint: str | None
    baseline: int | None
    flags: list[str]
    open_visits_cap: int | None
    held: bool  # kept for the patient while they are asked; not a visit yet
    series_key: int | None


def _numbered(statement: str) -> bytes:
    """With PostgreSQL's own placeholders: the others psycopg would look for at every call, since
    it remembers only what it found in statements up to 4096 characters.
    """
    for number, field in enumerate(fields(Entry), 1):
        statement = statement.replace(f"%({field.name})s", f"${number}")
    return statement.replace("%%", "%").encode()


_NUMBERED = _numbered(BOOK)


@dataclass(frozen=True)
class Written:
    practitioner_key: int
    room_key: int
    patient: PatientRow
    patient_changed: bool
    known_flags: tuple[str, ...]  # from before

    @property
    def patient_is_new(self) -> bool:
        return self.patient_changed and self.patient.version == 1


async def book(conn: Connection, entry: Entry) -> Written | None:
    """None when the idempotency key is already another transaction's.

    Raises StaleCatalogueError, TimeRefusedError (taken), and LostRaceError when another try may
    succeed; the transaction must then end.
    """
    async with AsyncRawCursor(conn, row_factory=dict_row) as cursor:
        await cursor.execute(_NUMBERED, list(vars(entry).values()))
        row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - it selects from one value
    if not row["current"]:
        raise StaleCatalogueError
    return _written(row) if row["claimed"] else None


def _written(row: dict[str, Any]) -> Written:
    if row["capped"]:
        raise TimeRefusedError(Taken.CAP)
    if row["patient_busy"]:
        raise TimeRefusedError(Taken.PATIENT)
    if not row["free"]:
        raise TimeRefusedError(Taken.SLOT)
    if row["room_key"] is None:
        raise LostRaceError
    patient = PatientRow(**{f.name: row[f.name] for f in fields(PatientRow)})
    return Written(
        row["practitioner_key"], row["room_key"], patient, row["changed"], tuple(row["known_flags"])
    )
