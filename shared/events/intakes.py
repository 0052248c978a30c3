"""clinic.intakes (owner booking): what a patient comes for.

A topic of its own, so that notify, which reads clinic.appointments, never sees a complaint.
"""

from datetime import datetime

from shared.events.base import Event, Part

TOPIC = "clinic.intakes"


class PegBaseline(Part):
    """The three items of the PEG scale, each 0-10, over the past week."""

    pain_average: int
    enjoyment: int
    general_activity: int


class IntakeRecorded(Event, type="meridian.booking.intake_recorded.v1", topic=TOPIC):
    """The patient described one complaint. Each complaint is its own series of scores."""

    complaint_id: str
    appointment_id: str | None
    complaint: str  # code of the practice's list: "low_back", "neck", "migraine", ...
    baseline: int | None  # NRS-11, 0-10, right now; none when the patient did not say
    recorded_at: datetime
    since: str | None = None  # "days", "weeks", "months", "years"
    onset: str | None = None  # "sudden", "gradual"
    cause: str | None = None  # code of the practice's list: "accident", "work", "unknown", ...
    areas: tuple[str, ...] = ()  # codes of the body map
    pain_days: int | None = None  # of the last 7, 0-7
    peg: PegBaseline | None = None
