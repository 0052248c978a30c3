"""The talk with one patient, as notify shows it."""

from datetime import datetime

from pydantic import BaseModel, RootModel


class Said(BaseModel):
    """One text, the patient's or ours. `intent` is how notify understood the patient's."""

    id: str
    from_patient: bool
    at: datetime
    body: str | None
    kind: str | None
    state: str | None
    written_by: str | None
    intent: str | None
    media_count: int
    appointment_id: str | None
    read_at: datetime | None
    read_by: str | None
    corrected_by: str | None


class Note(BaseModel):
    """For staff alone."""

    words: str
    staff_name: str
    at: datetime


class Talk(BaseModel):
    """`why_not` is there when nothing typed would go, and a call is the way."""

    patient_id: str
    patient_name: str | None
    phone: str | None
    language: str
    unread: int
    unread_since: datetime | None
    age: str
    assigned_to: str | None
    may_text: bool
    why_not: str | None
    said: list[Said]
    notes: list[Note]


class Marked(BaseModel):
    """Words a lock screen must not show, and why."""

    words: str
    because: str


class Outlook(BaseModel):
    """What would become of a draft."""

    may_text: bool
    why_not: str | None
    goes_at: datetime | None
    encoding: str
    units: int
    segments: int
    marked: list[Marked]


class Canned(BaseModel):
    """An answer kept ready, in each language."""

    answer_id: str
    title: str
    bodies: dict[str, str]

    def words(self, language: str) -> str:
        return self.bodies.get(language) or next(iter(self.bodies.values()))


class CannedAnswers(RootModel[list[Canned]]):
    """As notify lists them."""
