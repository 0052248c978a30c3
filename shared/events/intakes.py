"""clinic.intakes (owner booking): what a patient comes for.

A topic of its own, so that notify, which reads clinic.appointments, never sees a complaint.
"""

from datetime import datetime

from shared.events.base import Event

TOPIC = "clinic.intakes"


class IntakeRecorded(Event, type="meridian.booking.intake_recorded.v1", topic=TOPIC):
    """The patient described one complaint. Each complaint is its own series of scores."""

    complaint_id: str
    appointment_id: str | None
    complaint: str  # code of the practice's list: "low_back", "neck", "migraine", ...
    baseline: int | None  # NRS-11, 0-10, right now; none when the patient did not say
    recorded_at: datetime
