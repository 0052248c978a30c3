"""What became of a text: at the carrier's door, on its way, or nobody knows."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import structlog

from services.notify.carrier import Accepted, Refused
from services.notify.domain import delivery
from services.notify.domain.carrier_errors import (
    BAD_NUMBER,
    STOPS_THE_KIND,
    CarrierError,
    ErrorClass,
    classify_report,
)
from services.notify.domain.text import WITH_CARRIER, Text
from services.notify.handlers.consent_changes import stop_texting
from services.notify.handlers.first_aid import SAFETY_KINDS, note_unreachable
from services.notify.handlers.record_mail import record_refused_mail
from services.notify.handlers.record_text import record, record_all, record_taken
from services.notify.handlers.second_channel import find_email_instead
from services.notify.handlers.tasks import open_task
from services.notify.store import callbacks, mail_server, patients, questions, switches, texts
from services.notify.store.callbacks import Callback
from services.notify.store.texts import Move
from shared.db import Connection
from shared.events.messages import Channel, TextState

log = structlog.get_logger()

K = TypeVar("K", UUID, str)

# The carrier's list may lag behind; after this long a text it does not know counts as not sent.
LOOK_FOR = timedelta(minutes=10)
# One that went once more and is not there either waits so long for proof that it never went.
WAIT_FOR_PROOF = timedelta(hours=1)


async def record_accepted(
    conn: Connection, taken: Sequence[tuple[Text, Accepted]], now: datetime
) -> None:
    """`taken`: texts as they stood when the call began."""
    good = [(text, a) for text, a in taken if not delivery.is_failure(a.status)]
    heard = [text.hear(accepted.sid, accepted.status) for text, accepted in good]
    noted = await record_taken(conn, sorted(heard, key=lambda text: text.text_id), now)
    late = {t.attempt_id: a for t, a in taken if t.attempt_id and t.text_id not in noted}
    if late:
        await _record_late(conn, late, now)
    if any(text.channel is Channel.EMAIL for text, _ in good):
        await mail_server.note_success(conn, now)


async def _record_late(
    conn: Connection, accepted_by_attempt: Mapping[UUID, Accepted], now: datetime
) -> None:
    """A report that was quicker has said more already (S-55)."""
    found = await texts.lock_with_carrier(conn, list(accepted_by_attempt))
    moves = []
    for attempt_id, accepted in accepted_by_attempt.items():
        text = found.get(attempt_id)
        if text and delivery.is_failure(accepted.status):
            await _advance(conn, text, accepted.sid, accepted.status, now)
        elif text and (heard := text.hear(accepted.sid, accepted.status)) is not text:
            moves.append(Move(heard))
    await record_all(conn, moves, now)


async def record_refused(conn: Connection, sent: Text, refused: Refused, now: datetime) -> None:
    assert sent.recipient and sent.attempt_id  # noqa: S101, PT018 - set with `sending`
    await patients.lock_phone(conn, sent.recipient)
    text = await texts.find_by_attempt(conn, sent.attempt_id)
    if text is None or text.state is not TextState.SENDING:
        return
    if text.channel is Channel.EMAIL:
        await record_refused_mail(conn, text, refused, now)
    elif refused.error.error_class is ErrorClass.AMBIGUOUS:
        await record(conn, text.look_up_at_once(), now, f"ambiguous: {refused.code}")
    else:
        await _settle(conn, text, refused.error, refused.code, now)


async def record_progress(conn: Connection, reports: Sequence[Callback], now: datetime) -> None:
    """Reports of no failure. All are kept; only news moves a text (S-54, S-56)."""
    new = await callbacks.add_all(conn, reports)
    by_attempt = await texts.lock_with_carrier(conn, [r.attempt_id for r in new if r.attempt_id])
    by_sid = await texts.lock_by_sids(conn, [r.sid for r in new if not r.attempt_id])
    moves = []
    for report in new:
        if report.attempt_id:
            moves += _hear(by_attempt, report.attempt_id, report)
        else:
            moves += _hear(by_sid, report.sid, report)
    await record_all(conn, moves, now)


async def record_failure(conn: Connection, callback: Callback, phone: str, now: datetime) -> None:
    """A report that a text failed. It is kept; only news moves the text (S-54, S-56)."""
    if not await callbacks.add(conn, callback):
        return
    await patients.lock_phone(conn, phone)
    text = await _reported_text(conn, callback)
    if text is None or text.state not in WITH_CARRIER:
        return
    if delivery.moves_on(text.carrier_status, callback.status):
        code = callback.error_code or callback.status
        failed = text.seen_as(callback.sid, callback.status)
        await _settle(conn, failed, classify_report(callback.error_code), code, now)


async def record_found(
    conn: Connection,
    text: Text,
    found: Accepted | None,
    now: datetime,
    *,
    proven_absent: bool = False,
) -> None:
    """The answer to a look-up of a text that was left in `sending` (S-36)."""
    current = await texts.lock(conn, text.text_id)
    if current.state is not TextState.SENDING or current.attempt_id != text.attempt_id:
        return
    if found:
        await _advance(conn, current, found.sid, found.status, now, "found_at_the_carrier")
        return
    assert current.sending_at  # noqa: S101 - set when sending began
    waited, useless = now - current.sending_at, now >= current.expires_at
    if waited < LOOK_FOR and not current.urgent:
        return
    if not useless and (current.unsure_at is None or proven_absent):
        await record(conn, current.send_once_more(now, proven_absent=proven_absent), now)
    elif useless or current.urgent or waited >= WAIT_FOR_PROOF:
        await record(conn, current.stay_unsure(), now)


def _hear(found: dict[K, Text], key: K, report: Callback) -> list[Move]:
    """`found` is brought up to date: the next report of the same text continues from there."""
    text = found.get(key)
    if text is None or (heard := text.hear(report.sid, report.status)) is text:
        return []
    found[key] = heard
    return [Move(heard)]


async def _reported_text(conn: Connection, callback: Callback) -> Text | None:
    if callback.attempt_id:
        return await texts.find_by_attempt(conn, callback.attempt_id)
    return (await texts.lock_by_sids(conn, [callback.sid])).get(callback.sid)


async def _advance(
    conn: Connection, text: Text, sid: str, status: str, now: datetime, why: str | None = None
) -> None:
    if delivery.is_failure(status):
        await _settle(conn, text.seen_as(sid, status), classify_report(None), status, now)
        return
    heard = text.hear(sid, status)
    if heard is not text:
        await record(conn, heard, now, why)


async def _settle(
    conn: Connection, text: Text, error: CarrierError, code: str, now: datetime
) -> None:
    """It did not get there. Again later while that is of use, else never."""
    delay = error.delay_after(text.attempts)
    if delay is None:
        instead = await find_email_instead(conn, text, now, code)
        await record(conn, instead or text.fail(code), now)
    elif now + delay >= text.expires_at:
        await record(conn, text.give_up(code), now)
    else:
        await record(conn, text.try_again(now + delay, code), now)
        return
    await questions.close_for_text(conn, text.text_id, "not_delivered", now)
    if text.kind in SAFETY_KINDS:
        await note_unreachable(conn, text, now)
    if text.phone:
        await _learn(conn, text, text.phone, error, code, now)


async def _learn(
    conn: Connection, text: Text, phone: str, error: CarrierError, code: str, now: datetime
) -> None:
    """What a failure says about the texts to come (S-57, S-66)."""
    if error.error_class is ErrorClass.OPT_OUT:
        await stop_texting(conn, phone, source="carrier", at=now)
        await open_task(conn, "opted_out_at_the_carrier", text.patient_id, now, phone=phone)
    if code in BAD_NUMBER:
        await switches.mark_unusable(conn, phone, code, now)
        await open_task(conn, "number_unusable", text.patient_id, now, phone=phone)
    if code in STOPS_THE_KIND:
        await switches.set_kind(conn, text.kind, "off", code, now)
        log.error("kind.switched_off", kind=text.kind, carrier_code=code)
