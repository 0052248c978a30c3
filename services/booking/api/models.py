"""What the JSON API takes and gives."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from services.booking.domain.booking import BookedVisit, BookingRequest
from services.booking.domain.catalogue import ForPatients
from services.booking.domain.patient import (
    Contact,
    RefusedFieldError,
    parse_email,
    parse_name,
    parse_phone,
    parse_time_zone,
)
from services.booking.domain.safety import Answers, Precaution, RedFlag
from shared.events.appointments import VisitStatus

ANY, SAME = "any", "same"
# Dates at the ends of the calendar are typing errors, and arithmetic on them fails.
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))]
Instant = Annotated[
    AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))
]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00]+$")]
Email = Annotated[str, StringConstraints(pattern=r"^[!-?A-~]+@[!-?A-~]+$", max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PatientBody(_Body):
    name: Annotated[str, StringConstraints(max_length=500)] = Field(examples=["Ana López"])
    phone: Annotated[str, StringConstraints(max_length=60)] = Field(examples=["310-555-0142"])
    email: Email | None = None
    birth_date: Annotated[date, Field(ge=date(1900, 1, 1), lt=date(2200, 1, 1))] | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = Field(
        None, description="of texts; English until it is said"
    )
    time_zone: Annotated[str, StringConstraints(max_length=60)] | None = None
    guardian: Annotated[str, StringConstraints(max_length=500)] | None = Field(
        None, description="the name of whoever books and answers for the patient with this phone"
    )

    def contact(self) -> Contact:
        """Raises RefusedFieldError."""
        return Contact(
            parse_name(self.name),
            parse_phone(self.phone),
            self.email and parse_email(self.email),
            self.birth_date,
            self.language,
            self.time_zone and parse_time_zone(self.time_zone),
            self.guardian and parse_name(self.guardian, "guardian"),
        )


class AppointmentBody(_Body):
    treatment: str = Field(examples=["acupuncture"])
    practitioner: str = Field(
        ANY,
        examples=["any", "same", "chianni-lin"],
        description='"same" is whoever this patient saw last, if they are free then, else anyone',
    )
    starts_at: Instant = Field(examples=["2027-03-16T09:30:00-07:00"])
    patient: PatientBody
    text_consent: bool = Field(
        False, description="the patient agreed to the wording of GET /api/v1/practice"
    )
    email_consent: bool = Field(
        False,
        description="the patient gave the address for e-mails about this visit, having read the"
        " wording of GET /api/v1/practice",
    )
    complaint: str | None = Field(None, examples=["low_back"])
    baseline: Annotated[int, Field(ge=0, le=10)] | None = Field(
        None, description="pain right now, NRS-11: 0 none, 10 worst imaginable"
    )
    red_flags: frozenset[RedFlag] = Field(
        frozenset(), description="signs that need a doctor today: with any there is no slot"
    )
    precautions: frozenset[Precaution] = Field(
        frozenset(), description="what staff must know; some rule out a treatment"
    )

    def request(
        self, *, actor: str, consent_source: str, location_id: str | None
    ) -> BookingRequest:
        """Raises RefusedFieldError."""
        patient = self.patient
        if self.baseline is not None and self.complaint is None:
            raise RefusedFieldError("complaint", "missing")
        if self.email_consent and patient.email is None:
            raise RefusedFieldError("email", "missing")
        return BookingRequest(
            treatment_id=self.treatment,
            practitioner_id=chosen(self.practitioner),
            same_as_last=self.practitioner == SAME,
            starts_at=self.starts_at.astimezone(UTC),
            contact=patient.contact(),
            consent_source=consent_source if self.text_consent else None,
            email_source=consent_source if self.email_consent else None,
            complaint=self.complaint,
            baseline=self.baseline,
            location_id=location_id,
            actor=actor,
            answers=Answers(self.red_flags, self.precautions),
        )


class MoveBody(_Body):
    starts_at: Instant = Field(examples=["2027-03-18T14:00:00-07:00"])
    practitioner: str | None = Field(
        None, description='another practitioner, or "any"; the same when not given'
    )


class StaffMoveBody(_Body):
    """What is not given stays. `overrule` moves against the rules or over another visit: it needs
    a reason, which is kept.
    """

    version: int = Field(description="the one the staff member looked at")
    starts_at: Instant | None = None
    practitioner: str | None = None
    room: str | None = None
    reason: Reason | None = None
    tell_patient: bool = True
    overrule: bool = False


def chosen(practitioner: str | None) -> str | None:
    return None if practitioner in {None, "", ANY, SAME} else practitioner


class StaffAppointmentBody(AppointmentBody):
    overrule_reason: Reason | None = Field(
        None, description="why it is booked against the rules or over another visit; kept"
    )

    def request(
        self, *, actor: str, consent_source: str, location_id: str | None
    ) -> BookingRequest:
        asked = super().request(actor=actor, consent_source=consent_source, location_id=location_id)
        return replace(asked, overrule_reason=self.overrule_reason)


class SlotOut(BaseModel):
    starts_at: datetime = Field(description="with the clinic's offset")
    ends_at: datetime
    practitioners: tuple[str, ...]
    seats_left: int | None = Field(None, description="of a class")


class SlotsOut(BaseModel):
    day: date = Field(serialization_alias="date")
    time_zone: str
    slots: list[SlotOut]
    next_free_on: date | None = Field(
        description="on a day without a free time: the next that has one"
    )


class FreeDaysOut(BaseModel):
    time_zone: str
    free_days: list[date]


class TreatmentOut(BaseModel):
    id: str
    name: str
    summary: str
    minutes: int
    seats: int | None = Field(description="of a class; none where one patient comes at a time")
    for_patients: ForPatients = Field(
        description="a first visit is for new patients, a follow-up for those who have been here"
    )
    practitioners: list[str]


class PractitionerOut(BaseModel):
    id: str
    name: str
    title: str
    treatments: list[str]


class ComplaintOut(BaseModel):
    code: str
    label: str


class PracticeOut(BaseModel):
    id: str
    name: str
    location: str
    address: str
    phone: str
    time_zone: str
    prove_phones: bool = Field(
        description="texts begin once the phone is proven by a code, see POST manage/{token}/code"
    )
    text_consent_wording: str
    text_consent_version: str
    email_offered: bool = Field(description="whether e-mails reach who gets no texts")
    email_consent_wording: str
    email_consent_version: str
    complaints: list[ComplaintOut]


class AppointmentOut(BaseModel):
    """`starts_at` and `ends_at` carry the clinic's offset."""

    id: str
    version: int
    status: VisitStatus
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    treatment: str
    treatment_id: str
    practitioner: str
    practitioner_id: str
    location: str
    address: str
    phone: str
    awaits_review: bool = Field(
        description="the time is kept, and a practitioner looks at what was said before the visit"
    )
    manage_url: str

    @classmethod
    def of(cls, booked: BookedVisit, manage_url: str) -> "AppointmentOut":
        zone = ZoneInfo(booked.time_zone)
        return cls(
            **booked.model_dump(exclude={"appointment_id", "patient_id", "starts_at", "ends_at"}),
            id=booked.appointment_id,
            starts_at=booked.starts_at.astimezone(zone),
            ends_at=booked.ends_at.astimezone(zone),
            manage_url=manage_url,
        )


class TogetherOut(BaseModel):
    """The visit that this one was booked with, while it is still to come."""

    id: str
    treatment: str
    starts_at: datetime
    can_cancel: bool
    manage_url: str


class CancelBody(_Body):
    both: bool = Field(False, description="the visit it was booked with, too; both or neither")


class CodeBody(_Body):
    code: Annotated[str, StringConstraints(max_length=20)] = Field(examples=["482913"])


class ManagedOut(AppointmentOut):
    cancel_until: datetime
    can_confirm: bool
    can_cancel: bool
    can_move: bool
    together_with: TogetherOut | None = None


class NamedVisitOut(ManagedOut):
    patient: str
