"""A code by text proves that whoever types it holds the phone."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DIGITS = 6
LIFETIME = timedelta(minutes=10)
MOST_TRIES = 5
# Texts cost money, and every new code is five new guesses.
MOST_CODES = 3
WITHIN = timedelta(minutes=10)


class Verdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"  # expired, used, or guessed at too often: ask for another


class TooManyCodesError(Exception):
    """Enough codes went to this phone for now."""


class WrongCodeError(Exception):
    """`over`: this code is worth nothing any more, whatever is typed."""

    def __init__(self, *, over: bool) -> None:
        super().__init__("over" if over else "wrong")
        self.over = over


def digest(code: str, code_id: str, secret: str) -> bytes:
    """A million codes are soon tried: without the secret the database does not give them away."""
    return hmac.digest(secret.encode(), f"code:{code_id}:{code}".encode(), "sha256")


@dataclass(frozen=True)
class PhoneCode:
    id: str
    digest: bytes
    expires_at: datetime
    tries: int
    used_at: datetime | None

    def judge(self, typed: str, secret: str, now: datetime) -> Verdict:
        if self.used_at or now >= self.expires_at or self.tries >= MOST_TRIES:
            return Verdict.OVER
        right = hmac.compare_digest(digest(typed, self.id, secret), self.digest)
        return Verdict.RIGHT if right else Verdict.WRONG


def as_typed(text: str) -> str:
    """People type a space in the middle; phones write other digits."""
    return "".join(str(int(c)) for c in text if c.isdecimal())
