"""CloudEvents 1.0 over Kafka, binary mode: the envelope around every event, at the edge."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings import kafka
from cloudevents.core.exceptions import BaseCloudEventException
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from pydantic import ValidationError

from shared.events.base import Event, Received

JSON = "application/json"
Headers = list[tuple[str, bytes]]


class UnreadableError(Exception):
    """The record is not a CloudEvent, or not the event its type says. Holds no content."""


class UnknownTypeError(Exception):
    """A well-formed event of a type nobody here knows: newer than this code, or not ours."""


class _Bytes(JSONFormat):
    """Leaves data as it is: the models read and write their JSON themselves."""

    def write_data(self, data: Any, datacontenttype: str | None) -> bytes:
        return data if isinstance(data, bytes) else b""

    def read_data(self, body: bytes, datacontenttype: str | None) -> Any:
        return body


def write(
    *,
    event_id: UUID,
    event_type: str,
    source: str,
    occurred_at: datetime,
    payload: str,
    traceparent: str | None,
) -> tuple[bytes, Headers]:
    """Value and headers of one Kafka record. The headers are a list: instrumentation appends."""
    attributes: dict[str, Any] = {
        "id": str(event_id),
        "source": source,
        "type": event_type,
        "specversion": "1.0",
        "time": occurred_at,
        "datacontenttype": JSON,
    }
    if traceparent:
        attributes["traceparent"] = traceparent
    message = kafka.to_binary(CloudEvent(attributes, payload.encode()), _Bytes())
    return message.value, list(message.headers.items())


def read(
    value: bytes | None,
    headers: Sequence[tuple[str, bytes]],
    known: dict[str, type[Event]],
) -> Received[Event]:
    """Raises UnreadableError, or UnknownTypeError for a type that is not in `known`."""
    try:
        envelope = _envelope(value or b"", dict(headers))
    except (BaseCloudEventException, ValueError, KeyError, TypeError) as error:
        raise UnreadableError(f"no CloudEvent: {type(error).__name__}") from None
    model = known.get(envelope.get_type())
    if model is None:  # before its id is looked at: that others' ids are UUIDs is not said anywhere
        raise UnknownTypeError(envelope.get_type())
    event_id, occurred_at = _id_of(envelope), envelope.get_time()
    if occurred_at is None:
        raise UnreadableError("no CloudEvent of ours: no time")
    try:
        data = envelope.get_data()
        event = model.model_validate_json(data if isinstance(data, bytes) else json.dumps(data))
    except ValidationError as error:
        places = ", ".join(".".join(map(str, e["loc"])) for e in error.errors())
        raise UnreadableError(f"not a {envelope.get_type()}: {places}") from None
    return Received(event_id, event, occurred_at, envelope.get_extension("traceparent"))


def _id_of(envelope: BaseCloudEvent) -> UUID:
    try:
        return UUID(envelope.get_id())
    except ValueError:
        raise UnreadableError("no CloudEvent of ours: the id is no UUID") from None


def digest(event: Event) -> bytes:
    """What an event says, to tell a second delivery from a reused id."""
    return hashlib.sha256(f"{event.type}\n{event.model_dump_json()}".encode()).digest()


def _envelope(value: bytes, headers: dict[str, bytes]) -> BaseCloudEvent:
    structured = headers.get("content-type", b"").lower().startswith(b"application/cloudevents")
    if structured:
        return kafka.from_structured(kafka.KafkaMessage(headers, None, value), JSONFormat())
    return kafka.from_binary(kafka.KafkaMessage(headers, None, value), _Bytes())
