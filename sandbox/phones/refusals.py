"""When Twilio refuses to create a message; only an opt-out is looked at elsewhere, after these."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import phonenumbers

from sandbox.phones.errors import RefusedError
from sandbox.phones.settings import PhonesSettings

BODY_LIMIT = 1600
SCHEDULE_SECONDS = (300, 35 * 86400)

# Twilio's magic numbers for test credentials: they refuse, or stand for a number that may send.
MAGIC_SENDER = "+15005550006"
_MAGIC_FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
_MAGIC_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}


@dataclass(frozen=True)
class CreateRequest:
    """The parameters of a create that this simulator knows; `media` counts the MediaUrls."""

    to: str
    sender: str
    service_sid: str
    body: str
    media: int
    status_callback: str
    schedule_type: str
    send_at: str


def check(request: CreateRequest, settings: PhonesSettings, now: int) -> None:
    """Raises RefusedError with Twilio's code for the first thing that is wrong."""
    _check_presence(request)
    _check_sender(request, settings)
    _check_recipient(request)
    _check_callback(request.status_callback)
    if request.schedule_type or request.send_at:
        _check_schedule(request, now)


def send_at_of(request: CreateRequest) -> int | None:
    """Epoch seconds. Raises RefusedError when malformed."""
    if not request.send_at:
        return None
    try:
        at = datetime.fromisoformat(request.send_at)
    except ValueError as error:
        raise RefusedError(35111) from error
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())


def _check_presence(request: CreateRequest) -> None:
    if not request.to:
        raise RefusedError(21604)
    if not request.sender and not request.service_sid:
        raise RefusedError(21603)
    if not request.body and not request.media:
        raise RefusedError(21602)
    if len(request.body) > BODY_LIMIT:
        raise RefusedError(21617)


def _check_sender(request: CreateRequest, settings: PhonesSettings) -> None:
    if request.sender in _MAGIC_FROM:
        raise RefusedError(_MAGIC_FROM[request.sender])
    if request.sender:
        if not is_phone(request.sender):
            raise RefusedError(21212, request.sender)
        if request.sender not in {settings.number, MAGIC_SENDER}:
            raise RefusedError(21606, request.sender)
    elif request.service_sid != settings.messaging_service_sid:
        raise RefusedError(21701)


def _check_recipient(request: CreateRequest) -> None:
    if request.to in _MAGIC_TO:
        raise RefusedError(_MAGIC_TO[request.to])
    if not is_phone(request.to) or request.to == request.sender:
        raise RefusedError(21211, request.to)


def is_phone(number: str) -> bool:
    """E.164 and of a possible length for its country; made-up subscriber numbers are fine here."""
    if not re.fullmatch(r"\+[1-9]\d{6,14}", number):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def _check_callback(url: str) -> None:
    if not url:
        return
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host or "_" in host or len(url) > 4000:
        raise RefusedError(21609)


def _check_schedule(request: CreateRequest, now: int) -> None:
    if request.schedule_type != "fixed":
        raise RefusedError(35114)
    if not request.service_sid:
        raise RefusedError(35118)
    send_at = send_at_of(request)
    soonest, latest = SCHEDULE_SECONDS
    if send_at is None or not soonest <= send_at - now <= latest:
        raise RefusedError(35111)
