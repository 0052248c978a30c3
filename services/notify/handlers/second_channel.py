"""Messages that no text could carry go by e-mail, where the patient gave an address for it."""

from datetime import datetime

from services.notify.domain.mailing import can_take_over, choose_mailbox
from services.notify.domain.text import Text
from services.notify.store import mail_consents, visits
from shared.db import Connection
from shared.events.appointments import Visit
from shared.events.messages import Channel


async def find_email_instead(conn: Connection, text: Text, now: datetime, why: str) -> Text | None:
    """The same message, from now on an e-mail; none where there is no address for it."""
    if text.channel is Channel.EMAIL or text.urgent:
        return None
    grants = await mail_consents.list_of(conn, text.patient_id)
    if not grants:
        return None
    mailbox = choose_mailbox(grants, await _visit_of(conn, text))
    return text.turn_to_email(now, why) if can_take_over(text, mailbox) else None


async def _visit_of(conn: Connection, text: Text) -> Visit | None:
    if text.appointment_id:
        return await visits.find(conn, text.appointment_id)
    return await visits.find_latest_of(conn, text.patient_id)
