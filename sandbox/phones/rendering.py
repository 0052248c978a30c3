"""Turning phones and texts into HTML: the page and the live updates use the same templates."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2
import phonenumbers
from markupsafe import Markup, escape

from sandbox.phones import faults, handsets, texts
from sandbox.phones.errors import DELIVERY_ERRORS
from sandbox.phones.faults import FaultKind
from sandbox.phones.handsets import Handset
from sandbox.phones.simulator import Simulator
from sandbox.phones.texts import Text
from sandbox.phones.timetravel import shown_clock
from shared.sms import count_segments

_SHOWN_TEXTS = 200
_LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")
_STATES = {
    "accepted": "Sending",
    "queued": "Sending",
    "sending": "Sending",
    "scheduled": "Scheduled",
    "sent": "Sent",
    "delivered": "Delivered",
    "undelivered": "Not delivered",
    "failed": "Failed",
    "canceled": "Canceled",
    "blocked": "Blocked",
}
FAULT_LABELS = {
    "Answer to a send": {
        FaultKind.TOO_MANY: "429 Too many requests",
        FaultKind.SERVER_ERROR_BEFORE: "500, text not taken",
        FaultKind.SERVER_ERROR_AFTER: "500, but text taken",
        FaultKind.TIMEOUT_BEFORE: "No answer, text not taken",
        FaultKind.TIMEOUT_AFTER: "No answer, but text taken",
        FaultKind.DROP_BEFORE: "Line cut, text not taken",
        FaultKind.DROP_AFTER: "Line cut, but text taken",
    },
    "Status callbacks": {
        FaultKind.LATE_CALLBACKS: "Late callbacks",
        FaultKind.DUPLICATE_CALLBACKS: "Callbacks twice",
        FaultKind.REORDER_CALLBACKS: "Callbacks out of order",
        FaultKind.NO_CALLBACKS: "No callbacks",
    },
    "How the text ends": {
        FaultKind.UNDELIVERED: "Undelivered",
        FaultKind.FAILED: "Failed",
    },
    "Replies": {FaultKind.INBOUND_TWICE: "Reply reaches the clinic twice"},
}


class Renderer:
    def __init__(self) -> None:
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._templates.filters |= {"linked": linked, "pretty": pretty_number}
        self._templates.globals |= {"fault_labels": FAULT_LABELS, "state_of": state_of}

    def page(self, phones: Simulator, last_change: int) -> str:
        known = handsets.list_all(phones.storage.conn)
        return self._templates.get_template("page.html").render(
            handsets=[self._handset_values(phones, handset) for handset in known],
            faults=faults.list_all(phones.storage.conn),
            clock=shown_clock(phones),
            clinic=phones.settings.number,
            last_change=last_change,
            delivery_errors=DELIVERY_ERRORS,
        )

    def handset(self, phones: Simulator, handset: Handset) -> str:
        return self._part("handset", **self._handset_values(phones, handset))

    def head(self, handset: Handset) -> str:
        return self._part("head", handset=handset)

    def text(self, text: Text, zone: ZoneInfo) -> str:
        return self._part("bubble", **_text_values(text, zone))

    def faults(self, phones: Simulator) -> str:
        return self._part("orders", faults=faults.list_all(phones.storage.conn))

    def _part(self, name: str, **values: object) -> str:
        return self._templates.get_template(f"{name}.html").render(**values)

    def _handset_values(self, phones: Simulator, handset: Handset) -> dict[str, object]:
        thread = texts.list_for_phone(phones.storage.conn, handset.number, _SHOWN_TEXTS)
        shown = [_text_values(text, phones.settings.zone) for text in thread]
        return {"handset": handset, "thread": shown}


def _text_values(text: Text, zone: ZoneInfo) -> dict[str, object]:
    at = datetime.fromtimestamp(text.created_at, zone)
    return {"text": text, "at": at, "size": count_segments(text.body)}


def state_of(text: Text) -> str:
    """Where a text got to, in words."""
    if text.direction == "inbound":
        return _arrival(text.webhook_status)
    label = _STATES.get(text.status, text.status)
    if text.error_code is None:
        return label
    meaning = DELIVERY_ERRORS.get(text.error_code, "Unknown error")
    if text.status == "blocked":
        return f"Blocked: this phone opted out ({text.error_code})"
    return f"{label}: {meaning} ({text.error_code})"


def _arrival(webhook_status: int | None) -> str:
    if webhook_status is None:
        return "On its way"
    if webhook_status == 0:
        return "The clinic's system did not answer"
    if webhook_status < 300:
        return "Reached the clinic"
    return f"The clinic's system answered {webhook_status}"


def linked(body: str) -> Markup:
    """Escaped, with web addresses made clickable."""
    parts, end = [], 0
    for match in _LINK.finditer(body):
        url = escape(match.group())
        parts += [
            escape(body[end : match.start()]),
            Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>').format(url),
        ]
        end = match.end()
    return Markup("").join([*parts, escape(body[end:])])


def pretty_number(number: str) -> str:
    parsed = phonenumbers.parse(number)
    national = phonenumbers.PhoneNumberFormat.NATIONAL
    international = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    style = national if parsed.country_code == 1 else international
    return str(phonenumbers.format_number(parsed, style))
