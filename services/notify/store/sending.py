"""The two moves each text makes on its way out, many texts in one statement with their history."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.notify.domain.text import Text
from services.notify.store.texts import StaleTextError
from shared.db import Connection

_START = """
with moved as (
    update text set
        state = 'sending', version = going.version, lease_until = going.lease_until,
        attempt_id = going.attempt_id, attempts = going.attempts, sending_at = %(at)s,
        phone = going.phone, body = going.body, segments = going.segments,
        template = going.template,
        sid = null, carrier_status = null, error_code = null, reason = null
    from unnest(%(text_id)b::uuid[], %(version)b::int[], %(lease_until)b::timestamptz[],
                %(attempt_id)b::uuid[], %(attempts)b::int[], %(phone)b::text[], %(body)b::text[],
                %(segments)b::int[], %(template)b::text[])
        as going (text_id, version, lease_until, attempt_id, attempts, phone, body, segments,
                  template)
    where text.text_id = going.text_id and text.version < going.version
    returning text.text_id, text.state, text.version, text.due_at)
insert into text_history (text_id, at, state, version, due_at)
select text_id, %(at)s, state, version, due_at from moved returning text_id
"""
_GOING = (
    *("text_id", "version", "lease_until", "attempt_id", "attempts"),
    *("phone", "body", "segments", "template"),
)

_ACCEPT = """
with moved as (
    update text set
        state = heard.state, version = heard.version, sid = heard.sid,
        carrier_status = heard.carrier_status, lease_until = null, reason = null
    from unnest(%(text_id)b::uuid[], %(state)b::text[], %(version)b::int[], %(sid)b::text[],
                %(carrier_status)b::text[])
        as heard (text_id, state, version, sid, carrier_status)
    where text.text_id = heard.text_id and text.version = heard.version - 1
    returning text.text_id, text.state, text.version, text.due_at)
insert into text_history (text_id, at, state, version, due_at)
select text_id, %(at)s, state, version, due_at from moved returning text_id
"""
_HEARD = ("text_id", "state", "version", "sid", "carrier_status")


async def start(conn: Connection, going: Sequence[Text], at: datetime) -> None:
    """Raises StaleTextError, and then none of them may be committed."""
    cursor = await conn.execute(_START, {"at": at, **_columns(going, _GOING)})
    if (started := len(await cursor.fetchall())) != len(going):
        raise StaleTextError(f"{started} of {len(going)}")


async def accept(conn: Connection, accepted: Sequence[Text], at: datetime) -> set[UUID]:
    """Those that had not moved since the call began; the others stay as they are."""
    cursor = await conn.execute(_ACCEPT, {"at": at, **_columns(accepted, _HEARD)})
    return {text_id for (text_id,) in await cursor.fetchall()}


def _columns(those: Sequence[Text], names: Sequence[str]) -> dict[str, list[object]]:
    return {name: [getattr(text, name) for text in those] for name in names}
