"""Booking a visit: the rules, the one write, the facts that follow from it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from services.booking.domain.appointment import Appointment
from services.booking.domain.availability import Wish
from services.booking.domain.booking import (
    BookedVisit,
    KeyReusedError,
    Outcome,
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
from services.booking.handlers.emailing import keep_address
from services.booking.handlers.facts import facts_of
from services.booking.store import booking, care_plans, idempotency, newcomers, reviews
from services.booking.store.booking import Entry, Written
from services.booking.store.idempotency import Kept
from shared import outbox
from shared.db import Connection
from shared.events.appointments import VisitStatus

BOOKED, REFUSED = "booked", "refused"
# On a follow-up that somebody booked who has not been here.
FIRST_VISIT = "first_visit"
log = structlog.get_logger()


class AmbiguousPatientError(Exception):
    """Two records share this name and phone; a birth date on both would tell them apart."""


async def book(conn: Connection, attempt: Attempt) -> Outcome:
    """Raises UnknownChoiceError, ScreenedOutError, KeyReusedError, TimeRefusedError, and for
    another try StaleCatalogueError and LostRaceError. After any of them the transaction must end.
    """
    wish = attempt.wish()
    talked = attempt.request.overrule_reason is not None
    require_bookable(wish.treatment, attempt.request.answers, talked=talked)
    entry = entry_of(attempt, wish, _who_may(attempt, wish))
    written = await booking.book(conn, entry)
    if written is None:
        return await _answered_before(conn, attempt)
    require_still_bookable(wish.treatment, written.known_flags, talked=talked)
    written = await keep_address(conn, attempt, wish.location, written)
    review = await _hold_for_review(conn, attempt, entry, written)
    appointment = _appointment(attempt, entry, written, review=review)
    if wish.treatment.for_patients == ForPatients.RETURNING and written.patient_is_new:
        appointment = await _mark_newcomer(conn, appointment)
    if entry.overbooked:
        log.warning("visit.overbooked", appointment_id=appointment.id)
    booked = BookedVisit.of(appointment, attempt.catalogue)
    facts = await facts_of(conn, entry, written, appointment, attempt.catalogue, attempt.links)
    await outbox.add(conn, *facts, at=entry.now)
    await care_plans.touch(conn, appointment.patient_id, entry.now)
    await idempotency.answer(conn, attempt.key, BOOKED, booked.model_dump_json())
    return booked


async def hold(conn: Connection, attempt: Attempt, patient_id: str) -> Appointment:
    """Keep the slot for a patient who is to be asked: nobody else can book it, and no list of visits
    shows it. How long ahead a visit is booked is theirs to say, so the notice is not looked at.

    Raises AmbiguousPatientError and what `book` raises; what was done must then be undone.
    """
    starts_at, notice = attempt.request.starts_at, attempt.wish().treatment.notice_hours
    asked_at = min(attempt.now, starts_at - timedelta(hours=notice))
    entry, written = await _reserve(conn, replace(attempt, held=True), asked_at, patient_id)
    return _appointment(attempt, entry, written, review=False)


async def book_of_series(conn: Connection, attempt: Attempt, patient_id: str) -> None:
    """Staff plan it: neither the horizon nor the cap is looked at. Raises what `hold` raises."""
    asked_at = judged_at(attempt.wish().treatment, attempt.request.starts_at, attempt.now)
    entry, written = await _reserve(conn, attempt, asked_at, patient_id)
    review = await _hold_for_review(conn, attempt, entry, written)
    appointment = _appointment(attempt, entry, written, review=review)
    facts = await facts_of(conn, entry, written, appointment, attempt.catalogue, attempt.links)
    await outbox.add(conn, *facts, at=entry.now)
    await care_plans.touch(conn, patient_id, entry.now)


async def _reserve(
    conn: Connection, attempt: Attempt, asked_at: datetime, patient_id: str
) -> tuple[Entry, Written]:
    """For a patient who is known, by the rules as of `asked_at`."""
    wish = attempt.wish()
    entry = entry_of(attempt, wish, who_may(wish, attempt.request.starts_at, asked_at))
    written = await booking.book(conn, entry)
    assert written is not None  # noqa: S101 - the key is new
    if written.patient.id != patient_id:
        raise AmbiguousPatientError
    require_still_bookable(wish.treatment, written.known_flags)
    await idempotency.forget(conn, attempt.key)
    return entry, written


async def find_answer(conn: Connection, attempt: Attempt) -> Outcome | None:
    """What this key was answered before. Raises KeyReusedError."""
    kept = await idempotency.find(conn, attempt.key)
    if kept is None:
        return None
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
    refused = await slots.refused(conn, question, reason, attempt.request.starts_at)
    kept = Kept(attempt.request.digest(), REFUSED, refused.model_dump_json())
    await idempotency.add(conn, attempt.key, kept, attempt.now)
    return await _answered_before(conn, attempt)


async def _answered_before(conn: Connection, attempt: Attempt) -> Outcome:
    answer = await find_answer(conn, attempt)
    assert answer is not None  # noqa: S101 - a committed key has its answer
    return answer


def _who_may(attempt: Attempt, wish: Wish) -> Sequence[Practitioner]:
    if attempt.request.overrule_reason is not None:
        return wish.practitioners
    return who_may(wish, attempt.request.starts_at, attempt.now)


async def _hold_for_review(
    conn: Connection, attempt: Attempt, entry: Entry, written: Written
) -> bool:
    known = {*written.known_flags, *entry.flags}
    if TO_REVIEW.isdisjoint(known):
        return False
    released = await reviews.was_released(conn, written.patient.id)
    if not needs_review(attempt.request.answers, known, released_before=released):
        return False
    await reviews.add(conn, entry.id, entry.now)
    return True


async def _mark_newcomer(conn: Connection, appointment: Appointment) -> Appointment:
    """Booked all the same: a refusal would tell a stranger who is a patient here. Staff see it."""
    await newcomers.add(conn, UUID(appointment.id))
    return replace(appointment, flags=tuple(sorted({*appointment.flags, FIRST_VISIT})))


def _appointment(attempt: Attempt, entry: Entry, written: Written, *, review: bool) -> Appointment:
    flags = {*entry.flags, *written.known_flags, *((REVIEW,) if review else ())}
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
        patient_id=written.patient.id,
        treatment_key=entry.treatment_key,
        practitioner_key=written.practitioner_key,
        room_key=written.room_key,
        location_key=entry.location_key,
        flags=tuple(sorted(flags)),
        series_id=attempt.series[0] if attempt.series else None,
    )
