"""What the settings' API takes and gives."""

from datetime import date, datetime
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from services.booking.api.staff_models import ListedVisit
from services.booking.domain.catalogue import Catalogue
from services.booking.domain.coverage import Gap
from services.booking.domain.manage_link import Links
from services.booking.domain.practice_edit import Document
from services.booking.domain.practice_file import PracticeFile
from services.booking.domain.practice_parts import Entry, Id, TreatmentRules
from services.booking.domain.public_holidays import names_in
from services.booking.handlers.covering import Loss
from services.booking.handlers.settings import Standing
from services.booking.store.settings_changes import SettingsChange

V = TypeVar("V", bound=Entry)
Language = Annotated[str, Field(pattern="^[a-z]{2}$")]
Translation = Annotated[str, Field(max_length=500)]


class Seen(BaseModel):
    """What whoever asks for the change was looking at: `version` of the part, 0 when it was never
    changed. `accepted`, of a refusal `would_uncover`, says that its visits were looked at.
    """

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=0)
    accepted: str | None = Field(None, max_length=64)


class PartBody(Seen, Generic[V]):
    """`words`: what this part says in English, in other languages; an empty one is taken away."""

    value: V
    words: dict[Language, dict[str, Translation]] = {}


class GivenTreatment(TreatmentRules):
    practitioners: list[Id] | None = Field(None, description="who gives it; none: as before")


class FileBody(Seen):
    """A whole practice; `replace` also what staff changed by hand since the last file."""

    version: int = Field(0, description="a file has none")
    file: PracticeFile
    replace: bool = False


class HolidayOut(BaseModel):
    name: str
    on: date

    @classmethod
    def next_of(cls, calendar: str, today: date) -> list[Self]:
        nearest: dict[str, date] = {}
        for year in (today.year, today.year + 1):
            for day, names in sorted(names_in(calendar, year).items()):
                if day >= today:
                    nearest = dict.fromkeys(sorted(names), day) | nearest
        return sorted((cls(name=n, on=d) for n, d in nearest.items()), key=lambda each: each.on)


class RetiredOut(BaseModel):
    id: str
    name: str


class SettingsOut(BaseModel):
    """The practice as its file says it; of each part that was ever changed, its version."""

    practice: PracticeFile
    versions: dict[str, int]
    retired_treatments: list[RetiredOut]
    retired_practitioners: list[RetiredOut]

    @classmethod
    def of(cls, standing: Standing) -> Self:
        known, key = standing.known, standing.practice_key
        return cls(
            practice=standing.file,
            versions=standing.versions,
            retired_treatments=_retired(known.treatments.values(), key),
            retired_practitioners=_retired(known.practitioners.values(), key),
        )


class LoadedOut(BaseModel):
    """The parts that are otherwise now."""

    changed: list[str]


class SavedOut(BaseModel):
    """`id` of what was changed or made; `version` of its part from now on."""

    id: str | None
    version: int


class LostVisitOut(ListedVisit):
    """One that can take place now and could not after the change, and why not."""

    gap: Gap

    @classmethod
    def lost(cls, loss: Loss, known: Catalogue, links: Links) -> Self:
        listed = ListedVisit.of(loss.listed, known, links)
        return cls(**vars(listed), gap=loss.gap)


class SettingsChangeOut(BaseModel):
    part: str
    version: int
    actor: str
    at: datetime
    before: Document | None
    after: Document | None

    @classmethod
    def of(cls, change: SettingsChange) -> Self:
        return cls(**vars(change))


def _retired(entries: Any, practice_key: int) -> list[RetiredOut]:
    return [
        RetiredOut(id=each.id, name=each.name)
        for each in entries
        if each.practice_key == practice_key and each.retired
    ]
