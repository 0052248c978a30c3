"""Log calls name an event and give only fields from the closed list."""

import ast
import re
from collections.abc import Iterator

from shared.logging import FIELDS
from tests.contract.house.source import Rule, Source, example, product_python

LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
LOGGERS = frozenset({"log", "logger", "_log", "get_logger"})
EVENT = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+")


def _log_calls(source: Source) -> Iterator[ast.Call]:
    for call in source.calls():
        match call.func:
            case ast.Attribute(attr=level, value=logger) if level in LEVELS:
                if _name(logger) in LOGGERS:
                    yield call


def _name(logger: ast.expr) -> str:
    """Of `log`, of `self._log` and of `structlog.get_logger()`."""
    match logger:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return _name(function)
    return ""


def _unknown_fields(source: Source) -> Iterator[int]:
    for call in _log_calls(source):
        if any(word.arg not in FIELDS | {"exc_info"} for word in call.keywords):
            yield call.lineno


def _sentences(source: Source) -> Iterator[int]:
    for call in _log_calls(source):
        match call.args:
            case [ast.Constant(value=str(event))] if EVENT.fullmatch(event):
                continue
        yield call.lineno


RULES = (
    Rule(
        name="S-125: logs hold only fields of the closed list",
        instead="use a field of shared.logging.FIELDS; add one only if it can never hold what a "
        "patient is, has or said",
        finds=_unknown_fields,
        where=product_python,
        broken=(
            example("log.info('text.accepted', phone=phone)\n"),
            example("log.error('text.failed', **fields)\n"),
            example("self._log.info('text.accepted', name=name)\n"),
            example("structlog.get_logger().info('text.accepted', body=body)\n"),
        ),
        kept=(example("log.error('text.failed', text_id=text_id, exc_info=error)\n"),),
    ),
    Rule(
        name="logs name an event",
        instead="log.info('text.accepted', text_id=...): dotted words, no sentence, no values",
        finds=_sentences,
        where=product_python,
        broken=(
            example("log.info('Sending the text')\n"),
            example("log.info(f'text.{state}')\n"),
            example("log.info('text.accepted', text_id)\n"),
        ),
        kept=(example("log.info('text.accepted')\n"),),
    ),
)
