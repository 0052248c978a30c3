"""Each move of a text, in one go: the row, its history, and the fact for the others."""

from collections.abc import Sequence
from datetime import datetime

from services.notify.domain.text import Text
from services.notify.store import texts
from services.notify.store.texts import Move
from shared import outbox
from shared.db import Connection
from shared.events import messages
from shared.events.messages import TextEvent, TextState

_FACTS: dict[TextState, type[TextEvent]] = {
    TextState.PLANNED: messages.TextPlanned,
    TextState.ACCEPTED: messages.TextAccepted,
    TextState.DELIVERED: messages.TextDelivered,
    TextState.FAILED: messages.TextFailed,
    TextState.UNSURE: messages.TextFailed,
    TextState.RETIRED: messages.TextRetired,
    TextState.EXPIRED: messages.TextExpired,
}


# Texts to the clinic's own people, which are no part of a patient's story.
FOR_STAFF = frozenset({"on_call", "on_call_call_now", "alert_page", "unread_page", "visit_notice"})


async def plan(conn: Connection, text: Text, why: str, at: datetime) -> None:
    """Nothing happens when the same text is planned already."""
    if await texts.add(conn, text):
        await _tell(conn, [Move(text, why)], at)


async def record(conn: Connection, text: Text, at: datetime, why: str | None = None) -> None:
    await record_all(conn, [Move(text, why or text.reason)], at)


async def record_all(conn: Connection, moves: Sequence[Move], at: datetime) -> None:
    """In this order; of a text that moves more than once its row keeps the last state."""
    if moves:
        latest = {move.text.text_id: move.text for move in moves}
        await texts.save(conn, list(latest.values()))
        await _tell(conn, moves, at)


async def _tell(conn: Connection, moves: Sequence[Move], at: datetime) -> None:
    await texts.add_history(conn, moves, at)
    facts = [
        fact(patient_id=text.patient_id, text=contract(text))
        for text in (move.text for move in moves)
        if text.kind not in FOR_STAFF and (fact := _FACTS.get(text.state))
    ]
    if facts:
        await outbox.add(conn, *facts, at=at)


def contract(text: Text) -> messages.Text:
    return messages.Text(
        text_id=str(text.text_id),
        kind=text.kind,
        category=text.category,
        state=text.state,
        version=text.version,
        due_at=text.due_at,
        expires_at=text.expires_at,
        appointment_id=text.appointment_id,
        request_id=text.request_id,
        expects=text.expects,
        body=text.body,
        segments=text.segments,
        reason=text.reason,
        channel=text.channel,
    )
