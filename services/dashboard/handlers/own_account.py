"""What staff change about their own way in."""

from datetime import datetime

from services.dashboard.domain import second_factor
from services.dashboard.handlers.passwords import Passwords
from services.dashboard.handlers.sign_in import note_failure
from services.dashboard.store import audit, second_factors, staff
from services.dashboard.store.audit import Audited
from services.dashboard.store.staff import Account
from shared.db import Connection


class WrongCodeError(Exception):
    """It is not the code the phone shows now, or it was used."""


async def set_password(
    conn: Connection, passwords: Passwords, account: Account, new: str, now: datetime
) -> None:
    """All sessions end. Raises WeakPasswordError."""
    await staff.save_password_hash(conn, account.id, await passwords.hash(new))
    await staff.end_sessions(conn, str(account.id), now)
    await audit.add(conn, Audited.PASSWORD_CHANGED, staff_id=str(account.id), at=now)


async def is_own_password(
    conn: Connection, passwords: Passwords, account: Account, password: str, now: datetime
) -> bool:
    """False also while the account rests. Guesses count like those at the sign-in."""
    right = await passwords.matches(password, account.password_hash)
    if right and not account.lockout.locked(now):
        return True
    await note_failure(conn, account, now)
    return False


async def begin_second_factor(conn: Connection, account: Account, _: datetime) -> None:
    """A secret to show as a QR code. It counts only once a code has confirmed it."""
    await second_factors.start(conn, account.id, second_factor.new_secret())


async def confirm_second_factor(
    conn: Connection, account: Account, code: str, now: datetime
) -> list[str]:
    """The recovery codes, to be shown this once. Raises WrongCodeError."""
    factor = await second_factors.find(conn, account.id)
    if factor is None or factor.confirmed_at is not None:
        raise WrongCodeError
    step = second_factor.accepted_step(factor.secret, code, now, after=factor.last_step)
    if step is None:
        raise WrongCodeError
    await second_factors.save_step(conn, account.id, step, now)
    codes = second_factor.new_recovery_codes()
    hashes = [second_factor.hash_of(each) for each in codes]
    await second_factors.replace_recovery_codes(conn, account.id, hashes)
    await audit.add(conn, Audited.SECOND_FACTOR_ADDED, staff_id=str(account.id), at=now)
    return codes


async def remove_second_factor(conn: Connection, account: Account, now: datetime) -> None:
    await second_factors.remove(conn, account.id)
    await audit.add(conn, Audited.SECOND_FACTOR_REMOVED, staff_id=str(account.id), at=now)
