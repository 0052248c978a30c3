"""A question put to a phone, and which texts answer it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.notify.domain.words import is_prose
from services.notify.domain.yes_no import read_yes_no
from shared.events.outreach import Answer
from shared.events.replies import Question

# Of these nothing is read but yes or no; everything else a patient says meanwhile is not for them.
YES_OR_NO_ONLY = frozenset({"waitlist_offer"})
# A yes or no this long after such a question was closed still goes to whoever asked (S-107).
LATE_ANSWER = timedelta(hours=24)


@dataclass(frozen=True)
class OpenQuestion:
    text_id: UUID
    phone: str
    patient_id: str
    request_id: str
    kind: str
    expects: str
    asked_at: datetime

    @property
    def takes_only_yes_or_no(self) -> bool:
        return self.kind in YES_OR_NO_ONLY

    def read_yes_no(self, body: str) -> bool | None:
        return read_yes_no(body) if self.expects == Answer.YES_NO else None

    def asked_again_by(self, body: str) -> str | None:
        """The kind of text that asks again for what this text does not say."""
        if not body.strip():
            return "picture_noted"
        return "yes_no_clarify" if self.takes_only_yes_or_no and is_prose(body) else None

    def contract(self) -> Question:
        return Question(
            request_id=self.request_id,
            kind=self.kind,
            expects=Answer(self.expects),
            asked_at=self.asked_at,
        )
