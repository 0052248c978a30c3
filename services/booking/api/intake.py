"""What a patient says before a visit: in by the manage link, out to staff."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.booking.api.counter import Counter
from services.booking.api.problems import as_problems
from services.booking.api.public import REFUSALS, UNKNOWN
from services.booking.domain.intake import (
    LONGEST_NOTE,
    Area,
    Cause,
    HealthNote,
    Intake,
    Onset,
    Pain,
    Peg,
    Since,
)
from services.booking.handlers import intake as handler
from services.booking.handlers import visits
from services.booking.handlers.visits import Change
from services.booking.store import intakes
from services.booking.store.intakes import ComplaintRow, NoteRow
from shared.auth import Staff

Nrs = Annotated[int, Field(ge=0, le=10)]
Note = Annotated[
    str, StringConstraints(max_length=LONGEST_NOTE, pattern=r"^[^\x00]+$", strip_whitespace=True)
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PegBody(_Body):
    """0-10, over the past week; published only when all three are there."""

    pain_average: Nrs | None = None
    enjoyment: Nrs | None = None
    general_activity: Nrs | None = None


class OtherComplaintBody(_Body):
    complaint: str = Field(examples=["neck"])
    baseline: Nrs | None = Field(None, description="pain right now, NRS-11")


class IntakeBody(_Body):
    """All of it optional; what is left out keeps what was said before."""

    complaint: str | None = Field(
        None, description="what the visit is for, where the booking did not say", examples=["neck"]
    )
    baseline: Nrs | None = Field(None, description="pain right now, NRS-11")
    since: Since | None = None
    onset: Onset | None = None
    cause: Cause | None = None
    areas: frozenset[Area] = Field(frozenset(), description="of the body map")
    pain_days: Annotated[int, Field(ge=0, le=7)] | None = Field(
        None, description="days with pain in the last seven"
    )
    peg: PegBody = PegBody()
    others: Annotated[list[OtherComplaintBody], Field(max_length=8)] = []
    medicines: Note | None = None
    herbs: Note | None = Field(None, description="herbs and supplements")
    allergies: Note | None = None

    def intake(self) -> Intake:
        return Intake(
            main=self.complaint,
            baseline=self.baseline,
            pain=Pain(
                self.since,
                self.onset,
                self.cause,
                tuple(sorted(self.areas)),
                self.pain_days,
                Peg(**self.peg.model_dump()),
            ),
            others=tuple((o.complaint, o.baseline) for o in self.others),
            note=HealthNote(self.medicines, self.herbs, self.allergies),
        )


class ComplaintOut(BaseModel):
    id: UUID
    complaint: str
    main: bool
    baseline: int | None
    since: Since | None
    onset: Onset | None
    cause: Cause | None
    areas: list[str]
    pain_days: int | None
    peg: PegBody

    @classmethod
    def of(cls, row: ComplaintRow) -> "ComplaintOut":
        fields = {k: v for k, v in vars(row).items() if not k.startswith("peg_")}
        peg = PegBody(
            pain_average=row.peg_pain,
            enjoyment=row.peg_enjoyment,
            general_activity=row.peg_activity,
        )
        return cls.model_validate({**fields, "complaint": fields.pop("code"), "peg": peg})


class NoteOut(BaseModel):
    medicines: str | None
    herbs: str | None
    allergies: str | None
    recorded_at: datetime

    @classmethod
    def of(cls, row: NoteRow) -> "NoteOut":
        return cls(**vars(row))


class IntakeOut(BaseModel):
    """`notes`: everything this patient ever wrote, the newest first."""

    complaints: list[ComplaintOut]
    notes: list[NoteOut]


def patients_router(counter: Counter) -> APIRouter:
    api = APIRouter(prefix="/api/v1")

    @api.post(
        "/manage/{token}/intake",
        status_code=204,
        tags=["manage"],
        responses={**UNKNOWN, **REFUSALS},
    )
    async def describe(token: str, body: IntakeBody) -> None:
        """What the pain is like, medicines, herbs and allergies. Never read back by this link."""
        with as_problems():
            async with counter.open() as at:
                visit = await visits.get_by_link(at.conn, token, at.now)
                await handler.record(at.conn, at.catalogue, visit, body.intake(), at.now)

    return api


def staff_router(counter: Counter, reading: Callable[..., Staff]) -> APIRouter:
    api = APIRouter()

    @api.get(
        "/appointments/{appointment_id}/intake",
        dependencies=[Depends(reading)],
        responses=UNKNOWN,
    )
    async def get_intake(appointment_id: UUID) -> IntakeOut:
        """What the patient said before this visit, and all their notes."""
        with as_problems():
            async with counter.open() as at:
                visit = await visits.get(
                    at.conn, str(appointment_id), Change("staff", counter.clock.now())
                )
                said = await intakes.list_of_visit(at.conn, visit.id)
                notes = await intakes.list_notes(at.conn, visit.patient_id)
        return IntakeOut(
            complaints=[ComplaintOut.of(c) for c in said], notes=[NoteOut.of(n) for n in notes]
        )

    return api
