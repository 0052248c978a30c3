"""Parts that look the same to everybody who may do the same."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from services.dashboard.live.hints import Kind
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Visitor
from shared.db import Connection

# Where each visitor's own token for forms goes. No text of a page can hold it: NUL is in no row.
TOKEN = "\0token\0"  # noqa: S105

Context = Callable[[Connection], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Anybody:
    """All that such a part may know about who looks at it."""

    may_act: bool
    may_judge: bool


async def shared(
    desk: Desk,
    visitor: Visitor,
    template: str,
    of: tuple[Hashable, ...],
    kinds: frozenset[Kind],
    context: Context,
) -> Markup:
    """The part, with this visitor's token. `of` says which one: of a day, for example."""
    anybody = Anybody(visitor.may_act, visitor.may_judge)

    async def render() -> str:
        async with desk.db.transaction() as conn:
            shown = await context(conn)
        words = {"visitor": anybody, "csrf_token": TOKEN, "now": desk.clock.now()}
        return desk.templates.get_template(template).render({**shown, **words})

    html = await desk.fragments.get((template, *of, anybody), kinds, render)
    return Markup(html.replace(TOKEN, visitor.csrf_token))  # noqa: S704 - a template's own output
