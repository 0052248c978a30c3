"""Puts the second channel together: its sender, what looks after it, and its page."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fastapi import FastAPI

from services.notify.api.email import MailServerNamed
from services.notify.carrier import Door, MailDoor, NoMailServer, OutgoingMail, Smtp
from services.notify.domain.allowed_phones import AllowedPhones
from services.notify.domain.unsubscribe import StopLinks
from services.notify.handlers.prepare_mail import MailRules, PrepareMail
from services.notify.handlers.situations import Rules
from services.notify.handlers.words import Words
from services.notify.metrics import NotifyMetrics
from services.notify.pages import create_pages
from services.notify.settings import NotifySettings
from services.notify.store import texts
from services.notify.timers.mail_recovery import MailRecovery
from services.notify.timers.sender import MAIL, Sender
from shared.runtime import Task, timer
from shared.service import Ground

AT_ONCE = 4
LOOK_EVERY = timedelta(seconds=10)


@dataclass(frozen=True)
class MailLane:
    on: Ground
    sender: Sender

    def tasks(self, poll: timedelta) -> Mapping[str, Task]:
        recovery = MailRecovery(self.on.db, self.on.clock, lambda: self.sender.in_flight)
        return {
            "mail": timer(self.sender.tick, every=poll, bell=self.on.db.bell(texts.MAIL_BELL)),
            "mail_recovery": timer(recovery.tick, every=LOOK_EVERY),
        }


@asynccontextmanager
async def new_mail_lane(
    on: Ground, settings: NotifySettings, rules: Rules, words: Words, metrics: NotifyMetrics
) -> AsyncIterator[MailLane]:
    server = settings.mail_server
    mail = MailRules(
        AllowedPhones(settings.allowed_address_patterns), new_stop_links(settings), off=not server
    )
    # The whole talk is over by then, and a little more.
    lease = timedelta(seconds=2 * settings.smtp_timeout_seconds)
    in_hand: dict[UUID, OutgoingMail] = {}
    prepare = PrepareMail(on.clock, rules, mail, words, lease, in_hand)
    door: Door = MailDoor(Smtp(server), in_hand) if server else NoMailServer()
    async with Sender(
        on.db, door, on.clock, prepare, metrics, at_once=AT_ONCE, lane=MAIL
    ) as sender:
        yield MailLane(on, sender)


def new_pages(on: Ground, settings: NotifySettings) -> FastAPI:
    return create_pages(on.db, on.clock, new_stop_links(settings), settings.clinic_phone)


def new_stop_links(settings: NotifySettings) -> StopLinks:
    return StopLinks(settings.mail_pages_url, settings.phone_hash_key.get_secret_value())


def mail_server_named(settings: NotifySettings) -> MailServerNamed:
    return MailServerNamed(
        settings.smtp_host or None,
        settings.smtp_port,
        settings.smtp_security.value,
        settings.mail_sender,
    )
