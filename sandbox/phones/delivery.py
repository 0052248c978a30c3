"""The life of an outgoing text, one state at a time, and the callbacks that tell of it."""

import secrets
import sqlite3

from sandbox.phones import handsets, steps, texts, webhooks
from sandbox.phones.simulator import Simulator
from sandbox.phones.texts import NewText, Text

# "queued" is told only of texts sent through a Messaging Service; "sending" never.
_TOLD = frozenset({"sent", "failed", "delivered", "undelivered", "canceled"})


def accept(phones: Simulator, conn: sqlite3.Connection, new: NewText) -> Text:
    """Take a text for delivery; one whose time is set waits for `release_scheduled`."""
    handsets.ensure(conn, new.phone, phones.now())
    text = texts.add(conn, new, phones.now())
    if text.status != "scheduled":
        _plan_next(phones, conn, text)
    return text


def show_if_blocked(phones: Simulator, conn: sqlite3.Connection, phone: str, body: str) -> bool:
    """Whether the phone has opted out; then its page shows what was kept from it."""
    if not handsets.opted_out(conn, phone):
        return False
    clinic = phones.settings.number
    kept = NewText(phone, "refused", clinic, phone, body, "blocked", error_code=21610)
    texts.add(conn, kept, phones.now())
    return True


def advance(phones: Simulator, conn: sqlite3.Connection, sid: str) -> None:
    """Take one text to its next state; a text deleted meanwhile is left alone."""
    text = texts.find(conn, sid)
    if text is None or text.status in texts.FINAL:
        return
    status, error_code = _next_status(conn, text)
    if text.sender is None:
        texts.set_sender(conn, sid, phones.settings.number)
    text = texts.set_status(conn, sid, status, error_code, phones.now())
    if status in _TOLD or (status == "queued" and text.service_sid):
        tell(phones, conn, text)
    if status not in texts.FINAL:
        _plan_next(phones, conn, text)


def release_scheduled(phones: Simulator, conn: sqlite3.Connection) -> None:
    for text in texts.list_scheduled_due(conn, phones.now()):
        advance(phones, conn, text.sid)


def cancel(phones: Simulator, conn: sqlite3.Connection, text: Text) -> Text:
    canceled = texts.set_status(conn, text.sid, "canceled", None, phones.now())
    tell(phones, conn, canceled)
    return canceled


def tell(phones: Simulator, conn: sqlite3.Connection, text: Text) -> None:
    """Plan the status callbacks for the state the text is in."""
    if text.callback_url is None or text.outcome.callbacks == "none":
        return
    detail = {
        "kind": "status",
        "url": text.callback_url,
        "params": webhooks.status_params(phones.settings, text, phones.clock.now()),
        "token": secrets.token_hex(16),
    }
    due_at = phones.real_now() + _callback_delay(phones, text)
    for _ in range(text.outcome.callback_copies):
        steps.add(conn, "webhook", text.sid, due_at, detail)


def _callback_delay(phones: Simulator, text: Text) -> float:
    # "sent" waits until "delivered" has surely gone first.
    held = text.outcome.callbacks == "reordered" and text.status == "sent"
    overtaken = 3 * phones.settings.step_seconds + 0.25 if held else 0.0
    return text.outcome.callbacks_late_seconds + overtaken


def _next_status(conn: sqlite3.Connection, text: Text) -> tuple[str, int | None]:
    if text.status in {"accepted", "scheduled"}:
        return "queued", None
    if text.status == "queued":
        return "sending", None
    if text.status == "sent":
        return text.outcome.status, text.outcome.error_code
    # An opt-out after the text was taken (scheduled, or a TwiML reply) shows only now.
    if handsets.opted_out(conn, text.phone):
        return "failed", 21610
    if text.outcome.status == "failed":
        return "failed", text.outcome.error_code
    return "sent", None


def _plan_next(phones: Simulator, conn: sqlite3.Connection, text: Text) -> None:
    due_at = phones.real_now() + phones.settings.step_seconds
    steps.add(conn, "status", text.sid, due_at, {})
