"""Reads a reply to the 0-10 question. Pure and versioned; see `reader` for the rules."""

from services.followup.domain.reading.corrections import find_correction
from services.followup.domain.reading.reader import (
    READER_VERSION,
    Reading,
    ReadingKind,
    Reason,
    read,
)

__all__ = [
    "READER_VERSION",
    "Reading",
    "ReadingKind",
    "Reason",
    "find_correction",
    "read",
]
