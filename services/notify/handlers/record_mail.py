"""What became of an e-mail at the mail server's door."""

from datetime import datetime

from services.notify.carrier import Refused
from services.notify.domain.carrier_errors import ErrorClass
from services.notify.domain.text import Text
from services.notify.handlers.record_text import record
from services.notify.handlers.tasks import open_task
from services.notify.store import mail_consents, mail_server
from shared.db import Connection


async def record_refused_mail(
    conn: Connection, text: Text, refused: Refused, now: datetime
) -> None:
    """The address must be locked."""
    error = refused.error
    await mail_server.note_error(conn, error.error_class, refused.code, now)
    if error.error_class is ErrorClass.AMBIGUOUS:
        await record(conn, text.look_up_at_once(), now, f"ambiguous: {refused.code}")
        return
    delay = error.delay_after(text.attempts)
    if delay is not None and now + delay < text.expires_at:
        await record(conn, text.try_again(now + delay, refused.code), now)
        return
    ended = text.fail(refused.code) if delay is None else text.give_up(refused.code)
    await record(conn, ended, now)
    if refused.bad_recipient and text.address:
        await mail_consents.mark_unusable(conn, text.address, refused.code, now)
    if text.appointment_id:
        await open_task(
            conn, "call_instead", text.patient_id, now, appointment_id=text.appointment_id
        )
