"""What the staff side of the API takes and gives."""

from pydantic import BaseModel, ConfigDict

from services.booking.domain.catalogue import Catalogue
from services.booking.domain.manage_link import Links
from services.booking.handlers.facts import visit_of
from services.booking.store import appointments
from shared.events.appointments import Visit


class ActionBody(BaseModel):
    """`version` is the one the staff member looked at; another one by now is refused."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = None
    reason: str | None = None
    tell_patient: bool = True


class ListedVisit(BaseModel):
    patient_id: str
    patient_name: str
    visit: Visit

    @classmethod
    def of(
        cls, listed: appointments.ListedVisit, catalogue: Catalogue, links: Links
    ) -> "ListedVisit":
        return cls(
            patient_id=listed.appointment.patient_id,
            patient_name=listed.patient_name,
            visit=visit_of(listed.appointment, catalogue, links),
        )


class ChangedVisit(BaseModel):
    patient_id: str
    visit: Visit


class FeedOut(BaseModel):
    url: str
