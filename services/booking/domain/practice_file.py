"""The file that describes a practice: everything a second clinic needs, without code."""

from collections import Counter
from typing import Self

from pydantic import Field, model_validator

from services.booking.domain.practice_parts import (
    Classes,
    Complaints,
    Holidays,
    Hours,
    Identified,
    Place,
    Rooms,
    Rules,
    TreatmentRules,
    Who,
    Words,
    refusal,
    refuse_repeated,
    refuse_unknown,
)


class LocationEntry(Rooms, Holidays, Place, Identified):
    """A place with its rooms and what it owns."""


class TreatmentEntry(TreatmentRules, Identified):
    """What is done, and what it takes."""


class PractitionerEntry(Classes, Hours, Who, Identified):
    """Who gives which treatments, and when they work."""


class PracticeFile(Complaints, Words, Rules, Identified):
    locations: list[LocationEntry] = Field(min_length=1)
    treatments: list[TreatmentEntry]
    practitioners: list[PractitionerEntry]

    @model_validator(mode="after")
    def names_each_thing_once(self) -> Self:
        refuse_repeated("location", (place.id for place in self.locations))
        refuse_repeated("treatment", (t.id for t in self.treatments))
        refuse_repeated("practitioner", (p.id for p in self.practitioners))
        refuse_repeated("room", (room.id for place in self.locations for room in place.rooms))
        pieces = (piece.id for place in self.locations for piece in place.equipment)
        refuse_repeated("piece of equipment", pieces)
        return self

    @model_validator(mode="after")
    def names_only_what_it_defines(self) -> Self:
        treatments = {t.id for t in self.treatments}
        locations = {place.id for place in self.locations}
        for practitioner in self.practitioners:
            refuse_unknown("treatment", set(practitioner.treatments) - treatments)
            places = {h.location for h in practitioner.hours}
            places |= {h.location for h in practitioner.extra_hours}
            places |= {c.location for c in practitioner.classes}
            refuse_unknown("location", places - locations)
            self._refuse_classes_that_cannot_be(practitioner)
        kinds = {room.kind for place in self.locations for room in place.rooms}
        refuse_unknown("room kind", {t.room_kind for t in self.treatments} - kinds)
        owned = {piece.kind for place in self.locations for piece in place.equipment}
        needed = {t.equipment_kind for t in self.treatments if t.equipment_kind}
        refuse_unknown("equipment kind", needed - owned)
        return self

    @model_validator(mode="after")
    def one_class_at_a_time(self) -> Self:
        """Of one kind at one location, so that a start names a class."""
        starts = Counter(
            (held.treatment, held.location, day, held.starts)
            for practitioner in self.practitioners
            for held in practitioner.classes
            for day in held.days
        )
        if any(count > 1 for count in starts.values()):
            raise refusal("classes_clash", "two classes of one kind at one time")
        return self

    def _refuse_classes_that_cannot_be(self, practitioner: PractitionerEntry) -> None:
        kinds = {t.id: t.room_kind for t in self.treatments if t.seats is not None}
        given = {c.treatment for c in practitioner.classes}
        refuse_unknown("class", given - (kinds.keys() & set(practitioner.treatments)))
        fit = {(place.id, room.id, room.kind) for place in self.locations for room in place.rooms}
        asked = {(c.location, c.room, kinds[c.treatment]) for c in practitioner.classes}
        refuse_unknown("room for a class", {room for _, room, _ in asked - fit})
