"""The CloudEvents envelope, there and back."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.events import Received, envelope, event_types
from shared.events.appointments import AppointmentBooked
from shared.events.envelope import UnknownTypeError, UnreadableError
from tests.support.facts import booked

ID = UUID("018f2f4e-0000-7000-8000-000000000001")
AT = datetime(2027, 3, 8, 18, 0, 0, 123456, tzinfo=UTC)


def written(
    event: AppointmentBooked, traceparent: str | None = None
) -> tuple[bytes, dict[str, bytes]]:
    value, headers = envelope.write(
        event_id=ID,
        event_type=event.type,
        source="/meridian/booking",
        occurred_at=AT,
        payload=event.model_dump_json(),
        traceparent=traceparent,
    )
    return value, dict(headers)


def read(value: bytes | None, headers: dict[str, bytes]) -> Received[AppointmentBooked]:
    return envelope.read(value, list(headers.items()), event_types())  # type: ignore[return-value]


@given(st.text(max_size=50), st.one_of(st.none(), st.text(max_size=200)))
def test_what_is_written_is_read(patient_id: str, reason: str | None) -> None:
    event = booked(patient_id).model_copy(update={"reason": reason})
    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    value, headers = written(event, traceparent)
    assert read(value, headers) == Received(ID, event, AT, traceparent)


def test_the_envelope_is_binary_cloudevents() -> None:
    value, headers = written(booked("ana"))
    assert headers["content-type"] == b"application/json"
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_id"] == str(ID).encode()
    assert headers["ce_type"] == b"meridian.booking.appointment_booked.v1"
    assert headers["ce_time"] == b"2027-03-08T18:00:00.123456Z"
    assert json.loads(value)["patient_id"] == "ana"


def test_a_structured_event_is_read_too() -> None:
    event = booked("ana")
    whole = {
        "specversion": "1.0",
        "id": str(ID),
        "source": "/meridian/booking",
        "type": event.type,
        "time": AT.isoformat(),
        "data": json.loads(event.model_dump_json()),
    }
    headers = {"content-type": b"application/cloudevents+json; charset=utf-8"}
    assert read(json.dumps(whole).encode(), headers).event == event


def test_fields_this_version_does_not_know_are_passed_over() -> None:
    event = booked("ana")
    value, headers = written(event)
    newer = json.loads(value) | {"mood": "calm"}
    newer["visit"]["colour"] = "blue"
    assert read(json.dumps(newer).encode(), headers).event == event


@pytest.mark.parametrize("missing", ["ce_id", "ce_type", "ce_source"])
def test_an_envelope_without_a_required_attribute_is_refused(missing: str) -> None:
    value, headers = written(booked("ana"))
    if missing == "ce_id":
        headers["ce_id"] = b""
    else:
        del headers[missing]
    with pytest.raises(UnreadableError):
        read(value, headers)


def test_a_refusal_names_the_place_and_never_the_value() -> None:
    value, headers = written(booked("ana"))
    broken = json.loads(value)
    broken["visit"]["starts_at"] = "call me at 310-555-0134"
    with pytest.raises(UnreadableError, match=r"visit\.starts_at") as refused:
        read(json.dumps(broken).encode(), headers)
    assert "310" not in str(refused.value)


def test_a_type_nobody_knows_is_told_apart_from_nonsense() -> None:
    value, headers = written(booked("ana"))
    with pytest.raises(UnknownTypeError):
        read(value, headers | {"ce_type": b"meridian.billing.invoice_sent.v1"})
