"""Checking who somebody is."""

from datetime import datetime

from services.dashboard.domain.lockout import Lockout
from services.dashboard.handlers.passwords import Passwords
from services.dashboard.store import audit, staff
from services.dashboard.store.audit import Audited
from shared.auth import Staff
from shared.db import Connection


async def check_password(
    conn: Connection, passwords: Passwords, *, email: str, password: str, now: datetime
) -> Staff | None:
    """Who it is; None when the address or the password is wrong, or the account rests. Which of
    these it was is not told to the one who asks.
    """
    account = await staff.find_by_email(conn, email)
    right = await passwords.matches(password, account.password_hash if account else None)
    if account is None:
        await audit.add(conn, Audited.SIGN_IN_FAILED, staff_id=None, at=now)
        return None
    if not right or account.lockout.locked(now):
        if not account.lockout.locked(now):
            await staff.save_lockout(conn, account.id, account.lockout.after_failure(now))
        await audit.add(conn, Audited.SIGN_IN_FAILED, staff_id=str(account.id), at=now)
        return None
    await staff.save_lockout(conn, account.id, Lockout())
    if passwords.outdated(account.password_hash):
        await staff.save_password_hash(conn, account.id, await passwords.hash(password))
    await audit.add(conn, Audited.SIGNED_IN, staff_id=str(account.id), at=now)
    return account.staff
