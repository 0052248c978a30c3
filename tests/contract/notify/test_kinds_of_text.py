"""Every kind of text that a service asks for is one that notify can write."""

import ast
from collections.abc import Iterator
from pathlib import Path

import services
from services.notify.texts import Texts

SERVICES = Path(services.__path__[0])


def kinds_asked_for(source: str) -> Iterator[str]:
    """Those that stand as words in a TextRequested(...)."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="TextRequested"), keywords=keywords):
                for keyword in keywords:
                    match keyword:
                        case ast.keyword(arg="kind", value=ast.Constant(value=str(kind))):
                            yield kind


def test_notify_can_write_every_kind_that_others_ask_for() -> None:
    asked = {
        kind
        for service in ("booking", "followup", "dashboard")
        for file in (SERVICES / service).rglob("*.py")
        for kind in kinds_asked_for(file.read_text("utf-8"))
    }
    assert {"code", "waitlist_offer"} <= asked
    words = Texts.load()
    assert [kind for kind in sorted(asked) if not words.knows(kind)] == []
