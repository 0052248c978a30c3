"""Faults on demand: queued here, used up by the next e-mail they match."""

from dataclasses import dataclass, field, replace
from enum import StrEnum


class FaultKind(StrEnum):
    UNAVAILABLE = "421"
    BUSY = "451"
    NO_SUCH_MAILBOX = "550"
    MAILBOX_FULL = "552"
    REJECTED = "554"
    HANG_BEFORE = "hang_before"
    HANG_AFTER = "hang_after"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"


LABELS = {
    FaultKind.UNAVAILABLE: "421 Not available",
    FaultKind.BUSY: "451 Try again later (greylisted)",
    FaultKind.NO_SUCH_MAILBOX: "550 No such mailbox",
    FaultKind.MAILBOX_FULL: "552 Mailbox full",
    FaultKind.REJECTED: "554 Refused for what it says",
    FaultKind.HANG_BEFORE: "No answer, e-mail not taken",
    FaultKind.HANG_AFTER: "No answer, but e-mail taken",
    FaultKind.DROP_BEFORE: "Line cut, e-mail not taken",
    FaultKind.DROP_AFTER: "Line cut, but e-mail taken",
}
# To the recipient's name; the others come when the content has been read.
AT_THE_ENVELOPE = {
    FaultKind.UNAVAILABLE: "421 4.3.2 Service shutting down",
    FaultKind.BUSY: "451 4.7.1 Greylisted, come back later",
    FaultKind.NO_SUCH_MAILBOX: "550 5.1.1 No such mailbox",
    FaultKind.MAILBOX_FULL: "552 5.2.2 Mailbox full",
}
REFUSED_CONTENT = "554 5.7.1 Refused for what it says"


@dataclass(frozen=True)
class Fault:
    """`recipient` none matches every address; `remaining` none never runs out."""

    id: int
    kind: FaultKind
    recipient: str | None = None
    remaining: int | None = 1

    @property
    def label(self) -> str:
        return LABELS[self.kind]


@dataclass
class Faults:
    waiting: list[Fault] = field(default_factory=list)
    _last_id: int = 0

    def add(self, kind: FaultKind, recipient: str | None = None, times: int | None = 1) -> Fault:
        self._last_id += 1
        fault = Fault(self._last_id, kind, recipient or None, times)
        self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        self.waiting.clear()

    def take(self, recipient: str) -> FaultKind | None:
        """Of the oldest that matches, used once."""
        for fault in self.waiting:
            if fault.recipient in {None, recipient.lower()}:
                self._use_up(fault)
                return fault.kind
        return None

    def _use_up(self, fault: Fault) -> None:
        if fault.remaining is None:
            return
        place = self.waiting.index(fault)
        self.waiting[place : place + 1] = (
            [replace(fault, remaining=fault.remaining - 1)] if fault.remaining > 1 else []
        )
