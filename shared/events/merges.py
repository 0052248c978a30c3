"""clinic.merges (owner booking): two records that are one person, and taking that back.

A topic of its own: clinic.patients is compacted, and a merge there would push out who the patient is.
Records of both keep their ids for ever; who shows or decides something looks at them together.
"""

from datetime import datetime

from shared.events.base import Event

TOPIC = "clinic.merges"


class PatientsMerged(Event, type="meridian.booking.patients_merged.v1", topic=TOPIC):
    """Staff found that `merged_id` is the same person as `patient_id`, whose record stays."""

    merge_id: str
    merged_id: str
    at: datetime
    undo_until: datetime
    actor: str  # "staff:<id>"


class PatientsUnmerged(Event, type="meridian.booking.patients_unmerged.v1", topic=TOPIC):
    """The merge was a mistake: the two are two again."""

    merge_id: str
    merged_id: str
    at: datetime
    actor: str
