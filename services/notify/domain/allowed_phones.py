"""Whom an installation may text at all: outside production only the listed phones (S-123)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class AllowedPhones:
    """Patterns such as "+1310555*"; none means everybody."""

    patterns: Sequence[str] | None

    def include(self, phone: str) -> bool:
        return self.patterns is None or any(fnmatchcase(phone, p) for p in self.patterns)
