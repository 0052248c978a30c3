"""A request as one process understands it, and all that it would write."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.booking.domain import text_consent
from services.booking.domain.availability import Wish
from services.booking.domain.booking import (
    BookingRequest,
)
from services.booking.domain.catalogue import (
    Catalogue,
    Equipment,
    Practitioner,
    Room,
    UnknownChoiceError,
)
from services.booking.domain.intervals import Interval
from services.booking.domain.manage_link import Links
from services.booking.domain.wall_time import local_date, wall, whole_day
from services.booking.handlers import slots
from services.booking.handlers.emailing import email_consent_of
from services.booking.store.booking import HELD, Entry
from shared.ids import new_id


@dataclass(frozen=True)
class Attempt:
    """A request as this process understands it now."""

    request: BookingRequest
    key: str | None  # none where nobody can ask again
    now: datetime
    catalogue: Catalogue
    links: Links
    # Over another visit, on purpose: only where the request overrules.
    overbooked: bool = False
    # Kept for the patient while they are asked.
    held: bool = False
    # Of those who may, this one: the request leaves it open.
    only: str | None = None
    # Id and key of the series it belongs to, of which one text tells the patient.
    series: tuple[str, int] | None = None

    def wish(self) -> Wish:
        """Raises UnknownChoiceError."""
        request, catalogue = self.request, self.catalogue
        location = catalogue.location(request.location_id)
        if request.complaint is not None and request.complaint not in {
            c.code for c in catalogue.complaints_of(location.practice_key)
        }:
            raise UnknownChoiceError("complaint")
        who = self.only or request.practitioner_id
        online = request.actor == "patient"
        return slots.wish_for(catalogue, location, request.treatment_id, who, online=online)


def entry_of(attempt: Attempt, wish: Wish, able: Sequence[Practitioner]) -> Entry:
    request, contact = attempt.request, attempt.request.contact
    appointment_id = new_id()
    session = wish.session_at(request.starts_at) if wish.is_class else None
    overruled = request.overrule_reason is not None and not wish.is_class
    rooms = wish.rooms if overruled else wish.rooms_at(request.starts_at)
    visit = wish.treatment.visit(request.starts_at)
    blocked = wish.treatment.blocked(request.starts_at)
    day = whole_day(local_date(request.starts_at, wish.location.zone), wish.location.zone)
    practice = attempt.catalogue.practices[wish.location.practice_key]
    consent = request.consent_source and text_consent.given(
        wish.location, request.consent_source, contact.language
    )
    emailing = email_consent_of(request, wish.location, attempt.now)
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
        practitioner_keys=_keys(able),
        several=len(able) > 1,
        same_as_last=request.same_as_last,
        room_keys=_keys(rooms),
        equipment_keys=_keys(wish.equipment),
        needs_equipment=wish.treatment.equipment_kind is not None,
        class_time_key=session.class_time_key if session else None,
        party=session.class_time_key if session else 0,
        seats=wish.treatment.seats,
        starts_at=visit.start,
        ends_at=visit.end,
        wall_starts_at=wall(visit.start, wish.location.zone),
        blocked=_range(blocked),
        practitioner_blocked=_ranges(wish.treatment.hands_on(request.starts_at)),
        overbooked=attempt.overbooked,
        reason=request.overrule_reason,
        day_start=day.start,
        day_end=day.end,
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
        guardian=contact.guardian,
        consent_wording=consent.wording if consent else None,
        consent_version=consent.version if consent else None,
        consent_source=consent.source if consent else None,
        consent_categories=list(consent.categories) if consent else None,
        email_address=emailing.address if emailing else None,
        email_wording=emailing.wording if emailing else None,
        email_version=emailing.wording_version if emailing else None,
        email_source=emailing.source if emailing else None,
        complaint_id=new_id() if request.complaint else None,
        complaint=request.complaint,
        baseline=request.baseline if request.complaint else None,
        flags=list(request.answers.flags),
        open_visits_cap=practice.open_visits_cap if request.actor == "patient" else None,
        status=HELD if attempt.held else "booked",
        series_key=attempt.series[1] if attempt.series else None,
    )


def _keys(entries: Iterable[Practitioner | Room | Equipment]) -> str:
    return f"{{{','.join(str(entry.key) for entry in entries)}}}"


def _range(during: Interval) -> str:
    return f"[{during.start.isoformat()},{during.end.isoformat()})"


def _ranges(parts: Iterable[Interval]) -> str:
    return f"{{{','.join(map(_range, parts))}}}"
