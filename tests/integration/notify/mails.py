"""notify's second channel against a real mail server of this machine."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sandbox.mails.faults import FaultKind, Faults
from sandbox.mails.mailbox import Mail, Mailbox
from sandbox.mails.receiving import Receiver, listen
from services.notify.carrier import MailDoor, MailServer, OutgoingMail, Security, Smtp
from services.notify.domain.allowed_phones import AllowedPhones
from services.notify.domain.text import Text
from services.notify.domain.unsubscribe import StopLinks
from services.notify.handlers.prepare_mail import MailRules, PrepareMail
from services.notify.timers.mail_recovery import MailRecovery
from services.notify.timers.sender import MAIL, Sender
from shared.clock import Clock
from shared.events import Event
from shared.events.patients import EmailConsent
from tests.integration.notify.worlds import World
from tests.support.eventually import eventually
from tests.support.facts import NOW
from tests.support.patients import patient_saved

ANAS_ADDRESS = "ana@example.com"
SENDER = "visits@clinic.example"
LINKS = StopLinks("https://clinic.example", "key")
LEASE = timedelta(seconds=60)
# Longer than the busiest machine takes. A server that hangs is not waited for: see Impatience.
TIMEOUT_SECONDS = 60.0
HANGS = {FaultKind.HANG_AFTER, FaultKind.HANG_BEFORE}
UNDO = timedelta(minutes=4)
RULES = MailRules(AllowedPhones(["*@example.com"]), LINKS)


def email_consent(**changes: Any) -> EmailConsent:
    """Given with the booking, as `facts.visit` has it."""
    return EmailConsent(
        address=ANAS_ADDRESS,
        given_at=NOW,
        wording="E-mail me where texts cannot reach me",
        wording_version="1",
        source="booking_page",
    ).model_copy(update=changes)


def without_texts(**changes: Any) -> Any:
    """Ana, who agreed to e-mails and to no texts."""
    return patient_saved(text_consent=None, email_consent=email_consent(), **changes)


class Impatience:
    """Time runs out for a talk when the server begins to say nothing, however long that took."""

    def __init__(self) -> None:
        self._talks: set[asyncio.Timeout] = set()

    @asynccontextmanager
    async def __call__(self, seconds: float) -> AsyncIterator[None]:
        async with asyncio.timeout(seconds) as talk:
            self._talks.add(talk)
            try:
                yield
            finally:
                self._talks.discard(talk)

    def run_out(self) -> None:
        for talk in self._talks:
            talk.reschedule(asyncio.get_running_loop().time())


class HangingReceiver(Receiver):
    def __init__(
        self, mailbox: Mailbox, faults: Faults, clock: Clock, patience: Impatience
    ) -> None:
        super().__init__(mailbox, faults, clock)
        self._patience = patience

    async def hold(self, fault: FaultKind) -> None:
        if fault in HANGS:
            self._patience.run_out()
        await super().hold(fault)


@dataclass
class PostOffice:
    """The server's side. `port` is where it listens."""

    mailbox: Mailbox
    faults: Faults
    port: int
    patience: Impatience

    @property
    def mails(self) -> Sequence[Mail]:
        return self.mailbox.list_latest()[::-1]

    def order(self, kind: FaultKind, times: int | None = 1) -> None:
        self.faults.add(kind, times=times)

    def smtp(self) -> Smtp:
        return Smtp(
            MailServer(
                "127.0.0.1", self.port, Security.NONE, SENDER, timeout_seconds=TIMEOUT_SECONDS
            ),
            self.patience,
        )


@asynccontextmanager
async def open_post_office(directory: Path, clock: Clock) -> AsyncIterator[PostOffice]:
    mailbox, faults, patience = Mailbox(directory), Faults(), Impatience()
    receiver = HangingReceiver(mailbox, faults, clock, patience)
    server = await listen(receiver, "127.0.0.1", 0)
    try:
        yield PostOffice(mailbox, faults, server.sockets[0].getsockname()[1], patience)
    finally:
        server.close()


@dataclass
class MailWorld:
    """`world` with its second channel."""

    world: World
    office: PostOffice
    rules: MailRules = RULES

    async def tasks(self) -> list[str]:
        rows = await self.world.rows("select kind from task order by kind")
        return [row[0] for row in rows]

    async def hear_and_send(self, *events: Event) -> list[str]:
        """The subjects of all e-mails so far."""
        await self.world.hear(*events)
        await self.send_due()
        return [mail.subject for mail in self.office.mails]

    def sender(self, smtp: Smtp | None = None) -> Sender:
        world, in_hand = self.world, dict[UUID, OutgoingMail]()
        prepare = PrepareMail(world.clock, world.rules, self.rules, world.words, LEASE, in_hand)
        return Sender(
            world.db,
            MailDoor(smtp or self.office.smtp(), in_hand),
            world.clock,
            prepare,
            world.metrics,
            at_once=4,
            lane=MAIL,
        )

    async def send_due(self) -> None:
        """Texts, and what went by e-mail instead."""
        await self.world.send_due()
        await self.send_mail()

    async def send_mail(self, smtp: Smtp | None = None) -> None:
        async with self.sender(smtp) as sender:
            while await sender.tick() or sender.in_flight:
                await eventually(lambda: not sender.in_flight)

    async def recover(self) -> bool:
        """False when there are no more to look after now."""
        return await MailRecovery(self.world.db, self.world.clock, frozenset).tick()

    async def sent(self, kind: str) -> Text:
        return await self.world.text(kind)

    def at(self, moment: datetime) -> None:
        self.world.clock.set(moment)

    def without_server(self) -> "MailWorld":
        return replace(self, rules=replace(self.rules, off=True))
