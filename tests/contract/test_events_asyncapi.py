"""The AsyncAPI document is fresh, valid, whole, and true of the golden files and the services."""

import ast
import importlib
import inspect
import json
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from jsonschema import Draft7Validator, ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT7

from shared.events import asyncapi, event_types
from shared.events.topics import TOPICS
from shared.kafka import COMPACTED, topics
from tests.support import golden
from tests.support.references import dangling

ROOT = Path(__file__).parents[2]
SPECIFICATION = ROOT / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0.json"
SERVICES = sorted(file.parent.name for file in ROOT.glob("services/*/consumer.py"))


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return asyncapi.document()


@pytest.mark.parametrize("path", asyncapi.files(), ids=lambda path: path.name)
def test_the_committed_documents_are_those_of_todays_models(path: Path) -> None:
    assert path.read_text("utf-8") == asyncapi.files()[path], "run `make docs` and commit"


def specification() -> Draft7Validator:
    if not SPECIFICATION.exists():
        pytest.skip("@asyncapi/specs is not in node_modules: run `make assets`")
    return Draft7Validator(json.loads(SPECIFICATION.read_text("utf-8")))


def test_asyncapis_own_schema_accepts_the_document(document: dict[str, Any]) -> None:
    specification().validate(document)


def test_asyncapis_own_schema_refuses_a_wrong_action(document: dict[str, Any]) -> None:
    broken = json.loads(json.dumps(document))
    broken["operations"]["booking.send.clinic.patients"]["action"] = "publish"
    with pytest.raises(ValidationError):
        specification().validate(broken)


def test_no_reference_leads_nowhere(document: dict[str, Any]) -> None:
    assert dangling(document) == set()
    del document["components"]["schemas"]["Visit"]
    assert dangling(document) == {"#/components/schemas/Visit"}


def payload_validator(document: dict[str, Any], title: str) -> Draft7Validator:
    resource = DRAFT7.create_resource(document)
    registry: Registry[Any] = Registry().with_resource("urn:events", resource)
    reference = f"urn:events#/components/messages/{title}/payload"
    return Draft7Validator(
        {"$ref": reference}, registry=registry, format_checker=Draft7Validator.FORMAT_CHECKER
    )


@pytest.mark.parametrize("file", golden.golden_files(), ids=lambda file: file.stem)
def test_every_golden_file_fits_its_payload(file: Path) -> None:
    event = event_types()[golden.type_of(file)]
    validator = payload_validator(asyncapi.document(), event.__name__)
    validator.validate(json.loads(file.read_text("utf-8")))


@pytest.mark.parametrize("wrong", [{"due_at": "Tuesday"}, {"patient_id": 7}, {"checkin_id": None}])
def test_a_payload_that_does_not_fit_is_refused(wrong: dict[str, Any]) -> None:
    file = golden.FOLDER / "meridian.followup.checkin_planned.v1.json"
    validator = payload_validator(asyncapi.document(), "CheckinPlanned")
    with pytest.raises(ValidationError):
        validator.validate(json.loads(file.read_text("utf-8")) | wrong)


def test_every_topic_has_its_publishers_and_consumers_named() -> None:
    assert sorted(TOPICS) == topics()
    assert set(TOPICS) >= COMPACTED


def consumed_by(service: str) -> set[str]:
    """The topics of the events in the service's table of handlers."""
    consumer = importlib.import_module(f"services.{service}.consumer")
    table = consumer.handlers
    handlers = table(*(MagicMock() for _ in inspect.signature(table).parameters))
    return {event.topic for event in handlers}


def published_by(service: str) -> set[str]:
    """The topics of the events that the service's own code makes, by their names."""
    made = {
        node.func.id
        for file in (ROOT / "services" / service).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return {event.topic for event in event_types().values() if event.__name__ in made}


@pytest.mark.parametrize("service", SERVICES)
def test_the_services_consume_what_the_document_says(service: str) -> None:
    said = {name for name, topic in TOPICS.items() if service in topic.consumers}
    assert consumed_by(service) == said, "correct shared/events/topics.py, then `make docs`"


@pytest.mark.parametrize("service", SERVICES)
def test_the_services_publish_what_the_document_says(service: str) -> None:
    said = {name for name, topic in TOPICS.items() if service in topic.publishers}
    assert published_by(service) == said, "correct shared/events/topics.py, then `make docs`"
