"""Our records against CloudEvents' own schema and the Kafka binding's own examples."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from jsonschema import Draft7Validator, FormatChecker, ValidationError

from shared.events import Event, envelope, event_types
from shared.events.checkins import CheckinRetired
from tests.support import golden
from tests.support.reference import load_reference

ID = UUID("01930b3e-5c7a-7f10-8a5b-1122334455ff")
AT = datetime(2027, 3, 18, 0, 6, 12, 345678, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
THEIR_TYPE = "com.example.someevent"
FACT = CheckinRetired(patient_id="01930b3e", checkin_id="01930b3f", reason="visit_not_completed")


def written(event: Event, traceparent: str | None = TRACE) -> tuple[bytes, dict[str, bytes]]:
    value, headers = envelope.write(
        event_id=ID,
        event_type=event.type,
        source="/meridian/followup",
        occurred_at=AT,
        payload=event.model_dump_json(),
        traceparent=traceparent,
    )
    return value, dict(headers)


def attributes(headers: dict[str, bytes]) -> dict[str, str]:
    """By the binding's 3.2: ce_ and the name; the content type has a header of its own."""
    named = {k.removeprefix("ce_"): v.decode() for k, v in headers.items() if k.startswith("ce_")}
    return named | {"datacontenttype": headers["content-type"].decode()}


def check(whole: dict[str, Any]) -> None:
    schema = load_reference("cloudevents_v1.schema.json")
    Draft7Validator(schema, format_checker=FormatChecker()).validate(whole)


@pytest.mark.parametrize("file", golden.golden_files(), ids=lambda file: file.stem)
def test_every_event_in_its_envelope_is_a_cloudevent(file: Any) -> None:
    event = event_types()[golden.type_of(file)].model_validate_json(file.read_text("utf-8"))
    value, headers = written(event)
    check(attributes(headers) | {"data": json.loads(value)})


def test_an_envelope_that_lacks_an_attribute_is_no_cloudevent() -> None:
    value, headers = written(FACT)
    del headers["ce_source"]
    with pytest.raises(ValidationError):
        check(attributes(headers) | {"data": json.loads(value)})


def test_cloudevents_own_client_reads_what_we_write() -> None:
    value, headers = written(FACT)
    read = from_binary(KafkaMessage(headers, None, value), JSONFormat())
    assert read.get_id() == str(ID)
    assert read.get_time() == AT
    assert read.get_data() == json.loads(FACT.model_dump_json())
    assert read.get_extension("traceparent") == TRACE


def kafka_case(case_id: str) -> dict[str, Any]:
    vectors = load_reference("cloudevents_kafka_vectors.json")
    return next(entry for entry in vectors["cases"] + vectors["rules"] if entry["id"] == case_id)


def test_our_headers_are_named_as_in_the_bindings_example() -> None:
    example = {name for name, _ in kafka_case("binary")["headers"]}
    _, headers = written(FACT, traceparent=None)
    assert set(headers) == example
    assert headers["content-type"] == b"application/json"
    assert isinstance(headers["ce_id"], bytes)


each_example = pytest.mark.parametrize(
    "case_id",
    [
        "binary",
        "structured: application/cloudevents+json",
        "structured: application/cloudevents+json; charset=utf-8",
        "structured-may-carry-ce-headers",
        "mixed-case-content-type",
    ],
)


@each_example
def test_the_bindings_examples_are_read_and_passed_over_as_not_ours(case_id: str) -> None:
    case = kafka_case(case_id)
    with pytest.raises(envelope.UnknownTypeError, match=r"com\.example\.someevent"):
        envelope.read(case["value"].encode(), header_pairs(case), event_types())


@each_example
def test_a_fact_of_ours_dressed_as_the_bindings_examples_is_read(case_id: str) -> None:
    example = json.dumps(kafka_case(case_id))
    case = json.loads(example.replace("1234-1234-1234", str(ID)).replace(THEIR_TYPE, FACT.type))
    whole = json.loads(case["value"])
    ours = json.loads(FACT.model_dump_json())
    value = json.dumps(whole | {"data": ours} if "specversion" in whole else ours)
    received = envelope.read(value.encode(), header_pairs(case), event_types())
    assert (received.id, received.event) == (ID, FACT)
    assert received.occurred_at == datetime(2018, 4, 5, 3, 56, 24, tzinfo=UTC)


def header_pairs(case: dict[str, Any]) -> list[tuple[str, bytes]]:
    return [(name, value.encode()) for name, value in case["headers"]]
