"""What a patient starts by themselves: "PAIN 8", at any time (S-89)."""

import re

from services.followup.domain.reading.folding import fold

COMMAND = re.compile(r"\s*(?:pain|dolor|疼痛|疼|痛)(?![a-z])[\s:=,-]*(?=[\d.])")
# A number and nothing else may be meant for anything.
BARE_NUMBER = re.compile(r"[\s.,!]*(?:10|\d)[\s.,!]*")
YES = re.compile(
    r"[\s.,!]*(?:y|yes|yep|yeah|ya|si|sure|correct|right|是|是的|对)[\s.,!]*(?:thanks)?[\s.,!]*"
)


def find_started(text: str) -> str | None:
    """What follows the command, to be read like an answer; None when this is none."""
    folded = fold(text)
    match = COMMAND.match(folded.text)
    return folded.typed_from(match.end()) if match else None


def find_bare_number(text: str) -> int | None:
    folded = fold(text.strip()).text
    return int(folded.strip(" .,!\n")) if BARE_NUMBER.fullmatch(folded) else None


def says_yes(text: str) -> bool:
    return YES.fullmatch(fold(text.strip()).text) is not None
