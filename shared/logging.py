"""Logs of named fields from a closed list, so that no phone, name, body or score can get in."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

# A field that is not here is dropped and its name reported. Add one only if it can never hold
# what a patient is, has or said.
FIELDS = frozenset(
    [
        "event",
        "level",
        "timestamp",
        "service",
        "logger",
        "error",
        "where",
        "task",
        "topic",
        "partition",
        "offset",
        "type",
        "event_id",
        "dead_letter_id",
        "count",
        "attempts",
        "seconds",
        "text_id",
        "request_id",
        "appointment_id",
        "checkin_id",
        "alert_id",
        "reply_id",
        "patient_version",
        "kind",
        "state",
        "reason",
        "error_class",
        "carrier_code",
        "carrier_status",
        "message_sid",
        "route",
        "method",
        "status",
        "address",
        "environment",
        "trace_id",
    ]
)
# E.164, or ten digits as people write them.
PHONE = re.compile(r"\+\d{8,15}|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}")

Fields = MutableMapping[str, Any]


def configure(service: str, *, level: str = "INFO", stream: TextIO = sys.stdout) -> None:
    """One JSON line an event, for our own logs and for the libraries'."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            describe_error,
            keep_only_known_fields,
            hide_phones,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(service=service)
    root = logging.getLogger()
    root.handlers = [_Bridge()]
    root.setLevel(logging.WARNING)


class _Bridge(logging.Handler):
    """Libraries' warnings, without their arguments: those may hold URLs, rows and record keys."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        structlog.get_logger().log(
            record.levelno, "library.warning", logger=record.name, exc_info=error
        )


def describe_error(_: object, __: str, fields: Fields) -> Fields:
    """An exception as its types and places. Its words may quote what a patient wrote."""
    error = fields.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        fields["error"] = " < ".join(type(e).__name__ for e in _chain(error))
        fields["where"] = [
            f"{frame.filename}:{frame.lineno}"
            for frame in traceback.extract_tb(error.__traceback__)[-6:]
        ]
    return fields


def keep_only_known_fields(_: object, __: str, fields: Fields) -> Fields:
    unknown = fields.keys() - FIELDS
    if not unknown:
        return fields
    kept = {name: value for name, value in fields.items() if name in FIELDS}
    return {**kept, "reason": f"dropped fields: {', '.join(sorted(unknown))}"}


def hide_phones(_: object, __: str, fields: Fields) -> Fields:
    return {
        name: PHONE.sub("[phone]", value) if isinstance(value, str) else value
        for name, value in fields.items()
    }


def _chain(error: BaseException) -> list[BaseException]:
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and cause not in chain:
        chain.append(cause)
    return chain
