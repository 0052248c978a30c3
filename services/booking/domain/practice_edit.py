"""Changing one part of a practice, with all of it checked again.

The practice as a whole is its file; a part is what one page changes. A part is named by its kind
and, where there are several, by the id of what it belongs to: `hours/chianni-lin`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.booking.domain.practice_file import PracticeFile
from services.booking.domain.practice_order import ORDERED, orders_of, part_named, reordered
from services.booking.domain.practice_parts import (
    Classes,
    Complaints,
    Entry,
    Holidays,
    Hours,
    Place,
    Rooms,
    Rules,
    TreatmentRules,
    Who,
    Words,
)

Document = dict[str, Any]  # a practice's file as JSON
Translations = Mapping[str, Mapping[str, str]]  # language -> English text -> the same in it


class Kind(StrEnum):
    PRACTICE = "practice"
    WORDS = "words"
    COMPLAINTS = "complaints"
    LOCATION = "locations"
    HOLIDAYS = "holidays"
    ROOMS = "rooms"
    TREATMENT = "treatments"
    PRACTITIONER = "practitioners"
    HOURS = "hours"
    CLASSES = "classes"
    ORDER = "order"


@dataclass(frozen=True)
class Shape:
    """`among` is the list in the file whose entries have this part; none where the file has it."""

    model: type[Entry]
    among: str | None = None


SHAPES = {
    Kind.PRACTICE: Shape(Rules),
    Kind.WORDS: Shape(Words),
    Kind.COMPLAINTS: Shape(Complaints),
    Kind.LOCATION: Shape(Place, "locations"),
    Kind.HOLIDAYS: Shape(Holidays, "locations"),
    Kind.ROOMS: Shape(Rooms, "locations"),
    Kind.TREATMENT: Shape(TreatmentRules, "treatments"),
    Kind.PRACTITIONER: Shape(Who, "practitioners"),
    Kind.HOURS: Shape(Hours, "practitioners"),
    Kind.CLASSES: Shape(Classes, "practitioners"),
}


class UnknownPartError(LookupError):
    """There is nothing in the practice that has this part."""


@dataclass(frozen=True)
class Part:
    kind: Kind
    of: str | None = None

    def __str__(self) -> str:
        return self.kind if self.of is None else f"{self.kind}/{self.of}"


def parts_of(file: PracticeFile) -> dict[str, Document]:
    """Everything the practice is, by the name of the part; together they are the file."""
    document = file.model_dump(mode="json")
    own = {
        str(Part(kind, entry["id"] if shape.among else None)): _own(shape, entry)
        for kind, shape in SHAPES.items()
        for entry in (document[shape.among] if shape.among else [document])
    }
    return own | orders_of(document)


def changed_parts(before: PracticeFile | None, after: PracticeFile) -> list[str]:
    """What differs; also what was there before and is not any more."""
    orders = set(map(part_named, ORDERED))
    old = parts_of(before) if before else {}
    new = parts_of(after)
    others = [name for name in {**old, **new} if name not in orders]
    changed = [name for name in others if _unordered(old.get(name)) != _unordered(new.get(name))]
    moved = reordered(before.model_dump(), after.model_dump()) if before else []
    return changed + moved


def with_part(file: PracticeFile, part: Part, value: Entry) -> PracticeFile:
    """Raises UnknownPartError, and ValidationError when the whole would not fit together."""
    document = file.model_dump(mode="json")
    _entry(document, part).update(_said(part, value))
    return PracticeFile.model_validate(document)


def with_new(file: PracticeFile, part: Part, value: Entry) -> PracticeFile:
    """Something that was not there: a location, a treatment, a practitioner."""
    return with_entry(file, part, {"id": part.of, **_said(part, value)})


def with_entry(file: PracticeFile, part: Part, entry: Document) -> PracticeFile:
    """Raises ValidationError when the whole would not fit together, or has it already."""
    document = file.model_dump(mode="json")
    document[SHAPES[part.kind].among or ""].append(entry)
    return PracticeFile.model_validate(document)


def with_givers(file: PracticeFile, treatment: str, givers: list[str]) -> PracticeFile:
    """These practitioners give the treatment, and nobody else. A class nobody gives is not held.

    Raises UnknownPartError.
    """
    if set(givers) - {who.id for who in file.practitioners}:
        raise UnknownPartError
    document = file.model_dump(mode="json")
    for who in document["practitioners"]:
        gave, gives = treatment in who["treatments"], who["id"] in givers
        if gives and not gave:
            who["treatments"].append(treatment)
        if gave and not gives:
            _give_up(who, treatment)
    return PracticeFile.model_validate(document)


def without(file: PracticeFile, part: Part) -> PracticeFile:
    """The treatment or practitioner is retired: what was booked stays. Raises UnknownPartError."""
    document = file.model_dump(mode="json")
    entries = document[SHAPES[part.kind].among or ""]
    kept = [entry for entry in entries if entry["id"] != part.of]
    if part.kind is Kind.LOCATION or len(kept) == len(entries):
        raise UnknownPartError
    entries[:] = kept
    if part.kind is Kind.TREATMENT:
        for who in document["practitioners"]:
            _give_up(who, part.of)
    return PracticeFile.model_validate(document)


def with_words(
    before: PracticeFile, file: PracticeFile, translations: Translations
) -> PracticeFile:
    """An empty translation takes the old one away; so does a text that is not said any more."""
    document = file.model_dump(mode="json")
    gone = set(_texts(before.model_dump())) - set(_texts(document))
    for language, words in translations.items():
        document["words"].setdefault(language, {}).update(words)
    document["words"] = {
        language: kept
        for language, words in document["words"].items()
        if (kept := {text: other for text, other in words.items() if other and text not in gone})
    }
    return PracticeFile.model_validate(document)


def new_id(name: str, taken: set[str]) -> str:
    """ "Cupping, 30 min" -> "cupping-30-min", or with a number where that is taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:50].strip("-") or "new"
    numbered = (f"{plain}-{n}" for n in range(2, len(taken) + 3))
    return next(each for each in (plain, *numbered) if each not in taken)


def _entry(document: Document, part: Part) -> Document:
    among = SHAPES[part.kind].among
    if among is None:
        return document
    entries: list[Document] = document[among]
    for entry in entries:
        if entry["id"] == part.of:
            return entry
    raise UnknownPartError


def _said(part: Part, value: Entry) -> Document:
    return value.model_dump(mode="json", include=set(SHAPES[part.kind].model.model_fields))


def _own(shape: Shape, entry: Document) -> Document:
    return {name: entry[name] for name in shape.model.model_fields}


def _unordered(part: Document | None) -> Document | None:
    """What somebody gives is a list in the order of the treatments, which is a part by itself."""
    if part is None or "treatments" not in part:
        return part
    return {**part, "treatments": sorted(part["treatments"])}


def _give_up(who: Document, treatment: str | None) -> None:
    who["treatments"] = [each for each in who["treatments"] if each != treatment]
    who["classes"] = [held for held in who["classes"] if held["treatment"] != treatment]


def _texts(document: Document) -> list[str]:
    """What patients read of it."""
    return [
        *(text for t in document["treatments"] for text in (t["name"], t["summary"])),
        *(who["title"] for who in document["practitioners"]),
        *(choice["label"] for choice in document["complaints"]),
    ]
