"""Texts both ways."""

from services.dashboard.domain.replies import for_people
from services.dashboard.projection import timeline
from shared.db import Connection
from shared.events import Received
from shared.events.checkins import AnswerUnclear
from shared.events.messages import TextAccepted, TextEvent
from shared.events.replies import ReplyReceived, ThreadChanged


async def follow_text(conn: Connection, received: Received[TextEvent]) -> None:
    """The highest version wins; the moment the carrier took the text is kept from any of them."""
    text = received.event.text
    sent_at = received.occurred_at if isinstance(received.event, TextAccepted) else None
    cursor = await conn.execute(
        """insert into text (text_id, patient_id, version, kind, state, due_at, sent_at, body,
                             reason, segments)
           values (%(id)s, %(patient_id)s, %(version)s, %(kind)s, %(state)s, %(due_at)s,
                   %(sent_at)s, %(body)s, %(reason)s, %(segments)s)
           on conflict (text_id) do update
           set version = excluded.version, state = excluded.state, due_at = excluded.due_at,
               sent_at = coalesce(excluded.sent_at, text.sent_at),
               body = coalesce(excluded.body, text.body), reason = excluded.reason,
               segments = coalesce(excluded.segments, text.segments)
           where text.version < excluded.version
           returning sent_at, body""",
        {
            "id": text.text_id,
            "patient_id": received.event.patient_id,
            "version": text.version,
            "kind": text.kind,
            "state": text.state,
            "due_at": text.due_at,
            "sent_at": sent_at,
            "body": text.body,
            "reason": text.reason,
            "segments": text.segments,
        },
    )
    row = await cursor.fetchone()
    if row is None:
        return
    sent_at, body = row
    await timeline.put(
        conn,
        kind="text",
        subject_id=text.text_id,
        patient_id=received.event.patient_id,
        at=sent_at or text.due_at,
        detail={
            "kind": text.kind,
            "state": text.state,
            "body": body,
            "reason": text.reason,
            "channel": text.channel,
        },
    )


async def record_reply(conn: Connection, received: Received[ReplyReceived]) -> None:
    """Comes once more when staff say that it was meant otherwise: then that counts."""
    reply = received.event
    cursor = await conn.execute(
        """insert into reply (reply_id, patient_id, received_at, body, intent, for_people,
                              corrected_by)
           values (%s, %s, %s, %s, %s, %s, %s)
           on conflict (reply_id) do update
           set intent = excluded.intent, for_people = excluded.for_people,
               corrected_by = excluded.corrected_by
           where excluded.corrected_by is not null
           returning reply_id""",
        (
            reply.reply_id,
            reply.patient_id,
            reply.received_at,
            reply.body,
            reply.intent,
            for_people(reply.intent),
            reply.corrected_by,
        ),
    )
    if await cursor.fetchone() is None:
        return
    await timeline.put(
        conn,
        kind="reply",
        subject_id=reply.reply_id,
        patient_id=reply.patient_id,
        at=reply.received_at,
        detail={
            "body": reply.body,
            "intent": reply.intent,
            "corrected_by": reply.corrected_by,
        },
    )


async def record_unclear_answer(conn: Connection, received: Received[AnswerUnclear]) -> None:
    """May come before the reply it is about: the two are joined when they are read."""
    answer = received.event
    await conn.execute(
        """insert into unclear_answer (reply_id, patient_id, reason, asked_again)
           values (%s, %s, %s, %s) on conflict do nothing""",
        (answer.reply_id, answer.patient_id, answer.reason, answer.asked_again),
    )


async def change_thread(conn: Connection, received: Received[ThreadChanged]) -> None:
    thread = received.event
    await conn.execute(
        """insert into thread (patient_id, version, unread, unread_since, age, assigned_to,
                               changed_at)
           values (%s, %s, %s, %s, %s, %s, %s)
           on conflict (patient_id) do update
           set version = excluded.version, unread = excluded.unread,
               unread_since = excluded.unread_since, age = excluded.age,
               assigned_to = excluded.assigned_to, changed_at = excluded.changed_at
           where thread.version < excluded.version""",
        (
            thread.patient_id,
            thread.version,
            thread.unread,
            thread.unread_since,
            thread.age,
            thread.assigned_to,
            thread.changed_at,
        ),
    )
