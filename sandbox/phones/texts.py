"""A text and its row: everything a phone or the clinic's number ever sent."""

import json
import secrets
import sqlite3
from dataclasses import asdict, dataclass, field
from typing import Literal

from shared.sms import count_segments

# The last two are for the handset's page alone, Twilio's API does not list them: "carrier" is the
# network's own answer to STOP, START and HELP; "refused" is a text that a blocked phone never got.
Direction = Literal["inbound", "outbound-api", "outbound-reply", "carrier", "refused"]
LISTED = frozenset({"inbound", "outbound-api", "outbound-reply"})

FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "received"})


@dataclass(frozen=True)
class Outcome:
    """What was ordered for one text beforehand, by faults: see `faults`."""

    status: Literal["delivered", "undelivered", "failed"] = "delivered"
    error_code: int | None = None
    callbacks: Literal["normal", "none", "reordered"] = "normal"
    callbacks_late_seconds: float = 0
    callback_copies: int = 1


@dataclass(frozen=True)
class NewText:
    phone: str
    direction: Direction
    sender: str | None
    recipient: str
    body: str
    status: str
    pictures: int = 0
    error_code: int | None = None
    callback_url: str | None = None
    service_sid: str | None = None
    send_at: int | None = None
    outcome: Outcome = field(default_factory=Outcome)


@dataclass(frozen=True)
class Text:
    """`created_at`, `updated_at`, `sent_at`, `send_at` are epoch seconds of the sandbox's time."""

    id: int
    sid: str
    phone: str
    direction: Direction
    sender: str | None
    recipient: str
    body: str
    pictures: int
    segments: int
    status: str
    error_code: int | None
    callback_url: str | None
    service_sid: str | None
    send_at: int | None
    outcome: Outcome
    webhook_status: int | None
    created_at: int
    updated_at: int
    sent_at: int | None


def add(conn: sqlite3.Connection, new: NewText, now: int) -> Text:
    values = asdict(new) | {
        "sid": ("MM" if new.pictures else "SM") + secrets.token_hex(16),
        "segments": count_segments(new.body).segments,
        "outcome": json.dumps(asdict(new.outcome)),
        "now": now,
        "sent_at": now if new.direction == "inbound" else None,
    }
    row = conn.execute(
        "insert into texts (sid, phone, direction, sender, recipient, body, pictures, segments,"
        " status, error_code, callback_url, service_sid, send_at, outcome,"
        " created_at, updated_at, sent_at)"
        " values (:sid, :phone, :direction, :sender, :recipient, :body, :pictures, :segments,"
        " :status, :error_code, :callback_url, :service_sid, :send_at, :outcome,"
        " :now, :now, :sent_at) returning *",
        values,
    ).fetchone()
    return from_row(row)


def find(conn: sqlite3.Connection, sid: str) -> Text | None:
    row = conn.execute("select * from texts where sid = ?", (sid,)).fetchone()
    return from_row(row) if row else None


def list_for_phone(conn: sqlite3.Connection, phone: str | None, limit: int) -> list[Text]:
    """The newest `limit` texts, oldest first."""
    rows = conn.execute(
        "select * from texts where ? is null or phone = ? order by id desc limit ?",
        (phone, phone, limit),
    ).fetchall()
    return [from_row(row) for row in reversed(rows)]


def list_scheduled_due(conn: sqlite3.Connection, now: int) -> list[Text]:
    rows = conn.execute(
        "select * from texts where status = 'scheduled' and send_at <= ? order by send_at", (now,)
    )
    return [from_row(row) for row in rows.fetchall()]


def set_status(
    conn: sqlite3.Connection, sid: str, status: str, error_code: int | None, now: int
) -> Text:
    row = conn.execute(
        "update texts set status = :status, error_code = :error_code, updated_at = :now,"
        " sent_at = case when :status = 'sent' then :now else sent_at end"
        " where sid = :sid returning *",
        {"sid": sid, "status": status, "error_code": error_code, "now": now},
    ).fetchone()
    return from_row(row)


def set_sender(conn: sqlite3.Connection, sid: str, sender: str) -> None:
    conn.execute("update texts set sender = ? where sid = ?", (sender, sid))


def set_webhook_status(conn: sqlite3.Connection, sid: str, http_status: int) -> None:
    """0 stands for no answer at all."""
    conn.execute("update texts set webhook_status = ? where sid = ?", (http_status, sid))


def redact(conn: sqlite3.Connection, sid: str, now: int) -> None:
    conn.execute("update texts set body = '', updated_at = ? where sid = ?", (now, sid))


def remove(conn: sqlite3.Connection, sid: str) -> None:
    conn.execute("delete from texts where sid = ?", (sid,))


def from_row(row: sqlite3.Row) -> Text:
    return Text(**{**dict(row), "outcome": Outcome(**json.loads(row["outcome"]))})
