"""Booking a visit: the rules, the one write, the facts that follow from it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from services.booking.domain.appointment import Appointment
from services.booking.domain.availability import Wish
from services.booking.domain.booking import (
    BookedVisit,
    KeyReusedError,
    Outcome,
    StaleCatalogueError,
    Taken,
    TakenError,
    TimeRefused,
    who_may,
)
from services.booking.domain.catalogue import ForPatients, Practitioner
from services.booking.domain.safety import (
    REVIEW,
    TO_REVIEW,
    needs_review,
    require_bookable,
    require_still_bookable,
)
from services.booking.domain.series import judged_at
from services.booking.handlers import slots
from services.booking.handlers.attempt import Attempt, entry_of
from services.booking.handlers.facts import facts_of
from services.booking.store import booking, idempotency, reviews
from services.booking.store.booking import Booked, Entry, Place, Seen
from services.booking.store.idempotency import Kept
from services.booking.store.patients import PatientRow
from shared.db import Connection
from shared.events.appointments import VisitStatus

BOOKED, REFUSED = "booked", "refused"
# On a follow-up that somebody booked who has not been here.
FIRST_VISIT = "first_visit"
log = structlog.get_logger()


class AmbiguousPatientError(Exception):
    """Two records share this name and phone; a birth date on both would tell them apart."""


async def book(conn: Connection, attempt: Attempt) -> Outcome:
    """Two statements: one looks, the other writes everything or nothing; in between nothing is
    locked. Raises UnknownChoiceError, ScreenedOutError, KeyReusedError, TimeRefusedError (TakenError
    when that is the database's word), and for another try StaleCatalogueError and LostRaceError.
    After any of them a transaction around it must end.
    """
    wish = attempt.wish()
    talked = attempt.request.overrule_reason is not None
    require_bookable(wish.treatment, attempt.request.answers, talked=talked)
    entry = entry_of(attempt, wish, _who_may(attempt, wish))
    seen = await booking.look(conn, entry)
    if seen.kept is not None:
        return _answer_of(attempt, seen.kept)
    place = _place(seen)
    require_still_bookable(wish.treatment, seen.known_flags, talked=talked)
    appointment, answer = await _write(conn, attempt, entry, seen, place)
    if entry.overbooked:
        log.warning("visit.overbooked", appointment_id=appointment.id)
    return answer


async def hold(conn: Connection, attempt: Attempt, patient_id: str) -> Appointment:
    """Keep the slot for a patient who is to be asked: nobody else can book it, and no list of visits
    shows it. How long ahead a visit is booked is theirs to say, so the notice is not looked at.

    Raises AmbiguousPatientError and what `book` raises; what was done must then be undone.
    """
    starts_at, notice = attempt.request.starts_at, attempt.wish().treatment.notice_hours
    asked_at = min(attempt.now, starts_at - timedelta(hours=notice))
    entry, seen, place, patient = await _reserve(
        conn, replace(attempt, held=True), asked_at, patient_id
    )
    await booking.write(conn, entry, seen, Booked(patient, place))
    return _appointment(attempt, entry, seen, Booked(patient, place))


async def book_of_series(conn: Connection, attempt: Attempt, patient_id: str) -> None:
    """Staff plan it: neither the horizon nor the cap is looked at. Raises what `hold` raises."""
    asked_at = judged_at(attempt.wish().treatment, attempt.request.starts_at, attempt.now)
    entry, seen, place, _ = await _reserve(conn, attempt, asked_at, patient_id)
    await _write(conn, attempt, entry, seen, place)


async def _reserve(
    conn: Connection, attempt: Attempt, asked_at: datetime, patient_id: str
) -> tuple[Entry, Seen, Place, PatientRow]:
    """For a patient who is known, by the rules as of `asked_at`."""
    wish = attempt.wish()
    entry = entry_of(attempt, wish, who_may(wish, attempt.request.starts_at, asked_at))
    seen = await booking.look(conn, entry)
    place = _place(seen)
    if seen.patient is None or seen.patient.id != patient_id:
        raise AmbiguousPatientError
    require_still_bookable(wish.treatment, seen.known_flags)
    return entry, seen, place, seen.patient


def _place(seen: Seen) -> Place:
    """Raises StaleCatalogueError and TakenError."""
    if not seen.current:
        raise StaleCatalogueError
    if seen.capped:
        raise TakenError(Taken.CAP)
    if seen.patient_busy:
        raise TakenError(Taken.PATIENT)
    if seen.place is None:
        raise TakenError(Taken.SLOT)
    return seen.place


async def _write(
    conn: Connection, attempt: Attempt, entry: Entry, seen: Seen, place: Place
) -> tuple[Appointment, BookedVisit]:
    review = await _needs_review(conn, attempt, entry, seen)
    # Booked all the same: a refusal would tell a stranger who is a patient here. Staff see it.
    returning = attempt.wish().treatment.for_patients == ForPatients.RETURNING
    newcomer = returning and seen.patient is None
    booked = Booked(entry.patient_after(seen.patient), place, review, newcomer)
    appointment = _appointment(attempt, entry, seen, booked)
    answer = BookedVisit.of(appointment, attempt.catalogue)
    facts = await facts_of(conn, entry, seen, booked, appointment, attempt.catalogue, attempt.links)
    await booking.write(conn, entry, seen, replace(booked, facts=facts), answer.model_dump_json())
    return appointment, answer


async def find_answer(conn: Connection, attempt: Attempt) -> Outcome | None:
    """What this key was answered before. Raises KeyReusedError."""
    assert attempt.key is not None  # noqa: S101 - who has none has no second try
    kept = await idempotency.find(conn, attempt.key)
    return _answer_of(attempt, kept) if kept else None


def _answer_of(attempt: Attempt, kept: Kept) -> Outcome:
    """Raises KeyReusedError."""
    if kept.digest != attempt.request.digest():
        raise KeyReusedError
    model = BookedVisit if kept.outcome == BOOKED else TimeRefused
    return model.model_validate_json(kept.answer)


async def refuse(
    conn: Connection, attempt: Attempt, reason: str, question: slots.Question
) -> Outcome:
    """Write the refusal down, unless the key has an answer by now, and say what is free instead.

    Raises KeyReusedError.
    """
    assert attempt.key is not None  # noqa: S101 - who has none has no second try
    refused = await slots.refused(conn, question, reason, attempt.request.starts_at)
    kept = Kept(attempt.request.digest(), REFUSED, refused.model_dump_json())
    if await idempotency.add(conn, attempt.key, kept, attempt.now):
        return refused
    answered = await find_answer(conn, attempt)
    assert answered is not None  # noqa: S101 - a committed key has its answer
    return answered


def _who_may(attempt: Attempt, wish: Wish) -> Sequence[Practitioner]:
    if attempt.request.overrule_reason is not None:
        return wish.practitioners
    return who_may(wish, attempt.request.starts_at, attempt.now)


async def _needs_review(conn: Connection, attempt: Attempt, entry: Entry, seen: Seen) -> bool:
    known = {*seen.known_flags, *entry.flags}
    if TO_REVIEW.isdisjoint(known):
        return False
    released = seen.patient is not None and await reviews.was_released(conn, seen.patient.id)
    return needs_review(attempt.request.answers, known, released_before=released)


def _appointment(attempt: Attempt, entry: Entry, seen: Seen, booked: Booked) -> Appointment:
    flags = {
        *entry.flags,
        *seen.known_flags,
        *((REVIEW,) if booked.review else ()),
        *((FIRST_VISIT,) if booked.newcomer else ()),
    }
    return Appointment(
        id=str(entry.id),
        version=1,
        status=VisitStatus.BOOKED,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        booked_at=entry.now,
        cancel_until=entry.cancel_until,
        completed_at=None,
        marks=(),
        patient_id=booked.patient.id,
        treatment_key=entry.treatment_key,
        practitioner_key=booked.place.practitioner_key,
        room_key=booked.place.room_key,
        location_key=entry.location_key,
        flags=tuple(sorted(flags)),
        series_id=attempt.series[0] if attempt.series else None,
    )
