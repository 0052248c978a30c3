"""What was published once is read for ever, and every event keeps the rules of the contracts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from shared.events import Event, Part, event_types
from shared.events.patients import TOPIC as PATIENTS
from tests.support import golden

EVENTS = sorted(event_types().values(), key=lambda event: event.type)
each_event = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
each_file = pytest.mark.parametrize("file", golden.golden_files(), ids=lambda file: file.stem)

# Of the patient. The clinic has a name and a phone too: those parts may be on any topic.
PERSONAL = frozenset({"name", "phone", "email", "birth_date", "address"})
CLINIC = frozenset({"Treatment", "Named", "Location"})
CLINICAL = frozenset({"complaint", "diagnosis", "condition", "symptom"})


def content(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return read


def reread(event: type[Event], published: dict[str, Any]) -> dict[str, Any]:
    """What today's model makes of it; fields added since stay away."""
    read = event.model_validate_json(json.dumps(published))
    return read.model_dump(mode="json", exclude_unset=True)


@each_file
def test_every_golden_file_says_the_same_after_reading(file: Path) -> None:
    published = content(file)
    event = event_types()[golden.type_of(file)]
    assert reread(event, published) == published, "a published field was renamed or removed"


def test_a_renamed_field_or_a_removed_one_would_be_seen() -> None:
    event = event_types()["meridian.followup.checkin_retired.v1"]
    published = {"patient_id": "p", "checkin_id": "c", "reason": "r"}
    assert reread(event, published | {"gone": 1}) != published | {"gone": 1}
    with pytest.raises(ValidationError):
        reread(event, {"patient_id": "p", "checkin_id": "c", "why": "r"})


@each_event
def test_every_field_of_every_event_is_in_a_golden_file(event: type[Event]) -> None:
    files = [file for file in golden.golden_files() if golden.type_of(file) == event.type]
    missing = golden.unshown_fields(event, [content(file) for file in files])
    assert not missing, "run `python -m tests.support.golden` and look the new file over"


def test_a_field_without_an_example_would_be_seen() -> None:
    event = event_types()["meridian.notify.reply_received.v1"]
    assert "question.kind" in golden.unshown_fields(event, [{"question": {"request_id": "1"}}])


def test_a_golden_file_of_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match=r"booked\.json"):
        golden.type_of(Path("booked.json"))


@each_event
def test_every_wire_name_is_written_by_hand_from_owner_and_fact(event: type[Event]) -> None:
    fact = re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower()
    assert re.fullmatch(rf"meridian\.[a-z]+\.{fact}\.v[1-9]\d*", event.type)


@each_event
def test_every_event_says_when_it_happens(event: type[Event]) -> None:
    assert (event.__doc__ or "").strip(), f"{event.__name__} has no docstring of its own"


@each_event
def test_every_event_is_about_one_patient(event: type[Event]) -> None:
    assert event.model_fields["patient_id"].is_required()


def parts_of(model: type[BaseModel]) -> set[type[BaseModel]]:
    found = {
        kind
        for field in model.model_fields.values()
        for kind in _kinds(field.annotation)
        if issubclass(kind, Part)
    }
    return {model}.union(*map(parts_of, found))


def _kinds(annotation: Any) -> list[type]:
    arms = getattr(annotation, "__args__", (annotation,))
    return [arm for arm in arms if isinstance(arm, type)]


def forbidden(event: type[Event]) -> set[str]:
    names = CLINICAL if event.__name__ != "IntakeRecorded" else frozenset()
    if event.topic != PATIENTS:
        names |= PERSONAL
    return {
        f"{part.__name__}.{field}"
        for part in parts_of(event)
        for field in part.model_fields
        if field in names and not (field in PERSONAL and part.__name__ in CLINIC)
    }


@each_event
def test_only_patients_names_a_person_and_only_intakes_a_complaint(event: type[Event]) -> None:
    assert forbidden(event) == set()


def test_a_phone_or_a_complaint_in_the_wrong_event_would_be_seen() -> None:
    class Kin(Part):
        phone: str

    class Leaky(Event, topic="clinic.messages"):
        kin: Kin | None
        complaint: str

    assert forbidden(Leaky) == {"Kin.phone", "Leaky.complaint"}
