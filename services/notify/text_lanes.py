"""Puts texting together: the two senders, and what asks the carrier what became of their texts."""

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from services.notify.carrier import Twilio
from services.notify.from_settings import new_carrier, new_pace
from services.notify.handlers.prepare_text import PrepareText
from services.notify.handlers.prepare_urgent import PrepareUrgent
from services.notify.handlers.situations import Rules
from services.notify.handlers.words import Words
from services.notify.metrics import NotifyMetrics
from services.notify.settings import NotifySettings
from services.notify.store import texts
from services.notify.timers.reconciliation import Reconciliation
from services.notify.timers.recovery import Recovery
from services.notify.timers.sender import URGENT, Sender
from shared.runtime import Task, timer
from shared.service import Ground

# Longer than the longest call to the carrier can take.
SENDING_LEASE = timedelta(seconds=60)
URGENT_AT_ONCE = 8
LOOK_EVERY = timedelta(seconds=2)
# The carrier says: whoever heard no end of a text in 12 hours should ask.
RECONCILE_EVERY = timedelta(hours=6)


@dataclass(frozen=True)
class TextLanes:
    on: Ground
    metrics: NotifyMetrics
    carrier: Twilio
    ordinary: Sender
    urgent: Sender

    def tasks(self, poll: timedelta) -> Mapping[str, Task]:
        on, ordinary, urgent = self.on, self.ordinary, self.urgent
        recovery = Recovery(
            on.db, self.carrier, on.clock, lambda: ordinary.in_flight | urgent.in_flight
        )
        books = Reconciliation(on.db, self.carrier, on.clock, self.metrics)
        return {
            "sender": timer(ordinary.tick, every=poll, bell=on.db.bell(texts.BELL)),
            "first_aid": timer(urgent.tick, every=poll, bell=on.db.bell(texts.URGENT_BELL)),
            "recovery": timer(recovery.tick, every=LOOK_EVERY),
            "reconciliation": timer(books.tick, every=RECONCILE_EVERY),
        }


@asynccontextmanager
async def new_text_lanes(
    on: Ground, settings: NotifySettings, rules: Rules, words: Words, metrics: NotifyMetrics
) -> AsyncIterator[TextLanes]:
    prepare = PrepareText(on.clock, rules, words, SENDING_LEASE)
    prepare_urgent = PrepareUrgent(on.clock, rules.allowed, words.built_in, SENDING_LEASE)
    async with (
        aclosing(new_carrier(settings)) as carrier,
        Sender(
            on.db,
            carrier,
            on.clock,
            prepare,
            metrics,
            at_once=settings.sends_at_once,
            pace=new_pace(on.redis, settings),
        ) as ordinary,
        Sender(
            on.db,
            carrier,
            on.clock,
            prepare_urgent,
            metrics,
            at_once=URGENT_AT_ONCE,
            lane=URGENT,
        ) as urgent,
    ):
        yield TextLanes(on, metrics, carrier, ordinary, urgent)
