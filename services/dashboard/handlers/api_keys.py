"""Keys of other programs: made, shown once, exchanged for a token of a minute, ended."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from services.dashboard.store import api_keys, audit
from services.dashboard.store.api_keys import ApiKey
from services.dashboard.store.audit import Audited
from shared.auth import Role, Staff
from shared.db import Connection
from shared.ids import new_id

PREFIX = "mk_"
# Not the owner's: a key that leaks must not make keys, staff or exports.
ROLES = frozenset({Role.PRACTITIONER, Role.FRONT_DESK, Role.READ_ONLY})


class WrongKeyError(Exception):
    """There is no such key, or no longer."""


async def make_key(
    conn: Connection, *, name: str, role: Role, lasts: timedelta, by: Staff, now: datetime
) -> str:
    """The key, which is kept nowhere: 32 random bytes need no slow hash."""
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(new_id(), name, role, UUID(by.id), now, now + lasts, None, None)
    await api_keys.add(conn, key, _hash(secret))
    await _note(conn, Audited.API_KEY_MADE, by.id, key.id, now)
    return secret


async def use_key(conn: Connection, secret: str, now: datetime) -> ApiKey:
    """Raises WrongKeyError."""
    key = await api_keys.find(conn, _hash(secret))
    if key is None or not key.works(now):
        raise WrongKeyError
    if await api_keys.note_use(conn, key.id, now):
        await _note(conn, Audited.API_KEY_USED, None, key.id, now)
    return key


async def revoke_key(conn: Connection, key_id: UUID, by: Staff, now: datetime) -> None:
    if await api_keys.revoke(conn, key_id, by.id, now):
        await _note(conn, Audited.API_KEY_REVOKED, by.id, key_id, now)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


async def _note(
    conn: Connection, what: Audited, staff_id: str | None, key_id: UUID, at: datetime
) -> None:
    await audit.add(conn, what, staff_id=staff_id, at=at, subject=str(key_id))
