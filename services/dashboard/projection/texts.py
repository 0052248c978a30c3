"""Texts both ways."""

from services.dashboard.domain.replies import for_people
from services.dashboard.projection.rows import Rows, Statement
from shared.events import Received
from shared.events.checkins import AnswerUnclear
from shared.events.messages import TextAccepted, TextEvent
from shared.events.replies import ReplyReceived, ThreadChanged

# The highest version wins; the moment the carrier took the text is kept from any of them. Only what
# changed the row changes the story.
FOLLOWED = Statement(
    "text",
    ("text_id",),
    """with changed as (
           insert into text (text_id, patient_id, version, kind, state, due_at, sent_at, body,
                             reason, segments, channel)
           select text_id, patient_id, version, kind, state, due_at, sent_at, body, reason,
                  segments, channel
           from json_to_recordset(%s) as said (  -- null::text would be text, not this table's row
               text_id text, patient_id text, version integer, kind text, state text,
               due_at timestamptz, sent_at timestamptz, body text, reason text, segments integer,
               channel text)
           on conflict (text_id) do update
           set version = excluded.version, state = excluded.state, due_at = excluded.due_at,
               sent_at = coalesce(excluded.sent_at, text.sent_at),
               body = coalesce(excluded.body, text.body), reason = excluded.reason,
               segments = coalesce(excluded.segments, text.segments),
               channel = excluded.channel
           where text.version < excluded.version
           returning *
       )
       insert into timeline_entry (kind, subject_id, patient_id, at, detail)
       select 'text', text_id, patient_id, coalesce(sent_at, due_at),
              jsonb_build_object('kind', kind, 'state', state, 'body', body, 'reason', reason,
                                 'channel', channel)
       from changed
       on conflict (kind, subject_id) do update
       set at = excluded.at, detail = excluded.detail""",
)
# Comes once more when staff say that it was meant otherwise: then that counts.
RECEIVED = Statement(
    "reply",
    ("reply_id",),
    """with changed as (
           insert into reply (reply_id, patient_id, received_at, body, intent, for_people,
                              corrected_by)
           select reply_id, patient_id, received_at, body, intent, for_people, corrected_by
           from json_populate_recordset(null::reply, %s)
           on conflict (reply_id) do update
           set intent = excluded.intent, for_people = excluded.for_people,
               corrected_by = excluded.corrected_by
           where excluded.corrected_by is not null
           returning *
       )
       insert into timeline_entry (kind, subject_id, patient_id, at, detail)
       select 'reply', reply_id, patient_id, received_at,
              jsonb_build_object('body', body, 'intent', intent, 'corrected_by', corrected_by)
       from changed
       on conflict (kind, subject_id) do update
       set at = excluded.at, detail = excluded.detail""",
)
# May come before the reply it is about: the two are joined when they are read.
UNCLEAR = Statement(
    "unclear_answer",
    ("reply_id",),
    """insert into unclear_answer (reply_id, patient_id, reason, asked_again)
       select reply_id, patient_id, reason, asked_again
       from json_populate_recordset(null::unclear_answer, %s)
       on conflict do nothing""",
)
THREAD = Statement(
    "thread",
    ("patient_id",),
    """insert into thread (patient_id, version, unread, unread_since, age, assigned_to, changed_at)
       select patient_id, version, unread, unread_since, age, assigned_to, changed_at
       from json_populate_recordset(null::thread, %s)
       on conflict (patient_id) do update
       set version = excluded.version, unread = excluded.unread,
           unread_since = excluded.unread_since, age = excluded.age,
           assigned_to = excluded.assigned_to, changed_at = excluded.changed_at
       where thread.version < excluded.version""",
)


def follow_text(received: Received[TextEvent]) -> Rows:
    text = received.event.text
    yield FOLLOWED.row(
        text_id=text.text_id,
        patient_id=received.event.patient_id,
        version=text.version,
        kind=text.kind,
        state=text.state,
        due_at=text.due_at,
        sent_at=received.occurred_at if isinstance(received.event, TextAccepted) else None,
        body=text.body,
        reason=text.reason,
        segments=text.segments,
        channel=text.channel,
    )


def record_reply(received: Received[ReplyReceived]) -> Rows:
    reply = received.event
    yield RECEIVED.row(
        reply_id=reply.reply_id,
        patient_id=reply.patient_id,
        received_at=reply.received_at,
        body=reply.body,
        intent=reply.intent,
        for_people=for_people(reply.intent),
        corrected_by=reply.corrected_by,
    )


def record_unclear_answer(received: Received[AnswerUnclear]) -> Rows:
    answer = received.event
    yield UNCLEAR.row(
        reply_id=answer.reply_id,
        patient_id=answer.patient_id,
        reason=answer.reason,
        asked_again=answer.asked_again,
    )


def change_thread(received: Received[ThreadChanged]) -> Rows:
    thread = received.event
    yield THREAD.row(
        patient_id=thread.patient_id,
        version=thread.version,
        unread=thread.unread,
        unread_since=thread.unread_since,
        age=thread.age,
        assigned_to=thread.assigned_to,
        changed_at=thread.changed_at,
    )
