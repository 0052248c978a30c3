"""Small files with names that say something, and nothing that happens at import."""

import ast
import re
from collections.abc import Iterator

from tests.contract.house.source import (
    PRODUCT,
    Rule,
    Source,
    example,
    product_python,
    service_python,
)

LONGEST = 300
CODE = (".py", ".js", ".css", ".html", ".sql", ".sh")
VAGUE = frozenset({"util", "utils", "helper", "helpers", "constants", "manager", "managers"})
BUILT_IN_MAIN = re.compile(
    r"(FastAPI|Starlette|Engine|Database|Redis|Consumer|Relay|Metrics|Jinja2Templates"
    r"|create_engine|connect|from_url|new_app|new_producer|new_consumer|get_event_loop"
    r"|\w*(Client|Pool|Producer|Settings))"
)


def _too_long(source: Source) -> Iterator[int]:
    lines = source.text.count("\n")
    if lines > LONGEST:
        yield lines


def _vague_names(source: Source) -> Iterator[int]:
    names = re.split(r"[/_.]", source.path.lower())
    if VAGUE & set(names):
        yield 1
    for node in source.nodes if source.path.endswith(".py") else ():
        if isinstance(node, ast.ClassDef) and VAGUE & {
            word.lower() for word in re.findall(r"[A-Z][a-z]+", node.name)
        }:
            yield node.lineno


def _built_at_import(source: Source) -> Iterator[int]:
    return _called_at_import(source, BUILT_IN_MAIN)


def _routers_at_import(source: Source) -> Iterator[int]:
    return _called_at_import(source, re.compile("APIRouter"))


def _called_at_import(source: Source, names: re.Pattern[str]) -> Iterator[int]:
    for statement in ast.parse(source.text).body:
        for node in _run_now(statement):
            if isinstance(node, ast.Call) and names.fullmatch(_name(node.func)):
                yield node.lineno


def _run_now(node: ast.AST) -> Iterator[ast.AST]:
    """What is evaluated when the module is imported: not the bodies of functions."""
    yield node
    inner: list[ast.AST] = list(ast.iter_child_nodes(node))
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            inner = [
                *node.decorator_list,
                *node.args.defaults,
                *filter(None, node.args.kw_defaults),
            ]
        case ast.Lambda():
            inner = []
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            inner = list(node.orelse)
    for child in inner:
        yield from _run_now(child)


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value):
            return _name(value)
    return ""


def _blanket(source: Source) -> Iterator[int]:
    for node in source.nodes:
        match node:
            case ast.ExceptHandler(type=kinds, body=[first, *_]):
                if _catches_all(kinds) and not _raises_all_but_known(first):
                    yield node.lineno


def _catches_all(caught: ast.expr | None) -> bool:
    match caught:
        case None | ast.Name(id="Exception" | "BaseException"):
            return True
        case ast.Tuple(elts=kinds):
            return any(map(_catches_all, kinds))
    return False


def _raises_all_but_known(first: ast.stmt) -> bool:
    """`if not is_conflict(error): raise`, before anything else is done: psycopg has no one class
    for what shared.db tells apart.
    """
    match first:
        case ast.If(test=test, body=[ast.Raise(exc=None)], orelse=[]):
            denied = (n for n in ast.walk(test) if isinstance(n, ast.UnaryOp))
            return any(
                isinstance(call, ast.Call) and _name(call.func) in {"is_outage", "is_conflict"}
                for no in denied
                if isinstance(no.op, ast.Not)
                for call in ast.walk(no.operand)
            )
    return False


def _unattended(source: Source) -> bool:
    """Not what a person starts to look at: the sandbox and its demo speak on the console."""
    served = source.parts[:2] in {("sandbox", "phones"), ("sandbox", "servers")}
    return service_python(source) or (served and source.path.endswith(".py"))


def _prints(source: Source) -> Iterator[int]:
    for call in source.calls():
        if isinstance(call.func, ast.Name) and call.func.id == "print":
            yield call.lineno


RULES = (
    Rule(
        name=f"files have at most {LONGEST} lines",
        instead="split it by concept (domain/availability.py), never by kind (helpers.py)",
        finds=_too_long,
        where=lambda source: source.path.endswith(CODE) and source.parts[0] in (*PRODUCT, "tests"),
        broken=(example("x = 1\n" * 301), example("a {}\n" * 301, "shared/web/assets/x.css")),
        kept=(example("x = 1\n" * 300), example("x\n" * 999, "package-lock.json")),
    ),
    Rule(
        name="names say what a thing is",
        instead="name the file or class after the concept it holds",
        finds=_vague_names,
        where=lambda source: source.parts[0] in (*PRODUCT, "tests", "bench"),
        broken=(
            example("", "services/booking/utils.py"),
            example("", "shared/date_helpers.py"),
            example("", "services/notify/constants/words.py"),
            example("class SessionManager: ...\n"),
        ),
        kept=(example("class Sessions: ...\n"),),
    ),
    Rule(
        name="nothing is built at import",
        instead="build it in __main__ and pass it as a parameter",
        finds=_built_at_import,
        where=product_python,
        broken=(
            example("app = FastAPI()\n"),
            example("pool = psycopg_pool.AsyncConnectionPool('')\n"),
            example("class A:\n    client = httpx.AsyncClient()\n"),
            example("def f(settings=BookingSettings()): ...\n"),
        ),
        kept=(
            example("def build():\n    return FastAPI()\n"),
            example("if __name__ == '__main__':\n    run(BookingSettings())\n"),
        ),
    ),
    Rule(
        name="a service's routers are built by functions",
        instead="def router(counter) -> APIRouter: what its endpoints need comes as parameters",
        finds=_routers_at_import,
        where=service_python,
        broken=(example("router: APIRouter = APIRouter(prefix='/v1')\n"),),
        kept=(example("def router():\n    return APIRouter()\n"),),
    ),
    Rule(
        name="no blanket except",
        instead="catch the errors that this place knows what to do about",
        finds=_blanket,
        where=product_python,
        broken=(
            example("try: f()\nexcept Exception: pass\n"),
            example("try: f()\nexcept: pass\n"),
            example("try: f()\nexcept (ValueError, BaseException): pass\n"),
            example("try: f()\nexcept Exception as e:\n    if is_outage(e): raise\n"),
        ),
        kept=(
            example("try: f()\nexcept ValueError: pass\n"),
            example("try: f()\nexcept Exception as e:\n    if not is_outage(e): raise\n"),
        ),
        besides={
            "shared/consumer.py": "a record that fails is written down whole, whatever the reason",
            "shared/runtime.py": "a tick or a task that fails is counted, or ends the process",
            "services/notify/timers/replies.py": "a reply that fails is counted and comes again",
            "sandbox/phones/storage.py": "rolls back and raises again",
        },
    ),
    Rule(
        name="nobody prints",
        instead="log a named event; a command writes its answer to sys.stdout",
        finds=_prints,
        where=_unattended,
        broken=(example("print('here')\n"),),
        kept=(example("sys.stdout.write('done')\n"),),
    ),
)
