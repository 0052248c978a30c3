"""Metrics and traces. Neither ever holds a phone, a name, a body, a score or a record key."""

import contextlib
import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.propagate import extract, inject
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, DEFAULT_ON
from opentelemetry.trace import Link
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.events import Received


PREFIX = "meridian_"
LINKS = 128  # the most that a span keeps


class Metrics:
    """What every service counts. A service adds its own on the same registry."""

    def __init__(self, service: str) -> None:
        self.registry = CollectorRegistry()
        self.service = service
        self.outbox_waiting = self.gauge("outbox_waiting", "Events not published yet")
        self.outbox_oldest_seconds = self.gauge(
            "outbox_oldest_seconds", "Age of the oldest event not published yet"
        )
        self.events_published = self.counter("events_published", "Events carried to Kafka")
        self.relay_failures = self.counter("relay_failures", "Publishing attempts that failed")
        self.events_consumed = self.counter("events_consumed", "Records taken from Kafka")
        self.consumer_lag = self.gauge(
            "consumer_lag", "Records behind the end of a partition", "topic", "partition"
        )
        self.broker_away_since = self.gauge(
            "broker_away_since_seconds", "When Kafka stopped answering (Unix time); 0 while it does"
        )
        self.handler_failures = self.counter(
            "handler_failures", "Records whose handler raised", "topic"
        )
        self.dead_letters = self.counter(
            "dead_letters", "Records written down as dead letters", "topic"
        )
        self.dead_letters_waiting = self.gauge(
            "dead_letters_waiting", "Dead letters nobody has replayed"
        )
        self.request_seconds = Histogram(
            "meridian_http_request_seconds",
            "HTTP requests by route and status",
            ("route", "method", "status"),
            registry=self.registry,
        )

    def broker_lost_at(self) -> float:
        """Unix time; 0 while the broker answers."""
        [family] = self.broker_away_since.collect()
        return float(family.samples[0].value)

    def counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"{PREFIX}{name}", text, labels, registry=self.registry)

    def figures(self) -> dict[str, float]:
        """The gauges that have no labels, by their names without the prefix."""
        return {
            family.name.removeprefix(PREFIX): family.samples[0].value
            for family in self.registry.collect()
            if family.type == "gauge" and len(family.samples) == 1 and not family.samples[0].labels
        }

    def gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"{PREFIX}{name}", text, labels, registry=self.registry)


def configure_tracing(service: str, otlp_endpoint: str | None) -> None:
    """Make trace ids; send spans somewhere only when there is somewhere."""
    provider = TracerProvider(
        # What nobody collects is not written down either: spans then are ids alone.
        sampler=DEFAULT_ON if otlp_endpoint else ALWAYS_OFF,
        resource=Resource.create({"service.name": f"meridian-{service}"}),
    )
    if otlp_endpoint:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (
            OTLPSpanExporter,  # heavy, and most installations have no collector
        )

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(otlp_endpoint)))
    trace.set_tracer_provider(provider)


@functools.cache
def _tracer() -> trace.Tracer:
    """Asked for once: OpenTelemetry makes a new one each time."""
    return trace.get_tracer("meridian")


@contextlib.contextmanager
def span(name: str, parent: Context | None = None, **attributes: str | int) -> Iterator[None]:
    values: dict[str, Any] = dict(attributes)
    with _tracer().start_as_current_span(
        name, context=parent, attributes=values, record_exception=False
    ):
        yield


def current_traceparent() -> str | None:
    carrier: dict[str, str] = {}
    inject(carrier)
    return carrier.get("traceparent")


def context_from(traceparent: str | None) -> Context | None:
    return extract({"traceparent": traceparent}) if traceparent else None


@contextlib.contextmanager
def processing_span(service: str, received: "Received[Any]") -> Iterator[None]:
    """The handling of one event, as a child of what caused it."""
    with span(
        f"process {received.event.type}",
        context_from(received.traceparent),
        **{"messaging.system": "kafka", "messaging.destination.name": received.event.topic},
    ):
        yield


@contextlib.contextmanager
def batch_span(received: "Sequence[Received[Any]]") -> Iterator[None]:
    """The handling of several events at once: no child of any cause, linked to the first of them."""
    causes = [context_from(one.traceparent) for one in received[:LINKS]]
    tracer = trace.get_tracer("meridian")
    with tracer.start_as_current_span(
        "process together",
        links=[Link(trace.get_current_span(c).get_span_context()) for c in causes if c],
        attributes={"messaging.system": "kafka", "messaging.batch.message_count": len(received)},
        record_exception=False,
    ):
        yield
