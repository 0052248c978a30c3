"""What notify counts beyond what every service does."""

from datetime import datetime

from services.notify.store import books, inbounds, switches
from shared.db import Connection
from shared.events.messages import TextState
from shared.telemetry import Metrics


class NotifyMetrics:
    def __init__(self, metrics: Metrics) -> None:
        self.oldest_due_seconds = metrics.gauge(
            "notify_oldest_due_text_seconds", "How late the text is that should have gone first"
        )
        self.texts = metrics.gauge("notify_texts", "Texts by state", "state")
        self.oldest_inbound_seconds = metrics.gauge(
            "notify_oldest_inbound_seconds", "Age of the oldest reply not understood yet"
        )
        self.kinds_switched = metrics.gauge(
            "notify_kinds_switched", "Kinds of text that are held or only written down"
        )
        self.books_differ = metrics.gauge(
            "notify_books_differ",
            "Texts that only we, or only the carrier, know of, at the last look",
        )
        self.alarms = metrics.gauge(
            "notify_alarms", "1 while a rule of alarm_rules/rules.toml is broken", "rule"
        )
        self.sends = metrics.counter("notify_sends", "Calls to the carrier by outcome", "outcome")
        self.mails = metrics.counter(
            "notify_mails", "E-mails handed to the mail server by outcome", "outcome"
        )
        self.webhooks_refused = metrics.counter(
            "notify_webhooks_refused", "Requests that did not come from the carrier"
        )
        self.replies_not_stored = metrics.counter(
            "notify_replies_not_stored", "Texts answered with whom to call: nothing could be stored"
        )
        self.replies_failed = metrics.counter(
            "notify_replies_failed", "Attempts to understand a reply that failed"
        )
        self.replies_fetched = metrics.counter(
            "notify_replies_fetched", "Replies that came from the carrier's list, not its webhook"
        )

    async def refresh(self, conn: Connection, now: datetime) -> None:
        self.oldest_due_seconds.set(_age(await books.get_oldest_due(conn, now), now))
        self.oldest_inbound_seconds.set(_age(await inbounds.get_oldest_waiting(conn), now))
        self.kinds_switched.set(await switches.count_kinds(conn))
        counts = await books.count_by_state(conn)
        for state in TextState:
            self.texts.labels(state).set(counts.get(state, 0))


def _age(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since else 0.0
