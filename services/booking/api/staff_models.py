"""What the staff side of the API takes and gives."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.booking.domain.catalogue import Catalogue
from services.booking.domain.manage_link import Links
from services.booking.handlers.facts import visit_of
from services.booking.store import appointments
from shared.events.appointments import Visit, VisitStatus


class ActionBody(BaseModel):
    """`version` is the one the staff member looked at; another one by now is refused."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = None
    reason: str | None = None
    tell_patient: bool = True


class Stretch(BaseModel):
    starts_at: datetime
    ends_at: datetime


class ListedVisit(BaseModel):
    """`hands_on` is when the visit takes the practitioner's time, buffers included: while needles
    rest, only the room is taken.
    """

    patient_id: str
    patient_name: str
    visit: Visit
    hands_on: list[Stretch]
    equipment: str | None

    @classmethod
    def of(
        cls, listed: appointments.ListedVisit, catalogue: Catalogue, links: Links
    ) -> "ListedVisit":
        return cls(
            patient_id=listed.appointment.patient_id,
            patient_name=listed.patient_name,
            visit=visit_of(listed.appointment, catalogue, links),
            hands_on=[Stretch(starts_at=p.start, ends_at=p.end) for p in listed.hands_on],
            equipment=catalogue.equipment[listed.equipment_key].name
            if listed.equipment_key
            else None,
        )


class ChangedVisit(BaseModel):
    patient_id: str
    visit: Visit


class HistoryOut(BaseModel):
    """`told` is whether the patient was to be told; `from_...` where a moved visit stood."""

    version: int
    status: VisitStatus
    action: str
    actor: str
    at: datetime
    reason: str | None
    reply_id: str | None
    told: bool | None
    from_starts_at: datetime | None
    from_practitioner: str | None
    from_room: str | None

    @classmethod
    def of(cls, line: appointments.HistoryLine, catalogue: Catalogue) -> "HistoryOut":
        who, room = line.from_practitioner_key, line.from_room_key
        return cls(
            version=line.version,
            status=VisitStatus(line.status),
            action=line.action,
            actor=line.actor,
            at=line.at,
            reason=line.reason,
            reply_id=line.reply_id,
            told=line.told,
            from_starts_at=line.from_starts_at,
            from_practitioner=catalogue.practitioners[who].name if who else None,
            from_room=catalogue.rooms[room].name if room else None,
        )


class FeedOut(BaseModel):
    url: str
