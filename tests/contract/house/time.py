"""The clock is a parameter, in Python and in SQL."""

import ast
import re
from collections.abc import Iterator

from tests.contract.house.source import PRODUCT, Rule, Source, example, product_python
from tests.contract.house.sql import statements

READINGS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime"},
}
_SQL_NOW = re.compile(
    r"\bnow\(\)|\bcurrent_(timestamp|date|time)\b|\blocaltime(stamp)?\b"
    r"|\b(clock|statement|transaction)_timestamp\(",
    re.IGNORECASE,
)


def _readings(source: Source) -> Iterator[int]:
    for call in source.calls():
        match call.func:
            case (
                ast.Attribute(attr=reading, value=ast.Name(id=owner))
                | ast.Attribute(attr=reading, value=ast.Attribute(attr=owner))
            ) if reading in READINGS.get(owner, ()):
                yield call.lineno


def _database_time(source: Source) -> Iterator[int]:
    if source.path.endswith(".sql"):
        yield from source.matching_lines(lambda line: _SQL_NOW.search(line.partition("--")[0]))
        return
    for line, said in statements(source):
        if _SQL_NOW.search(said):
            yield line


RULES = (
    Rule(
        name="nobody reads the clock",
        instead="take a shared.clock.Clock, or the instant, as a parameter",
        finds=_readings,
        where=product_python,
        broken=(
            example("at = datetime.now(UTC)\n"),
            example("at = datetime.datetime.utcnow()\n"),
            example("day = date.today()\n"),
            example("at = time.time()\n"),
        ),
        kept=(example("at = clock.now()\n"), example("started = time.perf_counter()\n")),
        besides={"shared/clock.py": "it is the clock"},
    ),
    Rule(
        name="SQL does not know what time it is",
        instead="pass the instant as a parameter: %(now)s",
        finds=_database_time,
        where=lambda source: source.parts[0] in PRODUCT and source.path.endswith((".py", ".sql")),
        broken=(
            example('_DUE = "select * from text where due_at <= now()"\n'),
            example("x = '''\n  update a set b = current_timestamp'''\n"),
            example("at timestamptz not null default now(),\n", "services/x/migrations/1.sql"),
        ),
        kept=(
            example('"""Nobody calls now()."""\n'),
            example("at timestamptz, -- not now(): a parameter\n", "services/x/migrations/1.sql"),
            example('"select * from text where due_at <= %(now)s"\n'),
        ),
    ),
)
