"""A text to one of the clinic's own phones, to see what arrives and how far it gets."""

from datetime import datetime, timedelta
from uuid import UUID

from services.notify.domain.text import Text
from services.notify.handlers.record_text import plan
from services.notify.handlers.tell_staff import staff_text
from services.notify.store import staff_phones, texts
from shared.db import Connection

KIND = "test_text"
LIFE = timedelta(minutes=10)
# Each costs a segment or more; a person who looks at texts needs no more.
MOST_AN_HOUR = 20


class NoPhoneError(LookupError):
    """No phone is known of this member of staff."""


class TooManyTestsError(Exception):
    """So many were sent in the last hour that one more would not tell more."""


async def send_test(
    conn: Connection, staff_id: str, body: str, request_id: UUID, at: datetime
) -> UUID:
    """The text's id; asked for again, the same. Raises NoPhoneError, TooManyTestsError."""
    name = f"test:{request_id}"
    if known := await texts.find_by_request(conn, name):
        return known.text_id
    staff = await staff_phones.find(conn, staff_id)
    if staff is None:
        raise NoPhoneError(staff_id)
    if await texts.count_planned_since(conn, KIND, at - timedelta(hours=1)) >= MOST_AN_HOUR:
        raise TooManyTestsError
    text = staff_text(
        KIND,
        staff.phone,
        f"staff:{staff_id}",
        request_id=name,
        values={"body": body},
        at=at,
        due_at=at,
        expires_at=at + LIFE,
    )
    await plan(conn, text, KIND, at)
    return text.text_id


async def find_test(conn: Connection, text_id: UUID) -> Text | None:
    text = await texts.find(conn, text_id)
    return text if text and text.kind == KIND else None
