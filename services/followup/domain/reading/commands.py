"""What a patient starts by themselves: "PAIN 8", at any time (S-89)."""

import re

from services.followup.domain.reading.folding import fold
from services.followup.domain.reading.vocabulary import BY_LANGUAGE

_SPOKEN = "|".join(word for known in BY_LANGUAGE.values() for word in known.numbers)
# A dash belongs to the command only where it is no minus: "pain-8", "pain - 8".
COMMAND = re.compile(
    r"\s*(?:pain|dolor|疼痛|疼|痛)(?![a-z])(?:-|[\s:=,]*(?:-\s+)?)"
    rf"(?=-?[\d.]|(?:{_SPOKEN})(?![a-z]))"
)
# A number and nothing else may be meant for anything; so may one that finds nothing to mend.
BARE_NUMBER = re.compile(r"[\s.,!]*(?:fix[\s:]*)?0?(10|\d)(?:\s*/\s*10)?[\s.,!]*")
YES = re.compile(
    r"[\s.,!]*(?:y|yes|yep|yeah|ya|si|sure|correct|right|是|是的|对)[\s.,!]*(?:thanks)?[\s.,!]*"
)


def find_started(text: str) -> str | None:
    """What follows the command, to be read like an answer; None when this is none."""
    folded = fold(text)
    match = COMMAND.match(folded.text)
    return folded.typed_from(match.end()) if match else None


def find_bare_number(text: str) -> int | None:
    match = BARE_NUMBER.fullmatch(fold(text.strip()).text)
    return int(match[1]) if match else None


def says_yes(text: str) -> bool:
    return YES.fullmatch(fold(text.strip()).text) is not None
