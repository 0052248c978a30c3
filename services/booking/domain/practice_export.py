"""The file of a practice, from what it is now: what is loaded from it is the same practice."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from services.booking.domain.catalogue import (
    Catalogue,
    Equipment,
    Location,
    Practitioner,
    Room,
    Treatment,
)
from services.booking.domain.hours import ClassTime
from services.booking.domain.practice_edit import Document, Kind, Part, UnknownPartError
from services.booking.domain.practice_file import PracticeFile
from services.booking.domain.practice_parts import WEEKDAYS, Place, Rules, TreatmentRules, Who


def file_of(catalogue: Catalogue, practice_key: int) -> PracticeFile:
    """Without what is retired."""
    practice = catalogue.practices[practice_key]
    return PracticeFile.model_validate(
        {
            **_named(Rules, vars(practice)),
            "id": practice.id,
            "words": {language: dict(words) for language, words in practice.words.items()},
            "complaints": [
                {"code": choice.code, "label": choice.label}
                for choice in catalogue.complaints_of(practice_key)
            ],
            "locations": [
                _location(catalogue, place)
                for place in catalogue.locations.values()
                if place.practice_key == practice_key
            ],
            "treatments": [
                _treatment(each)
                for each in catalogue.treatments.values()
                if each.practice_key == practice_key and not each.retired
            ],
            "practitioners": [
                _practitioner(catalogue, who)
                for who in catalogue.practitioners.values()
                if who.practice_key == practice_key and not who.retired
            ],
        }
    )


def retired_entry(catalogue: Catalogue, practice_key: int, part: Part) -> Document:
    """What a retired treatment or practitioner was, to be taken on again. Raises UnknownPartError."""
    if part.kind is Kind.TREATMENT:
        for each in catalogue.treatments.values():
            if (each.id, each.practice_key, each.retired) == (part.of, practice_key, True):
                return _treatment(each)
    if part.kind is Kind.PRACTITIONER:
        for who in catalogue.practitioners.values():
            if (who.id, who.practice_key, who.retired) == (part.of, practice_key, True):
                return {**_practitioner(catalogue, who), "classes": []}
    raise UnknownPartError


def _treatment(treatment: Treatment) -> Document:
    return {"id": treatment.id, **_named(TreatmentRules, vars(treatment))}


def _location(catalogue: Catalogue, place: Location) -> Document:
    return {
        "id": place.id,
        **_named(Place, vars(place)),
        "holiday_calendar": place.holiday_calendar,
        "closed_holidays": sorted(place.closed_holidays),
        "rooms": _kept(place, catalogue.rooms.values()),
        "equipment": _kept(place, catalogue.equipment.values()),
    }


def _kept(place: Location, things: Iterable[Room | Equipment]) -> list[Document]:
    return [
        {"id": each.id, "name": each.name, "kind": each.kind}
        for each in things
        if each.location_key == place.key and not each.retired
    ]


def _practitioner(catalogue: Catalogue, who: Practitioner) -> Document:
    gives = [
        each.id
        for each in catalogue.treatments.values()
        if each.key in who.treatment_keys and not each.retired
    ]
    places = catalogue.locations
    return {
        "id": who.id,
        **_named(Who, {**vars(who), "treatments": gives}),
        "hours": list(_weekly(catalogue, who)),
        "extra_hours": [
            {
                "location": places[extra.location_key].id,
                "on": extra.held_on,
                "opens": extra.opens,
                "closes": extra.closes,
            }
            for extra in who.extra_hours
        ],
        "classes": _classes(catalogue, who.classes),
    }


def _weekly(catalogue: Catalogue, who: Practitioner) -> Iterable[Document]:
    """Days with the same hours stand together."""
    days: dict[tuple[str, time, time], list[int]] = defaultdict(list)
    for hours in who.hours:
        place = catalogue.locations[hours.location_key].id
        days[place, hours.opens, hours.closes].append(hours.weekday)
    for (place, opens, closes), on in sorted(
        days.items(), key=lambda item: (min(item[1]), item[0])
    ):
        yield {"location": place, "days": _named_days(on), "opens": opens, "closes": closes}


def _classes(catalogue: Catalogue, held: Iterable[ClassTime]) -> list[Document]:
    days: dict[tuple[int, int, time, date | None, date | None], list[int]] = defaultdict(list)
    for each in held:
        same = (each.treatment_key, each.room_key, each.starts, each.first_on, each.last_on)
        days[same].append(each.weekday)
    return [
        {
            "treatment": catalogue.treatments[treatment].id,
            "location": catalogue.locations[catalogue.rooms[room].location_key].id,
            "room": catalogue.rooms[room].id,
            "days": _named_days(on),
            "starts": starts,
            "first_on": first_on,
            "last_on": last_on,
        }
        for (treatment, room, starts, first_on, last_on), on in sorted(
            days.items(), key=lambda item: (min(item[1]), item[0][2], item[0][:2])
        )
    ]


def _named_days(weekdays: Iterable[int]) -> list[str]:
    return [WEEKDAYS[day - 1] for day in sorted(weekdays)]


def _named(model: Any, values: dict[str, Any]) -> Document:
    return {name: values[name] for name in model.model_fields}
