"""A patient's text, as the readers see it, and the words they know."""

import re
import unicodedata

# Whole message only; the carrier's own lists (Twilio, default keywords) and the per-se words of
# 47 CFR 64.1200(a)(10).
OPT_OUT = frozenset(["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"])
# Opt-outs that may be meant for a visit (S-61).
PERHAPS_A_CANCELLATION = frozenset(["cancel", "end", "quit"])
OPT_IN = frozenset(["start", "unstop"])
OPT_IN_IF_STOPPED = frozenset(["yes"])
HELP = frozenset(["help", "info"])

CONFIRM = frozenset(["c", "confirm", "confirmed"])
CANCEL_VISIT = frozenset(["x"])
MOVE_VISIT = frozenset(["r"])
# Mean a visit only when no question is open: "👍" may be meant for the question.
CONFIRM_IN_PLAIN_WORDS = frozenset(
    [
        "yes",
        "yes i'll be there",
        "yes i will be there",
        "i'll be there",
        "i will be there",
        "ill be there",
        "see you then",
        "👍",
    ]
)

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_AROUND = " \t\r\n.,;:!?\"'"


def normalize(body: str) -> str:
    """Lower case, straight quotes, single spaces, without punctuation around it, and full-width
    characters as plain ones. A thumb's skin tone and emoji style are dropped.
    """
    plain = unicodedata.normalize("NFKC", body).translate(_STRAIGHT)
    kept = "".join(c for c in plain if c != "\ufe0f" and not 0x1F3FB <= ord(c) <= 0x1F3FF)
    return " ".join(kept.casefold().split()).strip(_AROUND)


_COMMAND_WITH_NUMBER = re.compile(r"(fix|pain)\s*\d+")


def is_prose(body: str) -> bool:
    """Something for a person to read: not a number, a letter or a command."""
    said = normalize(body)
    letters = [c for c in said if c.isalpha()]
    return len(letters) > 1 and _COMMAND_WITH_NUMBER.fullmatch(said) is None


def read_choice(body: str) -> int | None:
    """1 to 9, as the whole text."""
    said = normalize(body)
    return int(said) if len(said) == 1 and said in "123456789" else None
