"""What an owner changes about who works here."""

import secrets
from datetime import datetime
from uuid import UUID

from services.dashboard.domain.staff_changes import check_loss_of_access, check_owner_remains
from services.dashboard.handlers.passwords import Passwords
from services.dashboard.store import audit, second_factors, staff
from services.dashboard.store.audit import Audited
from shared.auth import Role, Staff
from shared.db import Connection


async def add_member(
    conn: Connection,
    passwords: Passwords,
    *,
    name: str,
    email: str,
    role: Role,
    by: Staff,
    now: datetime,
) -> str:
    """A password to hand over, which its user must replace. Raises EmailTakenError."""
    password = new_password()
    staff_id = await staff.add(
        conn,
        name=name,
        email=email,
        role=role,
        password_hash=await passwords.hash(password),
        at=now,
        password_given=True,
    )
    await _note(conn, Audited.STAFF_ADDED, str(staff_id), by, now)
    return password


async def change_role(
    conn: Connection, staff_id: UUID, role: Role, *, by: Staff, now: datetime
) -> None:
    """Raises LastOwnerError."""
    check_owner_remains(str(staff_id), role, await staff.lock_owners(conn))
    await staff.save_role(conn, str(staff_id), role)
    await _note(conn, Audited.ROLE_CHANGED, f"{staff_id} {role}", by, now)


async def deactivate(conn: Connection, staff_id: UUID, *, by: Staff, now: datetime) -> None:
    """Ends the sessions too. Raises OwnAccountError, LastOwnerError."""
    check_loss_of_access(str(staff_id), by.id, await staff.lock_owners(conn))
    await staff.save_deactivation(conn, str(staff_id), now)
    await staff.end_sessions(conn, str(staff_id), now)
    await _note(conn, Audited.DEACTIVATED, str(staff_id), by, now)


async def reactivate(conn: Connection, staff_id: UUID, *, by: Staff, now: datetime) -> None:
    await staff.save_deactivation(conn, str(staff_id), None)
    await _note(conn, Audited.REACTIVATED, str(staff_id), by, now)


async def reset_password(
    conn: Connection, passwords: Passwords, staff_id: UUID, *, by: Staff, now: datetime
) -> str:
    """A password to hand over. Ends the sessions."""
    password = new_password()
    await staff.save_password_hash(conn, staff_id, await passwords.hash(password), given=True)
    await staff.end_sessions(conn, str(staff_id), now)
    await _note(conn, Audited.PASSWORD_RESET, str(staff_id), by, now)
    return password


async def reset_second_factor(
    conn: Connection, staff_id: UUID, *, by: Staff, now: datetime
) -> None:
    """For a phone that is lost, and its recovery codes with it."""
    await second_factors.remove(conn, staff_id)
    await staff.end_sessions(conn, str(staff_id), now)
    await _note(conn, Audited.SECOND_FACTOR_REMOVED, str(staff_id), by, now)


def new_password() -> str:
    """96 bits, short enough to be read out."""
    return secrets.token_urlsafe(12)


async def _note(conn: Connection, what: Audited, subject: str, by: Staff, now: datetime) -> None:
    await audit.add(conn, what, staff_id=by.id, at=now, subject=subject)
