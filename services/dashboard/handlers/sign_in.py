"""Checking who somebody is."""

from datetime import datetime

from services.dashboard.domain import second_factor
from services.dashboard.domain.lockout import Lockout
from services.dashboard.handlers.passwords import Passwords
from services.dashboard.store import audit, second_factors, staff
from services.dashboard.store.audit import Audited
from services.dashboard.store.staff import Account
from shared.db import Connection


async def check_password(
    conn: Connection, passwords: Passwords, *, email: str, password: str, now: datetime
) -> Account | None:
    """Who it is; None when the address or the password is wrong, the account rests, or its owner
    no longer works here. Which of these it was is not told to the one who asks.
    """
    account = await staff.find_by_email(conn, email)
    right = await passwords.matches(password, account.password_hash if account else None)
    if account is None or account.deactivated_at is not None:
        await audit.add(conn, Audited.SIGN_IN_FAILED, staff_id=None, at=now)
        return None
    if not right or account.lockout.locked(now):
        await note_failure(conn, account, now)
        return None
    if passwords.outdated(account.password_hash):
        fresh = await passwords.hash(password)
        await staff.save_password_hash(conn, account.id, fresh, given=account.password_given)
    return account


async def check_code(conn: Connection, account: Account, code: str, now: datetime) -> bool:
    """A code of the phone, or one of the recovery codes, each good once."""
    if account.lockout.locked(now):
        await note_failure(conn, account, now)
        return False
    if await _uses_phone_code(conn, account, code, now):
        return True
    if await second_factors.use_recovery_code(conn, account.id, second_factor.hash_of(code), now):
        await audit.add(conn, Audited.RECOVERY_CODE_USED, staff_id=str(account.id), at=now)
        return True
    await note_failure(conn, account, now)
    return False


async def needs_code(conn: Connection, account: Account) -> bool:
    factor = await second_factors.find(conn, account.id)
    return factor is not None and factor.confirmed_at is not None


async def note_signed_in(conn: Connection, account: Account, now: datetime) -> None:
    """Only a whole sign-in gives the tries back: a right password alone must not let the codes be
    guessed without end.
    """
    await staff.save_lockout(conn, account.id, Lockout())
    await audit.add(conn, Audited.SIGNED_IN, staff_id=str(account.id), at=now)


async def note_failure(conn: Connection, account: Account, now: datetime) -> None:
    if not account.lockout.locked(now):
        await staff.save_lockout(conn, account.id, account.lockout.after_failure(now))
    await audit.add(conn, Audited.SIGN_IN_FAILED, staff_id=str(account.id), at=now)


async def _uses_phone_code(conn: Connection, account: Account, code: str, now: datetime) -> bool:
    factor = await second_factors.find(conn, account.id)
    if factor is None:
        return False
    step = second_factor.accepted_step(factor.secret, code, now, after=factor.last_step)
    if step is None:
        return False
    await second_factors.save_step(conn, account.id, step, now)
    return True
