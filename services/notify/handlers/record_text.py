"""Each move of a text, in one go: the row, its history, and the fact for the others."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.notify.domain.text import Text
from services.notify.store import sending, texts
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
FOR_STAFF = frozenset(
    {"on_call", "on_call_call_now", "alert_page", "unread_page", "visit_notice", "test_text"}
)


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


async def record_sending(conn: Connection, going: Sequence[Text], at: datetime) -> None:
    """Of this nobody else is told."""
    if going:
        await sending.start(conn, going, at)


async def record_taken(conn: Connection, accepted: Sequence[Text], at: datetime) -> set[UUID]:
    """Those it holds of: nothing else had been heard of them since the call to the carrier."""
    if not accepted:
        return set()
    taken = await sending.accept(conn, accepted, at)
    await _publish(conn, [text for text in accepted if text.text_id in taken], at)
    return taken


async def _tell(conn: Connection, moves: Sequence[Move], at: datetime) -> None:
    await texts.add_history(conn, moves, at)
    await _publish(conn, [move.text for move in moves], at)


async def _publish(conn: Connection, moved: Sequence[Text], at: datetime) -> None:
    facts = [
        fact(patient_id=text.patient_id, text=contract(text))
        for text in moved
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
