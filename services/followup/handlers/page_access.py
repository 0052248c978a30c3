"""A patient opens their own page with a code that comes by text; nobody has an account."""

import hashlib
import secrets
from datetime import datetime, timedelta

from services.followup.domain.page_codes import (
    DIGITS,
    IN,
    LIVES,
    MOST_CODES,
    SESSION,
    PageCode,
    code_hash,
    only_digits,
)
from services.followup.store import page_access
from shared import outbox
from shared.db import Connection
from shared.events.outreach import Category, TextRequested
from shared.ids import new_id

KEPT = timedelta(days=1)


class TooManyCodesError(Exception):
    """This patient has been sent enough codes for now."""


async def send_code(conn: Connection, appointment_id: str, secret: bytes, now: datetime) -> None:
    """Nothing for a visit nobody knows: the page does not tell which there are. Raises
    TooManyCodesError.
    """
    patient_id = await page_access.find_patient(conn, appointment_id)
    if patient_id is None:
        return
    if await page_access.count_codes(conn, patient_id, now - IN) >= MOST_CODES:
        raise TooManyCodesError
    await page_access.forget_old(conn, now - KEPT)
    code_id, code = new_id(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    hashed = code_hash(code_id, code, secret)
    await page_access.add_code(conn, PageCode(code_id, patient_id, hashed, now, now + LIVES))
    text = TextRequested(
        patient_id=patient_id,
        request_id=f"code:{code_id}",
        kind="code",
        category=Category.VISIT,
        values={"code": code},
        expects=None,
        not_before=now,
        not_after=now + LIVES,
        asked_at=now,
    )
    await outbox.add(conn, text, at=now)


async def open_page(
    conn: Connection, appointment_id: str, typed: str, secret: bytes, now: datetime
) -> str | None:
    """The new session, for the cookie; None when the code is wrong, old or tried too often."""
    patient_id = await page_access.find_patient(conn, appointment_id)
    code = await page_access.find_newest_code(conn, patient_id) if patient_id else None
    if code is None or not code.may_be_tried(now):
        return None
    right = code.opens_with(only_digits(typed), secret)
    await page_access.note_try(conn, code, now if right else None)
    if not right:
        return None
    session = secrets.token_urlsafe(24)
    until = now + SESSION
    await page_access.add_session(conn, fingerprint(session), code.patient_id, now, until)
    return session


def fingerprint(session: str) -> bytes:
    """What the database keeps: reading it opens nothing."""
    return hashlib.sha256(session.encode()).digest()
