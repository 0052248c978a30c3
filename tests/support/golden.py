"""Golden files: one example of every event as it went over the wire when its version was made.

`python -m tests.support.golden` writes an example for each event, and each new field, that has
none. It never touches a file that is there: what was published once must be read for ever.
"""

import json
import re
import sys
import types
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from shared.events import Event, event_types

FOLDER = Path(__file__).parents[1] / "contract" / "golden" / "events"
FILE_NAME = re.compile(r"(?P<type>meridian\.[a-z_]+\.[a-z_]+\.v\d+)(\.\d+)?\.json")

AN_ID = "01930b3e-5c7a-7f10-8a5b-1122334455{:02x}"
AN_INSTANT = "2027-03-16T16:30:00Z"
A_DATE = "1979-05-02"
TYPICAL: dict[str, object] = {
    "name": "Ana Flores",
    "phone": "+13105550142",
    "email": "ana@example.org",
    "language": "en",
    "time_zone": "America/Los_Angeles",
    "version": 3,
    "wording": "Text me about my visits.",
    "wording_version": "2027-01",
    "categories": ["visit", "checkin"],
    "source": "booking_page",
    "actor": "staff:01930b3e-5c7a-7f10-8a5b-112233445566",
    "reason": "asked_by_patient",
    "text_name": "Harbor Clinic",
    "manage_url": "https://harbor.example/m/7Kq2xV",
    "flags": ["no_electro"],
    "reminder_plan": "standard",
    "checkin_plan": "after_needling",
    "complaint": "low_back",
    "baseline": 8,
    "score": 6,
    "change_points": -2,
    "change_percent": -25.0,
    "reader_version": "1",
    "segments": 1,
    "body": "7",
    "kind": "checkin_score",
    "values": {"name": "Harbor Clinic"},
    "rule": "score_8_or_more",
    "outcome": "called",
    "grade": "orange",
    "signs": ["numbness"],
    "word_list_version": "1",
    "low": 6,
    "high": 7,
    "days": 3,
    "pain_average": 7,
    "enjoyment": 8,
    "general_activity": 3,
    "since": "months",
    "onset": "gradual",
    "cause": "work",
    "areas": ["lower_back"],
    "pain_days": 5,
    "weekdays": [2, 4],
    "from_time": "09:00",
    "until_time": "12:30",
    "every_weeks": 1,
    "offers": [
        {
            "offer_id": AN_ID.format(1),
            "state": "open",
            "starts_at": AN_INSTANT,
            "practitioner": {"id": "chianni-lin", "name": "Dr. Lin"},
            "offered_at": AN_INSTANT,
            "reply_by_at": AN_INSTANT,
        }
    ],
    "visits": [
        {"appointment_id": AN_ID.format(2), "starts_at": AN_INSTANT, "status": "booked"},
    ],
    "items": [
        {
            "treatment": {"id": "acupuncture", "name": "Acupuncture, follow-up"},
            "visits": 8,
            "every_weeks": 1,
            "done": 3,
            "booked": 2,
            "left": 3,
        }
    ],
    "treatments": [{"id": "acupuncture", "name": "Acupuncture, follow-up"}],
    "bought": 8,
    "left": 5,
    "credits": -1,
}


def golden_files() -> list[Path]:
    return sorted(FOLDER.glob("*.json"))


def type_of(file: Path) -> str:
    """The wire name a golden file is an example of. Raises ValueError for any other name."""
    named = FILE_NAME.fullmatch(file.name)
    if named is None:
        raise ValueError(f"{file.name} is not <type>.json or <type>.<n>.json")
    return named["type"]


def unshown_fields(event: type[Event], examples: list[Any]) -> set[str]:
    """Dotted names of the event's fields that no example fills."""
    shown = {path for example in examples for path in _filled(example)}
    return set(_fields(event)) - shown


def _fields(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield prefix + name
        inner = _without_none(field.annotation)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _fields(inner, f"{prefix}{name}.")


def _filled(example: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in example.items():
        if value is not None:
            yield prefix + name
        if isinstance(value, dict):
            yield from _filled(value, f"{prefix}{name}.")


def example_of(model: type[BaseModel]) -> dict[str, Any]:
    return {
        name: _value(name, field.annotation, number)
        for number, (name, field) in enumerate(model.model_fields.items())
    }


def _value(name: str, annotation: Any, number: int) -> Any:
    kind = _without_none(annotation)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return example_of(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind)).value
    if name in TYPICAL:
        return TYPICAL[name]
    return _plain(name, kind, number)


def _plain(name: str, kind: Any, number: int) -> Any:
    plain: dict[Any, Any] = {datetime: AN_INSTANT, date: A_DATE, bool: True, int: 1, float: 1.0}
    if kind is str:
        return AN_ID.format(number) if name == "id" or name.endswith("_id") else name
    if kind not in plain:
        raise TypeError(f"{name}: say in TYPICAL what a {kind} looks like")
    return plain[kind]


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in {Union, types.UnionType}:
        return next(arm for arm in get_args(annotation) if arm is not type(None))
    return annotation


def write_missing() -> list[Path]:
    written = []
    for name, event in event_types().items():
        files = [file for file in golden_files() if type_of(file) == name]
        if unshown_fields(event, [json.loads(file.read_text("utf-8")) for file in files]):
            suffix = f".{len(files) + 1}" if files else ""
            target = FOLDER / f"{name}{suffix}.json"
            target.write_text(json.dumps(example_of(event), indent=2) + "\n", "utf-8")
            written.append(target)
    return written


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in write_missing():
        sys.stdout.write(f"wrote {path.name}: make it plausible, then commit it\n")
