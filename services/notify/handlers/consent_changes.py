"""A phone says no, or yes again: the ledger, the texts that were waiting, and the others."""

from datetime import datetime

from services.notify.handlers.record_text import record
from services.notify.handlers.second_channel import find_email_instead
from services.notify.store import consents, patients, questions, texts
from services.notify.store.consents import Entry
from shared import outbox
from shared.db import Connection
from shared.events.messages import Channel, TextingResumed, TextingStopped
from shared.events.outreach import Category


async def stop_texting(
    conn: Connection,
    phone: str,
    *,
    source: str,
    at: datetime,
    words: str | None = None,
    message_sid: str | None = None,
    recorded_by: str | None = None,
) -> None:
    """From the commit on nothing more is sent to the phone (S-60). The phone must be locked."""
    await consents.add(
        conn,
        Entry(
            phone,
            granted=False,
            source=source,
            at=at,
            words=words,
            message_sid=message_sid,
            recorded_by=recorded_by,
        ),
    )
    holders = [p.patient_id for p in await patients.list_by_phone(conn, phone)]
    for text in await texts.lock_open_of_patients(conn, holders):
        if text.channel is Channel.TEXT:
            instead = await find_email_instead(conn, text, at, "opted_out")
            await record(conn, instead or text.retire("opted_out"), at)
    await questions.close_for_phone(conn, phone, "opted_out", at)
    for patient_id in holders:
        await outbox.add(conn, TextingStopped(patient_id=patient_id, at=at, source=source), at=at)


async def resume_texting(
    conn: Connection, phone: str, *, source: str, at: datetime, words: str, message_sid: str
) -> None:
    """Visit texts are on again; check-ins only where they had been agreed to (S-65)."""
    entry = Entry(phone, granted=True, source=source, at=at, words=words, message_sid=message_sid)
    await consents.add(conn, entry)
    for patient in await patients.list_by_phone(conn, phone):
        await consents.add(
            conn,
            Entry(
                phone,
                granted=True,
                source=source,
                at=at,
                patient_id=patient.patient_id,
                category=Category.VISIT,
                words=words,
                message_sid=message_sid,
            ),
        )
        now = await consents.get_current(conn, phone, patient.patient_id)
        await outbox.add(
            conn,
            TextingResumed(
                patient_id=patient.patient_id,
                at=at,
                source=source,
                categories=tuple(sorted(now.categories)),
            ),
            at=at,
        )
