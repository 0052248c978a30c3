"""The code that opens a patient's own page: who may ask for one, and when it opens."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

DIGITS = 6
LIVES = timedelta(minutes=10)
MOST_TRIES = 5
# One that is asked for is a text; whoever asks is not known yet.
MOST_CODES, IN = 3, timedelta(hours=1)
SESSION = timedelta(minutes=30)


@dataclass(frozen=True)
class PageCode:
    id: UUID
    patient_id: str
    code_hash: bytes
    asked_at: datetime
    expires_at: datetime
    tries: int = 0
    used_at: datetime | None = None

    def may_be_tried(self, now: datetime) -> bool:
        return self.used_at is None and self.tries < MOST_TRIES and now < self.expires_at

    def opens_with(self, typed: str, secret: bytes) -> bool:
        """Compared in constant time."""
        return hmac.compare_digest(self.code_hash, code_hash(self.id, typed, secret))


def code_hash(code_id: UUID, code: str, secret: bytes) -> bytes:
    """Six digits are soon tried through; only who has the secret can try."""
    return hmac.digest(secret, f"page-code:{code_id}:{code}".encode(), "sha256")


def only_digits(typed: str) -> str:
    """As people type it: "123 456", "123-456"."""
    return "".join(char for char in typed if char.isdecimal())
