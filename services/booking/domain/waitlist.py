"""Who waits for a time that is taken, and when a time that came free is offered to whom."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.booking.domain.wall_time import DAY, instant, local_date
from shared.events.planning import OfferState, WaitlistState

MOST_OFFERS = 3
# So near the visit a text may be read too late: staff call (S-106).
CALL_WITHIN = timedelta(hours=3)
# How long an offer stands, by how far ahead the visit is (S-105).
FAR_AHEAD = timedelta(hours=24)
STANDS_SOON, STANDS_FAR_AHEAD = timedelta(minutes=30), timedelta(hours=2)
# Wall-clock hours in which a phone may ring: 47 CFR 64.1200(c)(1).
OPENS, CLOSES = time(8), time(21)


class NotWaitingError(Exception):
    """The patient no longer waits: they have a visit, left the list, or it has run out."""


class OfferClosedError(Exception):
    """The offer was answered, has expired, or was taken back."""


@dataclass(frozen=True)
class Offer:
    """A slot held for one patient. `appointment_id` is the visit that holds it."""

    id: str
    freed_slot_id: str
    appointment_id: str
    practitioner_key: int
    starts_at: datetime
    state: OfferState
    offered_at: datetime
    reply_by_at: datetime

    def stands(self, at: datetime) -> bool:
        return self.state is OfferState.OPEN and at <= self.reply_by_at


@dataclass(frozen=True)
class Preferences:
    """Times are wall time at the location: a visit begins at or after `from_time` and before
    `until_time`. `practitioner_key` none means anyone.
    """

    weekdays: frozenset[int]  # ISO: 1 is Monday
    from_time: time
    until_time: time
    notice_hours: int
    last_on: date | None = None
    practitioner_key: int | None = None

    def suit(self, starts_at: datetime, practitioner_key: int, zone: ZoneInfo) -> bool:
        local = starts_at.astimezone(zone)
        return (
            local.isoweekday() in self.weekdays
            and self.from_time <= local.time() < self.until_time
            and (self.last_on is None or local.date() <= self.last_on)
            and self.practitioner_key in {None, practitioner_key}
        )


@dataclass(frozen=True)
class WaitlistEntry:
    """`version` rises with every change. `earlier_than` is the visit that is given up for an
    earlier time, with when it begins.
    """

    key: int
    id: str
    version: int
    state: WaitlistState
    patient_id: str
    patient_zone: str | None
    location_key: int
    treatment_key: int
    preferences: Preferences
    joined_at: datetime
    appointment_id: str | None = None
    earlier_than: datetime | None = None
    offers: tuple[Offer, ...] = ()

    def wants(
        self, starts_at: datetime, practitioner_key: int, zone: ZoneInfo, now: datetime
    ) -> bool:
        """Whether the slot is one that they wait for and can still reach."""
        return (
            self.state is WaitlistState.WAITING
            and self.preferences.suit(starts_at, practitioner_key, zone)
            and starts_at - now >= timedelta(hours=self.preferences.notice_hours)
            and (self.earlier_than is None or starts_at < self.earlier_than)
        )

    def may_be_offered(self, zone: ZoneInfo, now: datetime) -> bool:
        """One offer a day, one at a time, none at night (S-106)."""
        today = local_date(now, zone)
        return (
            self.has_offers_left
            and all(local_date(offer.offered_at, zone) < today for offer in self.offers)
            and not any(offer.state is OfferState.OPEN for offer in self.offers)
            and may_text(now, ZoneInfo(self.patient_zone) if self.patient_zone else zone)
        )

    @property
    def has_offers_left(self) -> bool:
        return len(self.offers) < MOST_OFFERS

    def had(self, freed_slot_id: str) -> bool:
        return any(offer.freed_slot_id == freed_slot_id for offer in self.offers)

    def offer(self, offer: Offer) -> "WaitlistEntry":
        return self._changed(offers=(*self.offers, offer))

    def close(self, offer_id: str, state: OfferState) -> "WaitlistEntry":
        """The offer is no more; after the last one neither is the wait. Raises OfferClosedError."""
        offers = tuple(_closed(o, state) if o.id == offer_id else o for o in self.offers)
        last = not self.has_offers_left and self.state is WaitlistState.WAITING
        return self._changed(offers=offers, state=WaitlistState.RUN_OUT if last else self.state)

    def accept(self, offer_id: str, appointment_id: str) -> "WaitlistEntry":
        """Also an offer that had closed, whose slot was free after all and is held again by
        `appointment_id`. Raises OfferClosedError.
        """
        if self.state not in {WaitlistState.WAITING, WaitlistState.RUN_OUT}:
            raise OfferClosedError
        offers = tuple(
            replace(o, state=OfferState.ACCEPTED, appointment_id=appointment_id)
            if o.id == offer_id
            else o
            for o in self.offers
        )
        return self._changed(offers=offers, state=WaitlistState.BOOKED)

    def book(self) -> "WaitlistEntry":
        """By a call. Raises NotWaitingError."""
        self._require_waiting()
        return self._changed(state=WaitlistState.BOOKED)

    def leave(self) -> "WaitlistEntry":
        """Raises NotWaitingError."""
        self._require_waiting()
        return self._changed(state=WaitlistState.LEFT)

    def run_out(self) -> "WaitlistEntry":
        """Raises NotWaitingError."""
        self._require_waiting()
        return self._changed(state=WaitlistState.RUN_OUT)

    @property
    def open_offer(self) -> Offer | None:
        return next((o for o in self.offers if o.state is OfferState.OPEN), None)

    def _require_waiting(self) -> None:
        if self.state is not WaitlistState.WAITING:
            raise NotWaitingError

    def _changed(self, **changes: object) -> "WaitlistEntry":
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]


def _closed(offer: Offer, state: OfferState) -> Offer:
    if offer.state is not OfferState.OPEN:
        raise OfferClosedError
    return replace(offer, state=state)


def reply_by(starts_at: datetime, now: datetime) -> datetime:
    return now + (STANDS_FAR_AHEAD if starts_at - now > FAR_AHEAD else STANDS_SOON)


def may_text(at: datetime, zone: ZoneInfo) -> bool:
    return OPENS <= at.astimezone(zone).time() < CLOSES


def next_opening(at: datetime, zone: ZoneInfo) -> datetime:
    """When phones may ring again: this morning or tomorrow's."""
    local = at.astimezone(zone)
    day = local.date() if local.time() < OPENS else local.date() + DAY
    return instant(datetime.combine(day, OPENS), zone)
