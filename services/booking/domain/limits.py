"""How often one phone or one address may try to book before it must prove to be a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

WINDOW = timedelta(minutes=10)


class Verdict(StrEnum):
    FREE = "free"
    CHALLENGE = "challenge"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Limits:
    """Tries within the window. Up to `free` nothing is asked; from there to `most` each try costs
    the sender's computer some work; beyond that there is only the phone.
    """

    free: int
    most: int

    def judge(self, tries: Collection[int], *, solved: bool, suspicious: bool) -> Verdict:
        """`tries` are the counts of all that is counted, this one included."""
        if max(tries) > self.most:
            return Verdict.REFUSE
        if solved or (max(tries) <= self.free and not suspicious):
            return Verdict.FREE
        return Verdict.CHALLENGE


class ChallengeRequiredError(Exception):
    """Some work must be done first. `challenge` is ALTCHA's."""

    def __init__(self, challenge: dict[str, str | int]) -> None:
        super().__init__("challenge")
        self.challenge = challenge


class TooManyTriesError(Exception):
    """From here on only the phone helps, until the window has passed."""
