"""clinic.patients (compacted, owner booking): who a patient is and how to reach them.

The only topic with names and phones. Every record is the whole state, because compaction keeps
only the last one of each patient; erasing a patient is a tombstone.
"""

from datetime import date, datetime

from shared.events.base import Event, Part

TOPIC = "clinic.patients"


class TextConsent(Part):
    """The box the patient ticked: what it said, when, and where."""

    given_at: datetime
    wording: str
    wording_version: str
    source: str  # "booking_page", "front_desk", ...
    categories: tuple[str, ...]  # "visit", "checkin"


class EmailConsent(Part):
    """The patient gave this address, having read what for: when texts cannot reach them, e-mails
    about their visits go there. One given with a booking is good for what was booked with it.
    """

    address: str
    given_at: datetime
    wording: str
    wording_version: str
    source: str  # "booking_page", "booking_api", "front_desk"


class PatientSaved(Event, type="meridian.booking.patient_saved.v1", topic=TOPIC):
    """A patient was created or changed. A consumer ignores a version it has passed."""

    version: int
    practice_id: str
    name: str
    phone: str | None  # E.164
    email: str | None
    birth_date: date | None
    language: str  # BCP 47: "en", "es", "zh"
    time_zone: str | None  # IANA; none means the clinic's
    text_consent: TextConsent | None
    guardian: str | None = None  # who books and answers for them, with this phone
    email_consent: EmailConsent | None = None  # the latest


class PatientErased(Event, type="meridian.booking.patient_erased.v1", topic=TOPIC):
    """The patient is to be forgotten: each service erases what it keeps of them, unless a legal
    hold forbids it. The tombstone follows.
    """

    erased_at: datetime
