"""clinic.appointments (owner booking): what happens to a visit.

Every event carries the whole visit with its version, so that a consumer can start from any of
them and ignore one that is older than what it knows.
"""

from datetime import datetime
from enum import StrEnum

from shared.events.base import Event, Part

TOPIC = "clinic.appointments"


class VisitStatus(StrEnum):
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELLED_BY_PATIENT = "cancelled_by_patient"
    CANCELLED_BY_CLINIC = "cancelled_by_clinic"

    @property
    def cancelled(self) -> bool:
        return self in {self.CANCELLED_BY_PATIENT, self.CANCELLED_BY_CLINIC}

    @property
    def upcoming(self) -> bool:
        return self in {self.BOOKED, self.CONFIRMED}


class Named(Part):
    id: str
    name: str


class Treatment(Part):
    """What is done. Its name is for staff and the patient's own pages, never for a text."""

    id: str
    name: str
    needling: bool  # what needs watching in the 72 h after it
    reminder_plan: str  # id of notify's plan
    checkin_plan: str | None  # id of followup's plan


class Location(Part):
    """Where, as a text may say it: the practice's neutral name and its phone as people dial it."""

    id: str
    practice_id: str
    text_name: str
    phone: str
    time_zone: str  # IANA
    phone_e164: str | None = None
    address: str | None = None


class Visit(Part):
    """One appointment as it stands at `version`."""

    appointment_id: str
    version: int  # rises with every change; never reused
    status: VisitStatus
    starts_at: datetime
    ends_at: datetime
    booked_at: datetime
    treatment: Treatment
    practitioner: Named
    room: Named | None
    location: Location
    manage_url: str
    cancel_until: datetime  # after this a patient cancels by phone only
    flags: tuple[str, ...] = ()  # "no_electro", "blood_thinners": for staff
    series_id: str | None = None  # of the weekly series it belongs to


class AppointmentEvent(Event, topic=TOPIC):
    """What all of them say. `actor` is who did it: "patient", "system" or "staff:<id>";
    `reply_id` is the text that caused it, where one did.
    """

    visit: Visit
    actor: str
    reason: str | None = None
    reply_id: str | None = None


class AppointmentBooked(AppointmentEvent, type="meridian.booking.appointment_booked.v1"):
    """A visit was booked, online or by staff. `tell_patient` is false where another text tells it,
    as one does for a whole series.
    """

    tell_patient: bool = True


class AppointmentConfirmed(AppointmentEvent, type="meridian.booking.appointment_confirmed.v1"):
    """The patient said they will come, by text or on the page."""


class AppointmentRescheduled(AppointmentEvent, type="meridian.booking.appointment_rescheduled.v1"):
    """The visit has a new time, practitioner or room. It keeps its identity."""

    previous_starts_at: datetime
    tell_patient: bool


class AppointmentCancelled(AppointmentEvent, type="meridian.booking.appointment_cancelled.v1"):
    """The visit will not happen; `visit.status` says whose decision that was."""

    tell_patient: bool


class AppointmentReviewed(AppointmentEvent, type="meridian.booking.appointment_reviewed.v1"):
    """A practitioner looked at what the patient had said and let the visit stand: it no longer
    has the flag "review".
    """


class AppointmentRestated(AppointmentEvent, type="meridian.booking.appointment_restated.v1"):
    """The practice changed what it calls things, its phone or its plans; or staff keep the visit,
    for the `reason`, though it is uncovered. The visit itself, its time, practitioner and room, is
    as it was, and nobody is told.
    """


class AppointmentArrived(AppointmentEvent, type="meridian.booking.appointment_arrived.v1"):
    """The patient is here."""


class AppointmentCompleted(AppointmentEvent, type="meridian.booking.appointment_completed.v1"):
    """The treatment took place. Check-ins follow from this, never from a booking."""

    completed_at: datetime


class AppointmentNoShow(AppointmentEvent, type="meridian.booking.appointment_no_show.v1"):
    """The patient did not come, or a visit marked otherwise turned out so."""


class AppointmentRestored(AppointmentEvent, type="meridian.booking.appointment_restored.v1"):
    """A mark (arrived, completed, no-show) was taken back; the visit is as it was before."""
