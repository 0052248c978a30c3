"""The contracts as an AsyncAPI 3 document, made from the models.

`python -m shared.events.asyncapi` writes docs/events/asyncapi.json and its readable form.
"""

import inspect
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from shared.events.base import Event, event_types
from shared.events.tables import as_markdown
from shared.events.topics import TOPICS, Topic
from shared.kafka import COMPACTED

FOLDER = Path(__file__).parents[2] / "docs" / "events"
KAFKA = {"bindingVersion": "0.5.0"}
SCHEMA = "#/components/schemas/{model}"
HEADERS = "CloudEventHeaders"

JsonObject = dict[str, Any]


def document() -> JsonObject:
    events = sorted(event_types().values(), key=lambda event: event.type)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Meridian's events",
            "version": "1.0.0",
            "description": "CloudEvents 1.0 in Kafka's binary mode: the attributes are headers, "
            "the record's value is the payload. A consumer accepts fields it does not know.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {name: _channel(name, events) for name in TOPICS},
        "operations": _operations(),
        "components": {
            "messages": {event.__name__: _message(event) for event in events},
            "schemas": {HEADERS: _headers(), **_schemas(events)},
        },
    }


def _channel(name: str, events: Iterable[type[Event]]) -> JsonObject:
    own = [event for event in events if event.topic == name]
    policy = "compact" if name in COMPACTED else "delete"
    return {
        "address": name,
        "description": _about(own[0]),
        "messages": {
            event.__name__: {"$ref": f"#/components/messages/{event.__name__}"} for event in own
        },
        "bindings": {
            "kafka": {"topic": name, "topicConfiguration": {"cleanup.policy": [policy]}, **KAFKA}
        },
    }


def _about(event: type[Event]) -> str:
    """What the owner's module says of its topic, without the topic's own name before it."""
    module = inspect.getdoc(sys.modules[event.__module__]) or ""
    words = " ".join(module.split())
    return words.partition("): ")[2]


def _operations() -> JsonObject:
    return {
        f"{service}.{action}.{name}": {
            "action": action,
            "channel": {"$ref": f"#/channels/{name}"},
            "tags": [{"name": service}],
        }
        for name, topic in TOPICS.items()
        for action, services in _sides(topic)
        for service in services
    }


def _sides(topic: Topic) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("send", topic.publishers), ("receive", topic.consumers)


def _message(event: type[Event]) -> JsonObject:
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": " ".join((inspect.getdoc(event) or "").split()),
        "contentType": "application/json",
        "headers": {
            "allOf": [
                {"$ref": SCHEMA.format(model=HEADERS)},
                {"properties": {"ce_type": {"const": event.type}}},
            ]
        },
        "payload": {"$ref": SCHEMA.format(model=event.__name__)},
        "bindings": {
            "kafka": {"key": {"type": "string", "description": "the patient_id"}, **KAFKA}
        },
    }


def _headers() -> JsonObject:
    names = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type")
    text = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "required": list(names),
        "properties": {
            **dict.fromkeys(names, text),
            "ce_specversion": {"const": "1.0"},
            "ce_time": {"type": "string", "format": "date-time"},
            "ce_traceparent": {**text, "description": "the W3C trace that started it"},
        },
    }


def _schemas(events: Iterable[type[Event]]) -> JsonObject:
    _, schemas = models_json_schema(
        [(event, "validation") for event in events], ref_template=SCHEMA
    )
    definitions: JsonObject = schemas["$defs"]
    return dict(sorted(definitions.items()))


def files() -> dict[Path, str]:
    """What the folder holds: path -> content."""
    made = document()
    return {
        FOLDER / "asyncapi.json": json.dumps(made, indent=2) + "\n",
        FOLDER / "README.md": as_markdown(made),
    }


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, content in files().items():
        path.write_text(content, "utf-8")
