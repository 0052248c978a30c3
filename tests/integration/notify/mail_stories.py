"""What goes by e-mail in the clinic's days: a mail server that loses and refuses, senders that die."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from services.notify.handlers.prepare_mail import PrepareMail
from services.notify.timers.mail_recovery import MailRecovery
from services.notify.timers.sender import MAIL, Sender
from shared.events.patients import PatientSaved
from tests.integration.notify.fates import FatefulPost
from tests.integration.notify.mails import LEASE, RULES, email_consent
from tests.integration.notify.stories import Stories
from tests.integration.notify.worlds import World
from tests.support.eventually import eventually

WITHOUT_TEXTS = {"dia"}
WITHOUT_EMAIL = {"ana"}


class MailStories(Stories):
    def __init__(self) -> None:
        self.post = FatefulPost()
        super().__init__()

    async def _open(self) -> World:
        self.post.heard = self.carrier.heard
        return await super()._open()

    def saved(self, name: str, phone: str) -> PatientSaved:
        patient = super().saved(name, phone)
        changes: dict[str, Any] = {}
        if name in WITHOUT_TEXTS:
            changes["text_consent"] = None
        if name not in WITHOUT_EMAIL:
            address = f"{name}@example.com"
            changes["email_consent"] = email_consent(address=address, source="front_desk")
        return patient.model_copy(update=changes)

    @rule(step=st.sampled_from(["claim", "prepare", "call"]))
    def a_sender_of_mail_dies(self, step: str) -> None:
        self.run(self._die_mailing(step))

    @rule()
    def look_after_mail(self) -> None:
        self.run(self._look_after_mail())

    async def _send(self) -> None:
        """To the mail server happens what the carrier was spared."""
        await super()._send()
        self.post.fates = self.carrier.fates
        await self._send_mail()

    async def _send_mail(self) -> None:
        async with self._mail_sender() as sender:
            while await sender.tick() or sender.in_flight:
                await eventually(lambda: not sender.in_flight)

    async def _die_mailing(self, step: str) -> None:
        await super()._send()
        sender = self._mail_sender()
        claimed = await sender.claim(2)
        if step == "claim" or not claimed:
            return
        for text in await sender.prepare(claimed):
            if step == "call":
                await sender.call(text)
                self.post.unanswered[text.text_id] += 1

    async def _look_after_mail(self) -> None:
        await MailRecovery(self.world.db, self.world.clock, frozenset).tick()

    def _mail_sender(self) -> Sender:
        world = self.world
        prepare = PrepareMail(
            world.clock, world.rules, RULES, world.words, LEASE, self.post.in_hand
        )
        return Sender(
            world.db, self.post, world.clock, prepare, world.metrics, at_once=4, lane=MAIL
        )
