"""Booking a visit: the rules, the one write, the facts that follow from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from psycopg.types.multirange import TimestamptzMultirange
from psycopg.types.range import Range

from services.booking.domain import text_consent
from services.booking.domain.appointment import Appointment
from services.booking.domain.availability import Wish
from services.booking.domain.booking import (
    BookedVisit,
    BookingRequest,
    KeyReusedError,
    Outcome,
    TimeRefused,
    who_may,
)
from services.booking.domain.catalogue import Catalogue, Practitioner, UnknownChoiceError
from services.booking.domain.manage_link import Links
from services.booking.domain.safety import (
    REVIEW,
    TO_REVIEW,
    needs_review,
    require_bookable,
    require_still_bookable,
)
from services.booking.domain.wall_time import local_date, wall, whole_day
from services.booking.handlers import slots
from services.booking.handlers.facts import facts_of
from services.booking.store import booking, idempotency, reviews
from services.booking.store.booking import Entry, Written
from services.booking.store.idempotency import Kept
from shared import outbox
from shared.db import Connection
from shared.events.appointments import VisitStatus
from shared.ids import new_id

BOOKED, REFUSED = "booked", "refused"
log = structlog.get_logger()


class AmbiguousPatientError(Exception):
    """Two records share this name and phone; a birth date on both would tell them apart."""


@dataclass(frozen=True)
class Attempt:
    """A request as this process understands it now."""

    request: BookingRequest
    key: str
    now: datetime
    catalogue: Catalogue
    links: Links
    # Over another visit, on purpose: only where the request overrules.
    overbooked: bool = False
    # Kept for the patient while they are asked.
    held: bool = False

    def wish(self) -> Wish:
        """Raises UnknownChoiceError."""
        request, catalogue = self.request, self.catalogue
        location = catalogue.location(request.location_id)
        if request.complaint is not None and request.complaint not in {
            c.code for c in catalogue.complaints_of(location.practice_key)
        }:
            raise UnknownChoiceError("complaint")
        return slots.wish_for(catalogue, location, request.treatment_id, request.practitioner_id)


async def book(conn: Connection, attempt: Attempt) -> Outcome:
    """Raises UnknownChoiceError, ScreenedOutError, KeyReusedError, TimeRefusedError, and for
    another try StaleCatalogueError and LostRaceError. After any of them the transaction must end.
    """
    wish = attempt.wish()
    talked = attempt.request.overrule_reason is not None
    require_bookable(wish.treatment, attempt.request.answers, talked=talked)
    entry = _entry(attempt, wish, _who_may(attempt, wish))
    written = await booking.book(conn, entry)
    if written is None:
        return await _answered_before(conn, attempt)
    require_still_bookable(wish.treatment, written.known_flags, talked=talked)
    review = await _hold_for_review(conn, attempt, entry, written)
    appointment = _appointment(entry, written, review=review)
    if entry.overbooked:
        log.warning("visit.overbooked", appointment_id=appointment.id)
    booked = BookedVisit.of(appointment, attempt.catalogue)
    facts = await facts_of(conn, entry, written, appointment, attempt.catalogue, attempt.links)
    await outbox.add(conn, *facts, at=entry.now)
    await idempotency.answer(conn, attempt.key, BOOKED, booked.model_dump_json())
    return booked


async def hold(conn: Connection, attempt: Attempt, patient_id: str) -> Appointment:
    """Keep the slot for a patient who is to be asked: nobody else can book it, and no list of visits
    shows it. How long ahead a visit is booked is theirs to say, so the notice is not looked at.

    Raises AmbiguousPatientError and what `book` raises; what was done must then be undone.
    """
    wish = attempt.wish()
    require_bookable(wish.treatment, attempt.request.answers)
    starts_at = attempt.request.starts_at
    judged_at = min(attempt.now, starts_at - timedelta(hours=wish.treatment.notice_hours))
    entry = _entry(replace(attempt, held=True), wish, who_may(wish, starts_at, judged_at))
    written = await booking.book(conn, entry)
    assert written is not None  # noqa: S101 - the key is new
    if written.patient.id != patient_id:
        raise AmbiguousPatientError
    require_still_bookable(wish.treatment, written.known_flags)
    await idempotency.forget(conn, attempt.key)
    return _appointment(entry, written, review=False)


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


def _entry(attempt: Attempt, wish: Wish, able: Sequence[Practitioner]) -> Entry:
    request, contact = attempt.request, attempt.request.contact
    appointment_id = new_id()
    session = wish.session_at(request.starts_at) if wish.is_class else None
    overruled = request.overrule_reason is not None and not wish.is_class
    rooms = wish.rooms if overruled else wish.rooms_at(request.starts_at)
    visit = wish.treatment.visit(request.starts_at)
    blocked = wish.treatment.blocked(request.starts_at)
    day = whole_day(local_date(request.starts_at, wish.location.zone), wish.location.zone)
    practice = attempt.catalogue.practices[wish.location.practice_key]
    consent = request.consent_source and text_consent.given(wish.location, request.consent_source)
    return Entry(
        revision=attempt.catalogue.revision,
        key=attempt.key,
        digest=request.digest(),
        now=attempt.now,
        actor=request.actor,
        id=appointment_id,
        fingerprint=attempt.links.fingerprint_for(str(appointment_id)),
        location_key=wish.location.key,
        treatment_key=wish.treatment.key,
        practitioner_keys=[p.key for p in able],
        same_as_last=request.same_as_last,
        room_keys=[room.key for room in rooms],
        equipment_keys=[piece.key for piece in wish.equipment],
        needs_equipment=wish.treatment.equipment_kind is not None,
        class_time_key=session.class_time_key if session else None,
        seats=wish.treatment.seats,
        starts_at=visit.start,
        ends_at=visit.end,
        wall_starts_at=wall(visit.start, wish.location.zone),
        blocked=Range(blocked.start, blocked.end),
        practitioner_blocked=TimestamptzMultirange(
            Range(part.start, part.end) for part in wish.treatment.hands_on(request.starts_at)
        ),
        overbooked=attempt.overbooked,
        reason=request.overrule_reason,
        day=Range(day.start, day.end),
        cancel_until=visit.start - timedelta(hours=practice.cancel_notice_hours),
        patient_id=new_id(),
        practice_key=practice.key,
        name=contact.name,
        folded_name=contact.folded_name,
        phone=contact.phone,
        email=contact.email,
        birth_date=contact.birth_date,
        language=contact.language,
        time_zone=contact.time_zone,
        consent_wording=consent.wording if consent else None,
        consent_version=consent.version if consent else None,
        consent_source=consent.source if consent else None,
        consent_categories=list(consent.categories) if consent else None,
        complaint_id=new_id() if request.complaint else None,
        complaint=request.complaint,
        baseline=request.baseline if request.complaint else None,
        flags=list(request.answers.flags),
        open_visits_cap=practice.open_visits_cap if request.actor == "patient" else None,
        held=attempt.held,
    )


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


def _appointment(entry: Entry, written: Written, *, review: bool) -> Appointment:
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
    )
