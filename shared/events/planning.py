"""clinic.planning (owner booking): what stands around the visits: who waits for a time, series, care
plans, packages, and who is due to come again.

Every event carries the whole state with its version; a consumer ignores one it has passed.
"""

from datetime import date, datetime
from enum import StrEnum

from shared.events.appointments import Named, VisitStatus
from shared.events.base import Event, Part

TOPIC = "clinic.planning"


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # by staff, or because the patient left the list


class Offer(Part):
    """A slot held for one patient until `reply_by_at`. Its id is in the text's request_id."""

    offer_id: str
    state: OfferState
    starts_at: datetime
    practitioner: Named
    offered_at: datetime
    reply_by_at: datetime


class WaitlistState(StrEnum):
    WAITING = "waiting"
    BOOKED = "booked"  # by taking an offer
    LEFT = "left"  # their own wish, or staff's
    RUN_OUT = "run_out"  # all offers made, or the last day passed


class WaitlistEntryChanged(Event, type="meridian.booking.waitlist_entry_changed.v1", topic=TOPIC):
    """A patient joined or left the waitlist, or was offered a slot, or answered."""

    entry_id: str
    version: int
    state: WaitlistState
    treatment: Named
    practitioner: Named | None  # none: anyone
    location_id: str
    weekdays: tuple[int, ...]  # ISO, 1 is Monday
    from_time: str  # wall time "09:00" at the location
    until_time: str  # the visit begins before it
    notice_hours: int  # how long ahead they must know
    last_on: date | None  # no use after this day
    appointment_id: str | None  # the later visit that an earlier time replaces
    joined_at: datetime
    offers: tuple[Offer, ...]  # oldest first
    actor: str


class WaitlistCallOpened(Event, type="meridian.booking.waitlist_call_opened.v1", topic=TOPIC):
    """A slot came free too late for texts: staff call this patient about it, in the order of
    `turn`.
    """

    call_id: str
    entry_id: str
    turn: int
    treatment: Named
    practitioner: Named
    starts_at: datetime
    opened_at: datetime


class WaitlistCallClosed(Event, type="meridian.booking.waitlist_call_closed.v1", topic=TOPIC):
    """The call was made, or is of no more use."""

    call_id: str
    outcome: str  # "booked", "declined", "not_reached", "slot_gone"
    actor: str
    at: datetime


class SeriesVisit(Part):
    appointment_id: str
    starts_at: datetime
    status: VisitStatus


class SeriesChanged(Event, type="meridian.booking.series_changed.v1", topic=TOPIC):
    """A series of visits was booked, moved or cancelled, whole or in part."""

    series_id: str
    version: int
    treatment: Named
    every_weeks: int
    visits: tuple[SeriesVisit, ...]  # in the order of their turns; cancelled ones too
    actor: str
    at: datetime


class CarePlanState(StrEnum):
    ACTIVE = "active"
    FINISHED = "finished"
    STOPPED = "stopped"


class CarePlanItem(Part):
    """So many visits of one treatment. `left` are neither done nor booked."""

    treatment: Named
    visits: int
    every_weeks: int
    done: int
    booked: int
    left: int


class CarePlanChanged(Event, type="meridian.booking.care_plan_changed.v1", topic=TOPIC):
    """A course was planned, changed or ended, or one of its visits was booked, done or lost."""

    care_plan_id: str
    version: int
    state: CarePlanState
    starts_on: date
    items: tuple[CarePlanItem, ...]
    actor: str
    at: datetime


class PackageChanged(Event, type="meridian.booking.package_changed.v1", topic=TOPIC):
    """Visits were bought, used, given back or corrected: one line of the package's ledger."""

    package_id: str
    version: int
    treatments: tuple[Named, ...]
    bought: int
    left: int  # below 0 only by an override, with its reason
    expires_on: date | None
    credits: int  # what this line adds: -1 is a visit used
    cause: str  # "bought", "used", "late_cancel", "no_show", "given_back", "corrected"
    appointment_id: str | None
    reason: str | None
    actor: str
    at: datetime


class RecallState(StrEnum):
    DUE = "due"
    TEXTED = "texted"
    SNOOZED = "snoozed"
    DONE = "done"  # staff dealt with it
    BOOKED = "booked"  # the patient has a visit ahead again


class RecallChanged(Event, type="meridian.booking.recall_changed.v1", topic=TOPIC):
    """A patient without a next visit became due to be asked, or something came of it."""

    recall_id: str
    version: int
    state: RecallState
    last_visit_at: datetime
    course_unfinished: bool
    snoozed_until: date | None
    actor: str
    at: datetime
