"""SQL lives in stores and is never put together from values."""

import ast
import re
from collections.abc import Iterator

from tests.contract.house.source import Rule, Source, example, product_python, service_python

STORES = frozenset({"store", "projection"})
_STATEMENT = re.compile(
    r"\s*(select\s|insert\s+into\s|update\s+\S+\s+(\w+\s+)?set\b|delete\s+from\s"
    r"|with\s+(recursive\s+)?\w+\s+(\([^)]*\)\s+)?as\b|(create|alter|drop)\s+[a-z]+\s"
    r"|truncate\s|lock\s+table\s|listen\s|notify\s|set\s+(local\s+)?\w+\s*(=|to)\s)"
)


def looks_like_sql(said: str) -> bool:
    """By its first words, in small letters or capitals alone: "Select a time" is for people."""
    return bool(_STATEMENT.match(said) or (said.isupper() and _STATEMENT.match(said.lower())))


def statements(source: Source) -> Iterator[tuple[int, str]]:
    """Line and text of each piece of SQL; of an f-string, what it begins with."""
    docstrings = {id(node.value) for node in source.nodes if isinstance(node, ast.Expr)}
    for node in source.nodes:
        match node:
            case ast.Constant(value=str(said)) if id(node) not in docstrings:
                if looks_like_sql(said):
                    yield node.lineno, said


def _built(source: Source) -> Iterator[int]:
    for node in source.nodes:
        match node:
            case ast.JoinedStr(values=[ast.Constant(value=str(said)), *rest]):
                if looks_like_sql(said) and not all(map(_is_literal, rest)):
                    yield node.lineno
            case ast.BinOp(left=left, op=ast.Mod()) if _is_sql(left):
                yield node.lineno
            case ast.BinOp(left=left, op=ast.Add(), right=right) if _is_sql(left):
                if not _is_literal(right):
                    yield node.lineno
            case ast.Call(func=ast.Attribute(attr="format" | "join", value=value)):
                if _is_sql(value):
                    yield node.lineno


def _is_sql(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str(said)):
            return looks_like_sql(said)
        case ast.JoinedStr(values=[first, *_]):
            return _is_sql(first) if isinstance(first, ast.expr) else False
        case ast.BinOp(left=left):
            return _is_sql(left)
    return False


def _is_literal(node: ast.expr) -> bool:
    """A piece of text, or a module's constant, which mypy holds to be a LiteralString."""
    match node:
        case ast.FormattedValue(value=value):
            return _is_literal(value)
        case ast.Name(id=name):
            return name.isupper()
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _is_literal(left) and _is_literal(right)
        case ast.JoinedStr(values=values):
            return all(map(_is_literal, values))
    return isinstance(node, ast.Constant)


def _outside_stores(source: Source) -> bool:
    if not service_python(source):
        return False
    names = {part.removesuffix(".py") for part in source.parts[1:]}
    return not names & STORES


RULES = (
    Rule(
        name="SQL is in stores",
        instead="make it a function of the service's store, with conn as its first parameter",
        finds=lambda source: (line for line, _ in statements(source)),
        where=_outside_stores,
        broken=(
            example('await conn.execute("select 1 from text")\n'),
            example('Q = """\n    insert into text (id) values (%s)"""\n'),
            example('Q = f"update text set state = {STATE}"\n', "services/notify/api/x.py"),
            example('Q = "DELETE FROM TEXT"\n'),
        ),
        kept=(
            example('Q = "select 1 from text"\n', "services/notify/store/texts.py"),
            example('Q = "select 1 from text"\n', "services/dashboard/projection/texts.py"),
            example('label = "Select a time"\n'),
            example('def f():\n    """select nothing from here"""\n'),
        ),
        besides={
            "shared/inbox.py": "the inbox's own store",
            "shared/http/app.py": "asks whether the database is there",
            "shared/outbox/relay.py": "takes the lock of the one active relay",
            "shared/migrate.py": "takes the lock under which migrations run",
        },
    ),
    Rule(
        name="SQL is not built from values",
        instead="pass values as parameters; pieces may be joined only if they are constants "
        "in capitals, or by psycopg.sql",
        finds=_built,
        where=product_python,
        broken=(
            example('Q = f"select * from text where id = {text_id}"\n'),
            example('Q = "select * from text where id = %s" % text_id\n'),
            example('Q = "select * from {}".format(table)\n'),
            example('Q = "select * from text " + where\n'),
        ),
        kept=(
            example('Q = f"select {COLUMNS} from text"\n'),
            example('Q = "select a from text " + WHERE\n'),
            example('Q = sql.SQL("select {} from text").format(sql.Identifier(c))\n'),
            example('conn.execute("select 1 where id = %s", (text_id,))\n'),
        ),
        besides={"sandbox/phones/listing.py": "the direction, asc or desc, is its own word"},
    ),
)
