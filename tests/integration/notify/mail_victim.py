"""python -m tests.integration.notify.mail_victim DSN PORT: senders of e-mails that die."""

import asyncio
import sys
from uuid import UUID
from zoneinfo import ZoneInfo

from services.notify.carrier import MailDoor, MailServer, OutgoingMail, Security, Smtp
from services.notify.domain.allowed_phones import AllowedPhones
from services.notify.handlers.prepare_mail import PrepareMail
from services.notify.handlers.situations import Rules
from services.notify.handlers.words import Words
from services.notify.metrics import NotifyMetrics
from services.notify.texts import Texts
from services.notify.timers.sender import MAIL, Sender
from shared.clock import SettableClock
from shared.db import Database
from shared.telemetry import Metrics
from tests.integration.notify.dying import obey
from tests.integration.notify.mails import LEASE, RULES, SENDER, TIMEOUT_SECONDS
from tests.integration.notify.worlds import HOURS
from tests.support.facts import NOW

AT_ONCE = 2


async def send(dsn: str, port: str) -> None:
    clock, in_hand = SettableClock(NOW), dict[UUID, OutgoingMail]()
    rules = Rules(HOURS, AllowedPhones(None), ZoneInfo("America/Los_Angeles"))
    prepare = PrepareMail(clock, rules, RULES, Words(Texts.load()), LEASE, in_hand)
    server = MailServer(
        "127.0.0.1", int(port), Security.NONE, SENDER, timeout_seconds=TIMEOUT_SECONDS
    )
    door, metrics = MailDoor(Smtp(server), in_hand), NotifyMetrics(Metrics("notify"))
    async with (
        Database(dsn, pool_size=2) as db,
        Sender(db, door, clock, prepare, metrics, at_once=AT_ONCE, lane=MAIL) as sender,
    ):
        await asyncio.create_task(sender.tick())


if __name__ == "__main__":
    obey(lambda: send(*sys.argv[1:]))
