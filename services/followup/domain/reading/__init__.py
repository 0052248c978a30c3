"""Reads replies to each kind of question. Pure and versioned; see `reader` for the rules."""

from services.followup.domain.reading.commands import (
    find_bare_number,
    find_started,
    says_yes,
)
from services.followup.domain.reading.corrections import find_correction
from services.followup.domain.reading.days import read_days
from services.followup.domain.reading.reactions import (
    ReactionKind,
    ReactionReading,
    read_reaction,
)
from services.followup.domain.reading.reader import (
    READER_VERSION,
    Reading,
    ReadingKind,
    Reason,
    read,
)

__all__ = [
    "READER_VERSION",
    "ReactionKind",
    "ReactionReading",
    "Reading",
    "ReadingKind",
    "Reason",
    "find_bare_number",
    "find_correction",
    "find_started",
    "read",
    "read_days",
    "read_reaction",
    "says_yes",
]
