"""A patient mends what was noted: "FIX 6", "sorry I meant 6" (S-84)."""

import re

from services.followup.domain.reading.folding import fold

COMMAND = re.compile(
    r"\s*(?:fix\b|(?:fix)(?=\d)|corregir\b|更正|改成"
    r"|(?:(?:oops|sorry|perdon|no wait|wait)[ ,.!]*)?(?:i meant|i mean|meant|quise decir)\b"
    r"|correction\b)(?:-|\s*(?:to|it to|a|is)?[\s:,=]*(?:-\s+)?)"
)


def find_correction(text: str) -> str | None:
    """What should be noted instead, to be read like an answer; None when this mends nothing."""
    folded = fold(text)
    match = COMMAND.match(folded.text)
    return folded.typed_from(match.end()) if match else None
