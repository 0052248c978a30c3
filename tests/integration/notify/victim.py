"""python -m tests.integration.notify.victim DSN CARRIER STATUS_URL: senders of texts that die."""

import asyncio
import sys
from contextlib import aclosing
from zoneinfo import ZoneInfo

from services.notify.carrier import Twilio
from services.notify.domain.allowed_phones import AllowedPhones
from services.notify.handlers.prepare_text import PrepareText
from services.notify.handlers.situations import Rules
from services.notify.handlers.words import Words
from services.notify.metrics import NotifyMetrics
from services.notify.texts import Texts
from services.notify.timers.sender import Sender
from shared.clock import SettableClock
from shared.db import Database
from shared.telemetry import Metrics
from tests.integration.notify.dying import obey
from tests.integration.notify.worlds import HOURS, SENDING_LEASE
from tests.support.facts import NOW

AT_ONCE = 8
# Shorter than the simulator holds a call that is to time out.
TIMEOUT_SECONDS = 0.2


async def send(dsn: str, carrier_url: str, status_url: str) -> None:
    clock = SettableClock(NOW)
    rules = Rules(HOURS, AllowedPhones(None), ZoneInfo("America/Los_Angeles"))
    prepare = PrepareText(clock, rules, Words(Texts.load()), SENDING_LEASE)
    carrier = Twilio(
        account_sid="AC" + "5" * 32,
        auth_token="development-only",
        sender="+13105550100",
        status_url=status_url,
        timeout_seconds=TIMEOUT_SECONDS,
        api_url=carrier_url,
    )
    metrics = NotifyMetrics(Metrics("notify"))
    async with (
        aclosing(carrier),
        Database(dsn, pool_size=2) as db,
        Sender(db, carrier, clock, prepare, metrics, at_once=AT_ONCE) as sender,
    ):
        await asyncio.create_task(sender.tick())


if __name__ == "__main__":
    obey(lambda: send(*sys.argv[1:]))
