"""A carrier and a mail server that take, lose or refuse what they are told to, and note what they
took.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from services.notify.carrier import Accepted, Outcome, Outgoing, OutgoingMail, Refused
from services.notify.domain.carrier_errors import UNKNOWN_OUTCOME
from services.notify.domain.mail_errors import Stage, classify_reply, classify_silence
from shared.clock import Clock
from tests.integration.notify.carriers import FakeCarrier

# Taken; taken and not answered; neither taken nor answered; refused until later.
Fate = Literal["taken", "silent", "lost", "busy"]


class Taken(NamedTuple):
    """`stopped`: whether the phone had said stop by then. `heard`: each visit's version that notify
    had been told of.
    """

    outgoing: Outgoing
    at: datetime
    stopped: bool
    heard: dict[str, int]


@dataclass
class FatefulCarrier(FakeCarrier):
    """`fates` are used up first; then all is taken."""

    clock: Clock | None = None
    fates: list[Fate] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)
    heard: dict[str, int] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)

    async def send(self, outgoing: Outgoing) -> Outcome:
        assert self.clock
        fate = self.fates.pop(0) if self.fates else "taken"
        if fate == "busy":
            self.refusals = [20429]
            return await super().send(outgoing)
        if fate == "lost":
            return Refused("TimeoutError", UNKNOWN_OUTCOME)
        self.silent = 1 if fate == "silent" else 0
        stopped = outgoing.phone in self.stopped
        self.taken.append(Taken(outgoing, self.clock.now(), stopped, dict(self.heard)))
        return await super().send(outgoing)


class Posted(NamedTuple):
    """`heard`: each visit's version that notify had been told of."""

    text_id: UUID
    address: str
    heard: dict[str, int]


@dataclass
class FatefulPost:
    """As `FatefulCarrier`; it cannot be asked what it took. `in_hand`: what is about to go."""

    fates: list[Fate] = field(default_factory=list)
    heard: dict[str, int] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)
    unanswered: Counter[UUID] = field(default_factory=Counter)
    in_hand: dict[UUID, OutgoingMail] = field(default_factory=dict)

    async def send(self, outgoing: Outgoing) -> Outcome:
        mail = self.in_hand.pop(outgoing.text_id)
        fate = self.fates.pop(0) if self.fates else "taken"
        if fate == "busy":
            return Refused("4.7.1", classify_reply(451, "4.7.1 Later", Stage.ENVELOPE))
        if fate != "lost":
            self.posted.append(Posted(mail.text_id, mail.address, dict(self.heard)))
        if fate != "taken":
            self.unanswered[mail.text_id] += 1
            return Refused("TimeoutError", classify_silence(Stage.CONTENT))
        return Accepted(f"<{mail.text_id}@clinic.example>", "accepted")
