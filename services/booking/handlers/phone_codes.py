"""Texting a code, and what follows when it comes back: the phone is proven, texts may begin."""

import secrets
from datetime import datetime

from services.booking.domain.catalogue import Catalogue
from services.booking.domain.phone_code import (
    DIGITS,
    LIFETIME,
    MOST_CODES,
    WITHIN,
    PhoneCode,
    TooManyCodesError,
    Verdict,
    WrongCodeError,
    digest,
)
from services.booking.handlers.facts import patient_saved
from services.booking.store import patients, phone_codes
from services.booking.store.patients import PatientRow
from shared import outbox
from shared.db import Connection
from shared.events.outreach import Category, TextRequested
from shared.ids import new_id


async def send(conn: Connection, patient: PatientRow, secret: str, now: datetime) -> None:
    """Raises TooManyCodesError."""
    practice_key, phone = patient.practice_key, patient.phone
    await phone_codes.lock_phone(conn, practice_key, phone)
    if await phone_codes.count_since(conn, practice_key, phone, now - WITHIN) >= MOST_CODES:
        raise TooManyCodesError
    code_id = str(new_id())
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    kept = PhoneCode(code_id, digest(code, code_id, secret), now + LIFETIME, 0, None)
    await phone_codes.add(conn, practice_key, phone, kept, now)
    asked = TextRequested(
        patient_id=patient.id,
        request_id=code_id,
        kind="code",
        category=Category.VISIT,
        values={"code": code},
        expects=None,
        not_before=now,
        not_after=kept.expires_at,
        asked_at=now,
    )
    await outbox.add(conn, asked, at=now)


async def check(
    conn: Connection,
    catalogue: Catalogue,
    patient: PatientRow,
    typed: str,
    secret: str,
    now: datetime,
) -> bool:
    """Whether it was right, which proves the phone. The transaction must be kept either way: it has
    counted the try. Raises WrongCodeError for a code that is over.
    """
    await phone_codes.lock_phone(conn, patient.practice_key, patient.phone)
    newest = await phone_codes.find_newest(conn, patient.practice_key, patient.phone)
    verdict = newest.judge(typed, secret, now) if newest else Verdict.OVER
    if newest is None or verdict is Verdict.OVER:
        raise WrongCodeError(over=True)
    right = verdict is Verdict.RIGHT
    await phone_codes.save_try(conn, newest.id, now if right else None)
    if right:
        await _prove(conn, catalogue, patient, now)
    return right


async def _prove(
    conn: Connection, catalogue: Catalogue, patient: PatientRow, now: datetime
) -> None:
    practice = catalogue.practices[patient.practice_key]
    is_news = await phone_codes.prove(conn, practice.key, patient.phone, now)
    if not (is_news and practice.prove_phones):
        return
    for one in await patients.list_of_phone(conn, practice.key, patient.phone):
        consent = await patients.find_consent(conn, one.key)
        if consent is not None:
            newer = await patients.touch(conn, one.key, now)
            saved = await patient_saved(conn, newer, consent, catalogue)
            await outbox.add(conn, saved, at=now)
