"""Records of every kind the dashboard follows, about few enough things that they meet."""

import json
from datetime import timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from services.dashboard.consumer import FOLLOWED
from shared.events import Event, envelope
from shared.ids import new_id
from shared.inbox import Record
from tests.support.facts import NOW
from tests.support.golden import FOLDER

PATIENTS = ("ana", "ben")
OTHERS = {"ana": "ana-again", "ben": "ben-again"}
TYPES = sorted(FOLLOWED, key=lambda event: event.type)


@st.composite
def records(draw: st.DrawFn) -> Record:
    event_type = draw(st.sampled_from(TYPES))
    patient_id = draw(st.sampled_from(PATIENTS))
    said = {"patient_id": patient_id, **_varied(draw, example(event_type), patient_id)}
    value, headers = envelope.write(
        event_id=new_id(),
        event_type=event_type.type,
        source="/meridian/test",
        occurred_at=NOW + timedelta(minutes=draw(st.integers(0, 3))),
        payload=json.dumps(said),
        traceparent=None,
    )
    return Record(event_type.topic, 0, 0, patient_id.encode(), value, tuple(headers))


@st.composite
def stories(draw: st.DrawFn) -> list[Record]:
    """In any order, some of them delivered twice."""
    told = draw(st.lists(records(), min_size=1, max_size=40))
    again = draw(st.lists(st.sampled_from(told), max_size=5))
    return told + again


@cache
def example(event_type: type[Event]) -> Any:
    return json.loads((FOLDER / f"{event_type.type}.json").read_text("utf-8"))


def _varied(draw: st.DrawFn, said: dict[str, Any], patient_id: str) -> dict[str, Any]:
    """Another of the few things of this patient, at another version or time."""
    return {
        name: _another(draw, name, value, patient_id)
        for name, value in said.items()
        if name != "patient_id"
    }


def _another(draw: st.DrawFn, name: str, value: Any, patient_id: str) -> Any:
    if isinstance(value, dict):
        return _varied(draw, value, patient_id)
    if name == "merged_id":
        return OTHERS[patient_id]
    if name.endswith("_id") and isinstance(value, str):
        return f"{patient_id} {name} {draw(st.integers(0, 1))}"
    if name == "version":
        return draw(st.integers(1, 4))
    if name == "corrected_by":
        return draw(st.sampled_from([None, "staff-1"]))
    if name == "at" or name.endswith("_at"):
        return (NOW + timedelta(minutes=draw(st.integers(0, 3)))).isoformat()
    return value
