"""A carrier that does as it is told."""

from dataclasses import dataclass, field
from datetime import datetime

from services.notify.carrier import Accepted, CarrierAwayError, Outcome, Outgoing, Received, Refused
from services.notify.domain.carrier_errors import UNKNOWN_OUTCOME, classify_refusal


@dataclass
class FakeCarrier:
    """Accepts all. `refusals` are used up first; `silent` ones are accepted without saying so."""

    accepted: list[Outgoing] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    silent: int = 0
    away: bool = False
    received: list[Received] = field(default_factory=list)
    listed: bool = True  # whether what it accepted can be found in its list
    ends: dict[str, Accepted] = field(default_factory=dict)  # by sid, what its list says by now
    busy: bool = False  # whether its list shows texts of others, younger than any of ours

    async def send(self, outgoing: Outgoing) -> Outcome:
        if self.refusals:
            code = self.refusals.pop(0)
            return Refused(str(code), classify_refusal(code, 400))
        self.accepted.append(outgoing)
        if self.silent:
            self.silent -= 1
            return Refused("TimeoutError", UNKNOWN_OUTCOME)
        return Accepted(sid_of(outgoing), "queued")

    async def find(
        self, phone: str, body: str, *, since: datetime, besides: frozenset[str]
    ) -> Accepted | None:
        if self.away:
            raise CarrierAwayError
        for outgoing in self.accepted if self.listed else ():
            sid = sid_of(outgoing)
            if (outgoing.phone, outgoing.body) == (phone, body) and sid not in besides:
                return Accepted(sid, "sent")
        return None

    async def has_listed_past(self, at: datetime) -> bool:
        if self.away:
            raise CarrierAwayError
        return self.busy

    async def list_sent(self, since: datetime) -> list[Accepted]:
        if self.away:
            raise CarrierAwayError
        sids = map(sid_of, self.accepted)
        return [self.ends.get(sid, Accepted(sid, "queued")) for sid in sids]

    async def list_received(self, since: datetime) -> list[Received]:
        if self.away:
            raise CarrierAwayError
        return [received for received in self.received if received.at >= since]

    @property
    def bodies(self) -> list[str]:
        return [outgoing.body for outgoing in self.accepted]

    @property
    def phones(self) -> list[str]:
        return [outgoing.phone for outgoing in self.accepted]


def sid_of(outgoing: Outgoing) -> str:
    return f"SM{outgoing.attempt_id.hex}"
