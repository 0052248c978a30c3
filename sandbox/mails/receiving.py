"""The SMTP side: takes what comes, unless a fault was ordered."""

import asyncio
from weakref import WeakKeyDictionary

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.mails.faults import AT_THE_ENVELOPE, REFUSED_CONTENT, FaultKind, Faults
from sandbox.mails.mailbox import Mailbox
from shared.clock import Clock

TAKEN = "250 2.0.0 Taken"


class Receiver:
    """Called by aiosmtpd at each step of a talk."""

    def __init__(self, mailbox: Mailbox, faults: Faults, clock: Clock) -> None:
        self._mailbox = mailbox
        self._faults = faults
        self._clock = clock
        self._ordered: WeakKeyDictionary[Session, FaultKind] = WeakKeyDictionary()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        fault = self._faults.take(address)
        if fault in AT_THE_ENVELOPE:
            return AT_THE_ENVELOPE[fault]
        if fault:
            self._ordered[session] = fault
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        fault = self._ordered.pop(session, None)
        if fault is FaultKind.REJECTED:
            return REFUSED_CONTENT
        if fault not in {FaultKind.HANG_BEFORE, FaultKind.DROP_BEFORE}:
            self._keep(envelope)
        if fault in {FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER}:
            assert isinstance(server.transport, asyncio.Transport)  # noqa: S101 - while it talks
            server.transport.abort()
        if fault is not None:
            await self.hold(fault)
        return TAKEN

    async def hold(self, _: FaultKind) -> None:
        """Says nothing until the client hangs up."""
        await asyncio.Event().wait()

    def _keep(self, envelope: Envelope) -> None:
        raw = envelope.content or b""
        content = raw if isinstance(raw, bytes) else raw.encode()
        for recipient in envelope.rcpt_tos:
            self._mailbox.add(recipient, content, self._clock.now())


async def listen(receiver: Receiver, host: str, port: int) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: SMTP(receiver, hostname="mails.sandbox", enable_SMTPUTF8=False, loop=loop),
        host,
        port,
    )
