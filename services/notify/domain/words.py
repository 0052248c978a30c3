"""A patient's text, as the readers see it, and the words they know."""

import re
import unicodedata

from services.notify.domain.phrases import split_words

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


# What followup answers by itself: a score that nobody asked for, FIX 6, PAIN 8.
_BARE_NUMBER = re.compile(r"(?:fix|pain)[\s:=-]*\d+|(?:0?\d|10)(?:\s*/\s*10)?")


def command_of(body: str) -> str:
    """The words without those of courtesy: "C, thank you" is C."""
    words = split_words(body).words
    return " ".join(word for word in words if word not in _COURTESY)


def confirms_in_plain_words(body: str) -> bool:
    """Means a visit only when no question is open: "👍" may be meant for the question."""
    return normalize(body) == "👍" or command_of(body) in _CONFIRM_IN_PLAIN_WORDS


def _spelled(*sentences: str) -> frozenset[str]:
    """As `command_of` has them."""
    return frozenset(map(command_of, sentences))


_COURTESY = frozenset(
    [
        "please",
        "pls",
        "plz",
        "thanks",
        "thank",
        "you",
        "thx",
        "ty",
        "gracias",
        "por",
        "favor",
        "谢",
        "謝",
        "请",
        "請",
    ]
)
_CONFIRM_IN_PLAIN_WORDS = _spelled(
    *("yes", "i'll be there", "i will be there", "will be there", "see you then", "i confirm"),
    *("yes i'll be there", "yes i will be there", "yes see you then", "yes i confirm"),
    *("yes confirm", "yes confirmed", "yes i'll come", "i'll come", "yes i will come"),
    *("sí", "sí confirmo", "confirmo", "confirmado", "confirmada", "confirmar", "sí confirmado"),
    *("ahí estaré", "allí estaré", "sí ahí estaré", "sí allí estaré", "sí voy", "voy a ir"),
    *(
        "是",
        "是的",
        "确认",
        "確認",
        "我确认",
        "我確認",
        "会来",
        "會來",
        "我会来",
        "我會來",
        "我会到",
        "我會到",
    ),
)


def is_prose(body: str) -> bool:
    """Something for a person to read: not a number, a letter or a command."""
    said = normalize(body)
    letters = [c for c in said if c.isalpha()]
    return len(letters) > 1 and _COMMAND_WITH_NUMBER.fullmatch(said) is None


def is_bare_number(body: str) -> bool:
    return _BARE_NUMBER.fullmatch(normalize(body)) is not None


def read_choice(body: str) -> int | None:
    """1 to 9, as the whole text."""
    said = normalize(body)
    return int(said) if len(said) == 1 and said in "123456789" else None
