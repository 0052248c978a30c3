"""Taking an installation that nobody has: with a secret that only its operator was shown."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from services.dashboard.handlers.passwords import Passwords
from services.dashboard.store import audit, first_run, staff
from services.dashboard.store.audit import Audited
from shared.auth import Role
from shared.db import Connection

# Whoever starts an installation opens it the same day.
SECRET_LASTS = timedelta(days=2)


class TakenError(Exception):
    """Somebody has an account here already."""


class WrongSecretError(Exception):
    """It is not the secret that was printed last, or too old."""


async def make_secret(conn: Connection, now: datetime) -> str:
    """The one before no longer works. Raises TakenError."""
    if not await first_run.is_untaken(conn):
        raise TakenError
    secret = secrets.token_hex(8)
    await first_run.save_secret(conn, _hash(secret), now)
    return secret


async def take_installation(
    conn: Connection,
    passwords: Passwords,
    *,
    secret: str,
    name: str,
    email: str,
    password: str,
    now: datetime,
) -> UUID:
    """The first owner's id. Raises TakenError, WrongSecretError, WeakPasswordError."""
    if not await first_run.take_secret(conn, _hash(secret), now - SECRET_LASTS):
        raise WrongSecretError
    if not await first_run.is_untaken(conn):
        raise TakenError
    password_hash = await passwords.hash(password)  # slow on purpose, so not for every guess
    owner = await staff.add(
        conn, name=name, email=email, role=Role.OWNER, password_hash=password_hash, at=now
    )
    await audit.add(
        conn, Audited.INSTALLATION_TAKEN, staff_id=str(owner), at=now, subject=str(owner)
    )
    return owner


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.strip().lower().encode()).digest()
