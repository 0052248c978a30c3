"""Passwords as argon2 hashes. Hashing takes tens of milliseconds, so it runs in a thread."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12


class WeakPasswordError(ValueError):
    """The password is too short to be worth hashing."""


class Passwords:
    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher
        # Checked when there is no account, so that the answer takes as long as when there is one.
        self._nobody = hasher.hash("nobody's password")

    async def hash(self, password: str) -> str:
        """Raises WeakPasswordError."""
        if len(password) < SHORTEST:
            raise WeakPasswordError(f"a password has at least {SHORTEST} characters")
        return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Without a hash: False, after the usual time."""
        return await asyncio.to_thread(self._matches, password, password_hash or self._nobody) and (
            password_hash is not None
        )

    def outdated(self, password_hash: str) -> bool:
        """Whether it was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    def _matches(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
