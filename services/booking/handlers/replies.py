"""What a patient's text does to their visit."""

import structlog

from services.booking.domain.appointment import IllegalTransitionError, TooLateToCancelError
from services.booking.handlers import taking, visits
from services.booking.handlers.visits import Change, Desk, UnknownVisitError
from shared.db import Connection
from shared.events import Received
from shared.events.replies import Intent, ReplyReceived

log = structlog.get_logger()
OFFER = "waitlist_offer"


async def apply_reply(conn: Connection, desk: Desk, received: Received[ReplyReceived]) -> None:
    """Confirm or cancel as asked. What the visit's state no longer allows is ignored: notify has
    told the patient what to do, and a person reads every text.
    """
    reply = received.event
    if reply.intent is Intent.ANSWER and reply.question and reply.question.kind == OFFER:
        await taking.answer(conn, desk, reply)
        return
    action = {
        Intent.CONFIRM: visits.confirm,
        Intent.CANCEL: visits.cancel_by_patient,
    }.get(reply.intent)
    if action is None or reply.appointment_id is None:
        return
    change = Change("patient", reply.received_at, reply_id=reply.reply_id)
    try:
        await action(conn, desk, reply.appointment_id, change)
    except (IllegalTransitionError, TooLateToCancelError, UnknownVisitError) as error:
        log.info(
            "reply.ignored",
            reply_id=reply.reply_id,
            appointment_id=reply.appointment_id,
            reason=type(error).__name__,
        )
