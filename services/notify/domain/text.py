"""One outgoing text: a state machine, kept by PostgreSQL and moved only along these edges."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notify.domain import delivery
from shared.events.messages import Channel, TextState
from shared.events.outreach import Answer, Category

OPEN = frozenset({TextState.PLANNED, TextState.CLAIMED})
# Kept with a text about a change: what the patient knew before it.
TOLD = "told_before"
WITH_CARRIER = frozenset({TextState.SENDING, TextState.ACCEPTED, TextState.SENT, TextState.UNSURE})


class IllegalTransitionError(Exception):
    """A text was asked to do what its state does not allow."""


@dataclass(frozen=True)
class Text:
    text_id: UUID
    patient_id: str
    kind: str
    category: Category
    planned_at: datetime
    due_at: datetime
    expires_at: datetime
    appointment_id: str | None = None
    appointment_version: int | None = None
    lead: str = ""
    request_id: str | None = None
    in_reply_to: str | None = None
    answers_at: datetime | None = None
    asked_at: datetime | None = None  # on a page, by the person themselves
    expects: Answer | None = None
    template_values: dict[str, str] = field(default_factory=dict)
    state: TextState = TextState.PLANNED
    version: int = 1
    lease_until: datetime | None = None
    attempt_id: UUID | None = None
    attempts: int = 0
    sending_at: datetime | None = None
    phone: str | None = None
    body: str | None = None
    segments: int | None = None
    template: str | None = None  # which words it was written with
    sid: str | None = None
    carrier_status: str | None = None
    error_code: str | None = None
    reason: str | None = None
    unsure_at: datetime | None = None
    urgent: bool = False  # its phone and body are fixed, and no rule holds it back
    channel: Channel = Channel.TEXT
    address: str | None = None  # that an e-mail went to

    @property
    def recipient(self) -> str | None:
        """Where it goes, or went."""
        return self.address if self.channel is Channel.EMAIL else self.phone

    def wait(self, until: datetime, why: str) -> "Text":
        return self._from(
            {TextState.CLAIMED}, TextState.PLANNED, due_at=until, reason=why, lease_until=None
        )

    def retire(self, why: str) -> "Text":
        return self._from(OPEN, TextState.RETIRED, reason=why, lease_until=None)

    def expire(self, why: str) -> "Text":
        return self._from(OPEN, TextState.EXPIRED, reason=why, lease_until=None)

    def turn_to_email(self, now: datetime, why: str) -> "Text":
        """No text may or can go. Whatever the carrier says of an earlier try is of no more news."""
        if self.channel is Channel.EMAIL:
            raise IllegalTransitionError(f"{self.kind}: is an e-mail already")
        return self._from(
            OPEN | WITH_CARRIER,
            TextState.PLANNED,
            channel=Channel.EMAIL,
            due_at=max(self.due_at, now),
            reason=why,
            lease_until=None,
            attempt_id=None,
            attempts=0,
            phone=None,
            body=None,
            segments=None,
            sid=None,
            carrier_status=None,
            error_code=None,
            unsure_at=None,
        )

    def start_mailing(
        self,
        *,
        attempt_id: UUID,
        address: str,
        body: str,
        template: str,
        now: datetime,
        lease_until: datetime,
    ) -> "Text":
        """As `start_sending`."""
        return self._start(
            now, lease_until, attempt_id, address=address, body=body, segments=0, template=template
        )

    def start_sending(
        self,
        *,
        attempt_id: UUID,
        phone: str,
        body: str,
        segments: int,
        template: str | None = None,
        now: datetime,
        lease_until: datetime,
    ) -> "Text":
        """From here on the carrier may have it, whatever happens to this process."""
        return self._start(
            now,
            lease_until,
            attempt_id,
            phone=phone,
            body=body,
            segments=segments,
            template=template,
            sid=None,
            carrier_status=None,
        )

    def _start(
        self, now: datetime, lease_until: datetime, attempt_id: UUID, **changes: Any
    ) -> "Text":
        return self._from(
            {TextState.CLAIMED},
            TextState.SENDING,
            attempt_id=attempt_id,
            attempts=self.attempts + 1,
            sending_at=now,
            lease_until=lease_until,
            error_code=None,
            reason=None,
            **changes,
        )

    def hear(self, sid: str, status: str) -> "Text":
        """The carrier has it, and this is how far it got. Old news changes nothing."""
        if not delivery.moves_on(self.carrier_status, status):
            return self
        return self._from(
            WITH_CARRIER,
            delivery.state_of(status),
            sid=sid,
            carrier_status=status,
            lease_until=None,
            reason=None,
        )

    def look_up_at_once(self) -> "Text":
        """Nobody knows whether the carrier has it."""
        return self._from({TextState.SENDING}, TextState.SENDING, lease_until=self.sending_at)

    def try_again(self, at: datetime, code: str) -> "Text":
        return self._from(
            WITH_CARRIER,
            TextState.PLANNED,
            due_at=at,
            lease_until=None,
            reason=code,
            error_code=code,
        )

    def send_once_more(self, now: datetime, *, proven_absent: bool = False) -> "Text":
        """The carrier does not know it. Without proof that it never will, this is allowed once."""
        if self.unsure_at is not None and not proven_absent:
            raise IllegalTransitionError("a text of unknown outcome is sent again once at most")
        return self._from(
            {TextState.SENDING},
            TextState.PLANNED,
            due_at=now,
            lease_until=None,
            unsure_at=now,
            reason="unsure",
        )

    def stay_unsure(self) -> "Text":
        return self._from(
            {TextState.SENDING}, TextState.UNSURE, lease_until=None, reason="outcome_unknown"
        )

    def seen_as(self, sid: str, status: str) -> "Text":
        """What the carrier calls it; not a move by itself."""
        return replace(self, sid=sid, carrier_status=status)

    def fail(self, code: str) -> "Text":
        return self._from(
            WITH_CARRIER, TextState.FAILED, error_code=code, reason=code, lease_until=None
        )

    def give_up(self, code: str) -> "Text":
        """A further try would come too late."""
        return self._from(
            WITH_CARRIER, TextState.EXPIRED, error_code=code, lease_until=None, reason=code
        )

    def _from(
        self, allowed: set[TextState] | frozenset[TextState], to: TextState, **changes: Any
    ) -> "Text":
        if self.state not in allowed:
            raise IllegalTransitionError(f"{self.kind}: {self.state} -> {to}")
        return replace(self, state=to, version=self.version + 1, **changes)
