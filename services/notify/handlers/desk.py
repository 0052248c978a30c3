"""What staff record of a patient's wish, and what they are told before they write."""

from dataclasses import dataclass
from datetime import datetime

from services.notify.store import consents, patients, switches
from services.notify.store.consents import Entry
from shared import outbox
from shared.db import Connection
from shared.events.messages import TextingResumed
from shared.events.outreach import Category


class PhoneUnknownError(LookupError):
    """The patient has no phone that a text could go to."""


@dataclass(frozen=True)
class Texting:
    """`why_not` none: a text may go."""

    why_not: str | None
    categories: frozenset[Category]


async def texting_of(conn: Connection, patient_id: str) -> Texting:
    patient = await patients.find(conn, patient_id)
    phone = patient.recipient().phone if patient else None
    if phone is None:
        return Texting("no_phone", frozenset())
    consent = await consents.get_current(conn, phone, patient_id)
    if consent.stopped:
        return Texting("opted_out", consent.categories)
    if await switches.is_unusable(conn, phone):
        return Texting("number_unusable", consent.categories)
    return Texting(None if consent.categories else "no_consent", consent.categories)


async def record_spoken_consent(
    conn: Connection,
    patient_id: str,
    categories: frozenset[Category],
    *,
    wording: str,
    wording_version: str,
    by: str,
    at: datetime,
) -> None:
    """Raises PhoneUnknownError."""
    patient = await patients.find(conn, patient_id)
    phone = patient.recipient().phone if patient else None
    if phone is None:
        raise PhoneUnknownError(patient_id)
    await patients.lock_phone(conn, phone)
    whose: list[tuple[str | None, Category | None]] = [(None, None)]
    whose += [(patient_id, category) for category in sorted(categories)]
    for holder, category in whose:
        await consents.add(
            conn,
            Entry(
                phone,
                granted=True,
                source="front_desk",
                at=at,
                patient_id=holder,
                category=category,
                wording=wording,
                wording_version=wording_version,
                recorded_by=by,
            ),
        )
    resumed = TextingResumed(
        patient_id=patient_id, at=at, source="front_desk", categories=tuple(sorted(categories))
    )
    await outbox.add(conn, resumed, at=at)
