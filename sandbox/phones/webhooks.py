"""The log of every call to the clinic's webhooks, and the parameters such a call carries."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from sandbox.phones.errors import DELIVERY_ERRORS
from sandbox.phones.pictures import picture_uri
from sandbox.phones.settings import PhonesSettings
from sandbox.phones.texts import Text
from sandbox.phones.transport import Attempt

API_VERSION = "2010-04-01"


@dataclass(frozen=True)
class WebhookCall:
    id: int
    at: int
    kind: str
    sid: str
    url: str
    params: dict[str, str]
    attempt: int
    status: int | None
    error: str | None
    milliseconds: int


def record(
    conn: sqlite3.Connection,
    kind: str,
    sid: str,
    url: str,
    params: dict[str, str],
    attempt: Attempt,
    now: int,
) -> None:
    conn.execute(
        "insert into webhooks (at, kind, sid, url, params, attempt, status, error, milliseconds)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            now,
            kind,
            sid,
            url,
            json.dumps(params),
            attempt.number,
            attempt.status,
            attempt.failure,
            attempt.milliseconds,
        ),
    )


def list_calls(conn: sqlite3.Connection, sid: str | None, limit: int) -> list[WebhookCall]:
    """The newest `limit` calls, oldest first."""
    rows = conn.execute(
        "select * from webhooks where ? is null or sid = ? order by id desc limit ?",
        (sid, sid, limit),
    ).fetchall()
    return [
        WebhookCall(**{**dict(row), "params": json.loads(row["params"])}) for row in reversed(rows)
    ]


def status_params(settings: PhonesSettings, text: Text, carrier_time: datetime) -> dict[str, str]:
    params = {
        "MessageSid": text.sid,
        "MessageStatus": text.status,
        "SmsSid": text.sid,
        "SmsStatus": text.status,
        "AccountSid": settings.account_sid,
        "To": text.recipient,
        "ApiVersion": API_VERSION,
    }
    if text.sender:
        params["From"] = text.sender
    if text.service_sid:
        params["MessagingServiceSid"] = text.service_sid
    if text.error_code is not None:
        params["ErrorCode"] = str(text.error_code)
        params["ErrorMessage"] = DELIVERY_ERRORS.get(text.error_code, "Unknown error")
    if text.status in {"delivered", "undelivered"}:
        params["RawDlrDoneDate"] = carrier_time.strftime("%y%m%d%H%M")
    return params


def inbound_params(settings: PhonesSettings, text: Text) -> dict[str, str]:
    pictures = {
        name: value
        for index in range(text.pictures)
        for name, value in (
            (f"MediaUrl{index}", settings.public_base_url + picture_uri(settings, text, index)),
            (f"MediaContentType{index}", "image/png"),
        )
    }
    # The clinic's number has a known country and state; a mobile number often only the country.
    places = {"FromCity": "", "FromState": "", "FromZip": "", "FromCountry": "US"}
    places |= {"ToCity": "", "ToState": "CA", "ToZip": "", "ToCountry": "US"}
    return {
        "MessageSid": text.sid,
        "SmsSid": text.sid,
        "SmsMessageSid": text.sid,
        "AccountSid": settings.account_sid,
        "From": text.phone,
        "To": settings.number,
        "Body": text.body,
        "NumMedia": str(text.pictures),
        "NumSegments": str(text.segments),
        "ApiVersion": API_VERSION,
        "SmsStatus": "received",
        **pictures,
        **places,
    }
