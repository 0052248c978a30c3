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
    literals = _literal_names(source)
    for node in source.nodes:
        match node:
            case ast.JoinedStr(values=[first, *rest]) if _is_sql(first):
                if not all(_is_literal(value, literals) for value in rest):
                    yield node.lineno
            case ast.BinOp(left=left, op=ast.Add(), right=right) if _is_sql(left):
                if not _is_literal(right, literals):
                    yield node.lineno
            case ast.BinOp(left=left, op=ast.Mod()) if _is_sql(left):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr="format" | "join", value=value)):
                if _is_sql(value):
                    yield node.lineno


def _is_sql(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str(said)):
            return looks_like_sql(said)
        case ast.JoinedStr(values=[first, *_]) | ast.BinOp(left=first):
            return _is_sql(first)
    return False


def _is_literal(node: ast.expr | None, literals: frozenset[str]) -> bool:
    """Text, a constant in capitals, or a name that says LiteralString."""
    match node:
        case ast.Name(id=name):
            return name.strip("_").isupper() or name in literals
        case ast.FormattedValue(value=value):
            return _is_literal(value, literals)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _is_literal(left, literals) and _is_literal(right, literals)
        case ast.JoinedStr(values=values):
            return all(_is_literal(value, literals) for value in values)
        case ast.IfExp(body=one, orelse=other):
            return _is_literal(one, literals) and _is_literal(other, literals)
    return isinstance(node, ast.Constant)


def _literal_names(source: Source) -> frozenset[str]:
    annotated = (node for node in source.nodes if isinstance(node, ast.arg | ast.AnnAssign))
    return frozenset(
        node.arg if isinstance(node, ast.arg) else ast.unparse(node.target)
        for node in annotated
        if _says_literal(node.annotation)
    )


def _says_literal(annotation: ast.expr | None) -> bool:
    return annotation is not None and ast.unparse(annotation) == "LiteralString"


def _loose_literals(source: Source) -> Iterator[int]:
    """mypy takes LiteralString for str, so what is passed as one is looked at here."""
    literals = _literal_names(source)
    functions = {
        node.name: [_says_literal(argument.annotation) for argument in node.args.args]
        for node in source.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for call in source.calls():
        wanted = functions.get(call.func.id, []) if isinstance(call.func, ast.Name) else []
        passed = zip(wanted, call.args, strict=False)
        if any(literal and not _is_literal(value, literals) for literal, value in passed):
            yield call.lineno
    for node in source.nodes:
        match node:
            case ast.AnnAssign(annotation=annotation, value=value) if _says_literal(annotation):
                if not _is_literal(value, literals):
                    yield node.lineno


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
            "shared/dead_letters.py": "the same table, as a person reads it",
            "shared/legal_holds.py": "the store of a table that several services have",
            "shared/http/app.py": "asks whether the database is there",
            "shared/outbox/relay.py": "takes the lock of the one active relay",
            "shared/migrate.py": "takes the lock under which migrations run",
        },
    ),
    Rule(
        name="SQL is not built from values",
        instead="pass values as parameters; join only constants in capitals and LiteralString "
        "parameters, or use psycopg.sql",
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
            example('def f(a: LiteralString): return f"select b from text where {a}"\n'),
            example('Q = sql.SQL("select {} from text").format(sql.Identifier(c))\n'),
            example('conn.execute("select 1 where id = %s", (text_id,))\n'),
        ),
        besides={"sandbox/phones/listing.py": "the direction, asc or desc, is its own word"},
    ),
    Rule(
        name="a LiteralString is a literal",
        instead="pass a constant: this text becomes SQL",
        finds=_loose_literals,
        where=product_python,
        broken=(
            example("def f(conn, a: LiteralString): ...\nf(conn, request.query)\n"),
            example("q: LiteralString = given\n"),
        ),
        kept=(
            example("def f(conn, a: LiteralString): ...\nf(conn, 'id = %s')\n"),
            example("def f(a: LiteralString): ...\ndef g(b: LiteralString): f(b)\n"),
            example("q: LiteralString = COLUMNS + ' where id = %s'\n"),
        ),
    ),
)
