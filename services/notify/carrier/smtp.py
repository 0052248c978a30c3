"""The mail server, spoken to step by step: how far the talk had come says what a failure means."""

import asyncio
import contextlib
from collections.abc import Callable, MutableMapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import aiosmtplib

from services.notify.carrier.contract import Accepted, Outcome, Outgoing, OutgoingMail, Refused
from services.notify.carrier.mail_message import message_id, write_message
from services.notify.domain.mail_errors import (
    Stage,
    classify_reply,
    classify_silence,
    code_of,
    is_bad_address,
)

FAREWELL_SECONDS = 2

# Raises TimeoutError once so many seconds are over.
Patience = Callable[[float], AbstractAsyncContextManager[object]]


class Security(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"  # from the first byte
    NONE = "none"  # on this machine alone


@dataclass(frozen=True)
class MailServer:
    """`sender` is the address e-mails come from; `timeout_seconds` is for all of one e-mail."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = None
    timeout_seconds: float = 60


class Smtp:
    """A connection for each e-mail: there are few, and none waits for another."""

    def __init__(self, server: MailServer, patience: Patience = asyncio.timeout) -> None:
        self._server = server
        self._patience = patience

    async def send(self, mail: OutgoingMail) -> Outcome:
        talk = _Talk(self._server)
        try:
            async with self._patience(self._server.timeout_seconds):
                await talk.hand_over(mail)
        except aiosmtplib.SMTPResponseException as refusal:
            code = code_of(refusal.code, refusal.message)
            error = classify_reply(refusal.code, refusal.message, talk.stage)
            return Refused(code, error, bad_recipient=is_bad_address(code, talk.stage))
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as silence:
            return Refused(type(silence).__name__, classify_silence(talk.stage))
        finally:
            await talk.end()
        return Accepted(message_id(mail, self._server.sender), "accepted")


class NoMailServer:
    """Where none is configured."""

    async def send(self, _: Outgoing) -> Outcome:
        return Refused("no_mail_server", classify_silence(Stage.CONNECT))


@dataclass(frozen=True)
class MailDoor:
    """`in_hand`: what was written for the messages that are about to go, by their ids."""

    smtp: Smtp
    in_hand: MutableMapping[UUID, OutgoingMail]

    async def send(self, outgoing: Outgoing) -> Outcome:
        return await self.smtp.send(self.in_hand.pop(outgoing.text_id))


class _Talk:
    def __init__(self, server: MailServer) -> None:
        self.stage = Stage.CONNECT
        self._server = server
        self._client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            timeout=server.timeout_seconds,
            use_tls=server.security is Security.TLS,
            start_tls=server.security is Security.STARTTLS,
            username=server.user,
            password=server.password,
        )

    async def hand_over(self, mail: OutgoingMail) -> None:
        message = write_message(mail, self._server.sender)
        await self._client.connect()
        self.stage = Stage.ENVELOPE
        await self._client.mail(self._server.sender)
        await self._client.rcpt(mail.address)
        self.stage = Stage.CONTENT
        await self._client.data(message.as_bytes())

    async def end(self) -> None:
        """Politely, but nothing hangs on it."""
        with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
            async with asyncio.timeout(FAREWELL_SECONDS):
                await self._client.quit()
        self._client.close()
