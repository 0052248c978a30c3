"""One request, message or tick is one transaction, opened at the edge."""

import ast
import re
from collections.abc import Iterator

from tests.contract.house.source import Rule, Source, example, product_python, service_python

EDGES = frozenset({"api", "pages", "consumer", "timers", "commands", "__main__"})
_ENDING = re.compile(r"\s*(begin|commit|rollback)\b", re.IGNORECASE)


def _endings(source: Source) -> Iterator[int]:
    for call in source.calls():
        match call:
            case ast.Call(func=ast.Attribute(attr="commit" | "rollback")):
                yield call.lineno
            case ast.Call(
                func=ast.Attribute(attr="execute"), args=[ast.Constant(value=str(said)), *_]
            ) if _ENDING.match(said):
                yield call.lineno


def _openings(source: Source) -> Iterator[int]:
    for call in source.calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr == "transaction":
            yield call.lineno


def _below_the_edges(source: Source) -> bool:
    roles = {part.removesuffix(".py") for part in source.parts if source.parts[0] == "services"}
    return service_python(source) and not roles & EDGES


RULES = (
    Rule(
        name="nobody commits by hand",
        instead="open `async with db.transaction() as conn` at the edge and pass conn down",
        finds=_endings,
        where=product_python,
        broken=(
            example("async def book(conn):\n    await conn.commit()\n"),
            example("conn.rollback()\n"),
            example("conn.execute('COMMIT')\n"),
        ),
        kept=(example("conn.execute('select 1')\n"),),
        besides={
            "shared/consumer.py": "it commits Kafka's offset, after the transaction",
            "sandbox/phones/storage.py": "the simulator's one place where SQLite commits",
        },
    ),
    Rule(
        name="transactions are opened at the edges",
        instead="take conn as a parameter; api, pages, consumer, timers and __main__ open it",
        finds=_openings,
        where=_below_the_edges,
        broken=(
            example(
                "async with db.transaction() as conn: ...\n".join(["async def f():\n    ", ""])
            ),
            example("self._db.transaction()\n", "services/notify/store/texts.py"),
            example("db.transaction()\n", "shared/inbox.py"),
        ),
        kept=(
            example("db.transaction()\n", "services/notify/timers/sender.py"),
            example("db.transaction()\n", "services/booking/consumer.py"),
        ),
        besides={
            "shared/db.py": "it is what a transaction is",
            "shared/consumer.py": "the edge of every message",
            "shared/service.py": "reads gauges for /metrics",
            "shared/operations.py": "the edge of /staff/v1/operations, the same in every service",
            "shared/http/app.py": "asks whether the database is there",
            "services/dashboard/projection/rebuilding.py": "the edge of the command `rebuild`",
            "shared/outbox/__main__.py": "the edge of a command",
        },
    ),
)
