"""A carrier that takes, loses or refuses texts as it is told, and notes each it took."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from services.notify.carrier import Accepted, Outcome, Outgoing, Refused
from services.notify.domain.carrier_errors import UNKNOWN_OUTCOME
from shared.clock import Clock
from tests.integration.notify.carriers import FakeCarrier, sid_of

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

    async def find(
        self, phone: str, body: str, *, since: datetime, besides: frozenset[str]
    ) -> Accepted | None:
        before = frozenset(sid_of(taken.outgoing) for taken in self.taken if taken.at < since)
        return await super().find(phone, body, since=since, besides=besides | before)
