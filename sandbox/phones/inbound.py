"""A patient texts the clinic: the carrier's keywords first, then the signed inbound webhook."""

import secrets
import sqlite3

from sandbox.phones import delivery, faults, handsets, optout, steps, texts, webhooks
from sandbox.phones.faults import FaultKind
from sandbox.phones.simulator import Simulator
from sandbox.phones.texts import NewText, Text
from sandbox.phones.transport import Attempt
from sandbox.phones.twiml import read_replies


def receive(
    phones: Simulator, conn: sqlite3.Connection, phone: str, body: str, pictures: int
) -> Text:
    handsets.ensure(conn, phone, phones.now())
    clinic = phones.settings.number
    text = texts.add(
        conn, NewText(phone, "inbound", phone, clinic, body, "received", pictures), phones.now()
    )
    answer = optout.obey_keyword(conn, phone, body)
    if answer:
        network = NewText(phone, "carrier", clinic, phone, answer, "delivered")
        texts.add(conn, network, phones.now())
    _plan_webhook(phones, conn, text)
    return text


def settle(
    phones: Simulator, conn: sqlite3.Connection, step: steps.Step, last: Attempt | None
) -> None:
    """Act on the webhook's last answer: send its replies, or turn to the fallback address."""
    texts.set_webhook_status(conn, step.sid, (last and last.status) or 0)
    text = texts.find(conn, step.sid)
    if text and last and last.failure is None:
        for reply in read_replies(last.content_type, last.body):
            _send_reply(phones, conn, text.phone, reply)
    elif phones.settings.inbound_fallback_url and step.detail["kind"] == "inbound":
        _plan_fallback(phones, conn, step, last)


def _plan_webhook(phones: Simulator, conn: sqlite3.Connection, text: Text) -> None:
    detail = {
        "kind": "inbound",
        "url": phones.settings.inbound_webhook_url,
        "params": webhooks.inbound_params(phones.settings, text),
        "token": secrets.token_hex(16),
    }
    copies = 2 if faults.take(conn, text.phone, {FaultKind.INBOUND_TWICE}) else 1
    for _ in range(copies):
        steps.add(conn, "webhook", text.sid, phones.real_now(), detail)


def _plan_fallback(
    phones: Simulator, conn: sqlite3.Connection, step: steps.Step, last: Attempt | None
) -> None:
    unreadable = last is not None and last.failure in {"12100", "12300"}
    error = {"ErrorCode": last.failure if last and unreadable else "11200"}
    error["ErrorUrl"] = step.detail["url"]
    detail = step.detail | {
        "kind": "fallback",
        "url": phones.settings.inbound_fallback_url,
        "params": step.detail["params"] | error,
    }
    steps.add(conn, "webhook", step.sid, phones.real_now(), detail)


def _send_reply(phones: Simulator, conn: sqlite3.Connection, phone: str, body: str) -> None:
    delivery.accept(
        phones,
        conn,
        NewText(
            phone,
            "outbound-reply",
            phones.settings.number,
            phone,
            body,
            "queued",
            outcome=faults.take_outcome(conn, phone),
        ),
    )
