"""A report of a reply, with what most of them have in common."""

from datetime import datetime
from uuid import UUID

from services.followup.domain.questions import Ask
from services.followup.domain.reading import Reading
from services.followup.domain.reports import Report, Source
from shared.events.replies import ReplyReceived
from shared.ids import new_id


def draft(
    reply: ReplyReceived,
    reading: Reading,
    *,
    complaint_id: str | None = None,
    checkin_id: UUID | None = None,
    reported_at: datetime | None = None,
    late: bool = False,
    corrects: UUID | None = None,
    ask: Ask = Ask.SCORE,
    source: Source = Source.CHECKIN,
) -> Report:
    return Report(
        id=new_id(),
        patient_id=reply.patient_id,
        complaint_id=complaint_id,
        checkin_id=checkin_id,
        reply_id=reply.reply_id,
        raw_text=reply.body,
        reading=reading,
        reported_at=reported_at or reply.received_at,
        received_at=reply.received_at,
        late=late,
        corrects=corrects,
        ask=ask,
        source=source,
    )
