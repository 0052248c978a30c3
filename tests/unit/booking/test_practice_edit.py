"""A part of a practice is changed, and the whole is checked."""

import pytest
from pydantic import ValidationError

from services.booking.domain.practice_edit import (
    Kind,
    Part,
    UnknownPartError,
    changed_parts,
    new_id,
    parts_of,
    with_givers,
    with_new,
    with_part,
    with_words,
    without,
)
from services.booking.domain.practice_file import PracticeFile
from services.booking.domain.practice_order import Order, OtherEntriesError, with_order
from services.booking.domain.practice_parts import Hours, Rooms, Who
from tests.support.booking import demo_practice

LIN = Part(Kind.PRACTITIONER, "chianni-lin")


@pytest.fixture(scope="module")
def demo() -> PracticeFile:
    return demo_practice()


def codes(error: ValidationError) -> list[str]:
    return [each["type"] for each in error.errors()]


def test_only_the_part_that_is_changed_differs(demo: PracticeFile) -> None:
    who = Who(name="Dr. Lin", title="Acupuncturist", treatments=["acupuncture"])
    changed = with_part(demo, LIN, who)
    assert changed_parts(demo, changed) == ["practitioners/chianni-lin"]
    assert parts_of(changed)["hours/chianni-lin"] == parts_of(demo)["hours/chianni-lin"]


def test_a_part_of_nobody_is_unknown(demo: PracticeFile) -> None:
    with pytest.raises(UnknownPartError):
        with_part(demo, Part(Kind.HOURS, "nobody"), Hours())


def test_a_room_that_a_treatment_needs_cannot_go(demo: PracticeFile) -> None:
    with pytest.raises(ValidationError) as refused:
        with_part(demo, Part(Kind.ROOMS, "santa-monica"), Rooms(rooms=demo.locations[0].rooms[3:]))
    assert codes(refused.value) == ["unknown_room_kind"]
    with pytest.raises(ValidationError) as refused:
        with_part(demo, Part(Kind.ROOMS, "santa-monica"), Rooms(rooms=demo.locations[0].rooms[:3]))
    assert codes(refused.value) == ["unknown_room_for_a_class"]


def test_hours_at_two_places_at_once_are_refused() -> None:
    hours = [
        {"location": place, "days": ["mon"], "opens": opens, "closes": "12:00"}
        for place, opens in (("west", "09:00"), ("east", "11:00"))
    ]
    with pytest.raises(ValidationError) as refused:
        Hours.model_validate({"hours": hours})
    assert codes(refused.value) == ["hours_overlap"]


def test_a_retired_treatment_is_given_and_taught_by_nobody(demo: PracticeFile) -> None:
    kept = without(demo, Part(Kind.TREATMENT, "qigong-class"))
    assert [who.classes for who in kept.practitioners] == [[], []]
    assert not any("qigong-class" in who.treatments for who in kept.practitioners)


def test_a_location_is_never_taken_away(demo: PracticeFile) -> None:
    with pytest.raises(UnknownPartError):
        without(demo, Part(Kind.LOCATION, "santa-monica"))


def test_who_gives_a_treatment_is_said_at_the_treatment(demo: PracticeFile) -> None:
    changed = with_givers(demo, "myofascial-release", ["chianni-lin"])
    gives = {who.id: who.treatments for who in changed.practitioners}
    assert "myofascial-release" in gives["chianni-lin"]
    assert "myofascial-release" not in gives["mateo-rivera"]


def test_a_new_practitioner_has_no_hours_yet(demo: PracticeFile) -> None:
    kim = Who(name="Kim Sato", title="", treatments=[])
    changed = with_new(demo, Part(Kind.PRACTITIONER, "kim-sato"), kim)
    assert changed.practitioners[-1].hours == []


def test_a_text_that_is_renamed_takes_its_old_translation_along(demo: PracticeFile) -> None:
    lin = demo.practitioners[0]
    who = Who(name=lin.name, title="Acupuncturist", treatments=lin.treatments)
    renamed = with_words(
        demo, with_part(demo, LIN, who), {"es": {"Acupuncturist": "Acupunturista"}}
    )
    assert lin.title in demo.words["es"]
    assert lin.title not in renamed.words["es"]
    assert renamed.words["es"]["Acupuncturist"] == "Acupunturista"
    emptied = with_words(renamed, renamed, {"es": {"Acupuncturist": ""}})
    assert "Acupuncturist" not in emptied.words["es"]


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Cupping, 30 min", set[str](), "cupping-30-min"),
        ("Cupping", {"cupping", "cupping-2"}, "cupping-3"),
        ("拔罐", set[str](), "new"),
    ],
)
def test_an_id_is_made_from_the_name_and_never_twice(
    name: str, taken: set[str], expected: str
) -> None:
    assert new_id(name, taken) == expected


def test_another_order_of_treatments_is_the_only_part_that_differs(demo: PracticeFile) -> None:
    ids = [each.id for each in demo.treatments]
    turned = with_order(demo, "treatments", Order(ids=ids[::-1]))
    assert [each.id for each in turned.treatments] == ids[::-1]
    assert changed_parts(demo, turned) == ["order/treatments"]


def test_what_is_new_or_retired_changes_no_order(demo: PracticeFile) -> None:
    without_one = without(demo, Part(Kind.TREATMENT, demo.treatments[0].id))
    assert "order/treatments" not in changed_parts(demo, without_one)
    assert "order/treatments" not in changed_parts(without_one, demo)


@pytest.mark.parametrize("ids", [[], ["chianni-lin"], ["chianni-lin", "chianni-lin"]])
def test_an_order_of_others_than_there_are_is_refused(demo: PracticeFile, ids: list[str]) -> None:
    with pytest.raises(OtherEntriesError):
        with_order(demo, "practitioners", Order(ids=ids))
