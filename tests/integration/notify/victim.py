"""python -m tests.integration.notify.victim DSN CARRIER STATUS_URL: senders that die.

Each line it reads, "nth moment", makes a sender that sends a batch and dies at that await. It answers "killed" or, when there were not so many, "lived".
"""

import asyncio
import os
import sys
from contextlib import aclosing
from typing import cast
from zoneinfo import ZoneInfo

import structlog

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
from tests.integration.notify.worlds import HOURS, SENDING_LEASE
from tests.support.facts import NOW
from tests.support.killed_at import KillAt, Moment
from tests.support.processes import REPOSITORY

AT_ONCE = 8
# Shorter than the simulator holds a call that is to time out.
TIMEOUT_SECONDS = 0.2
OUR_CODE = (REPOSITORY / "services", REPOSITORY / "shared")


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


def die_at(nth: int, moment: Moment, arguments: list[str]) -> bool:
    """In a process of its own, which dies by SIGKILL and tidies nothing up. Whether it did."""
    child = os.fork()
    if child == 0:
        with asyncio.Runner() as runner:
            KillAt(nth, moment, OUR_CODE).install(runner.get_loop())
            runner.run(send(*arguments))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        sys.exit("a sender failed of its own")
    return os.WIFSIGNALED(status)


def main() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    for line in sys.stdin:
        nth, moment = line.split()
        killed = die_at(int(nth), cast("Moment", moment), sys.argv[1:])
        sys.stdout.write("killed\n" if killed else "lived\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
