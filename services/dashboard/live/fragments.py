"""Parts of pages, made once for all who look at the same thing.

When something changes, every open page asks for the same part at the same moment. The first one has
it made; the others wait for that and get it too, until a hint says that it is out of date.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.dashboard.live.hints import Kind
from services.dashboard.live.hub import Hub
from shared.clock import Clock

# A part also tells how long ago something was, and which buttons the hour allows.
GOOD_FOR = timedelta(seconds=10)
KEPT = 200

Render = Callable[[], Awaitable[str]]


@dataclass(frozen=True)
class Fragment:
    revision: int
    begun_at: datetime
    html: "asyncio.Future[str]"


class Fragments:
    def __init__(self, hub: Hub, clock: Clock) -> None:
        self._hub = hub
        self._clock = clock
        self._kept: OrderedDict[Hashable, Fragment] = OrderedDict()

    async def get(self, what: Hashable, kinds: frozenset[Kind], render: Render) -> str:
        """`render`'s result, perhaps that of an earlier call for the same thing. `kinds` are the
        changes that make another of it. While hints do not arrive nothing is kept.
        """
        revision = self._hub.revision(kinds)
        if revision is None:
            return await render()
        kept = self._kept.get(what)
        if kept is None or not self._is_good(kept, revision):
            kept = self._begin(what, revision, render)
        return await asyncio.shield(kept.html)  # who goes away does not take it from the others

    def _is_good(self, kept: Fragment, revision: int) -> bool:
        if kept.html.done() and (kept.html.cancelled() or kept.html.exception()):
            return False
        return kept.revision == revision and self._clock.now() - kept.begun_at < GOOD_FOR

    def _begin(self, what: Hashable, revision: int, render: Render) -> Fragment:
        html = asyncio.ensure_future(render())
        fragment = Fragment(revision, self._clock.now(), html)
        self._kept[what] = fragment
        self._kept.move_to_end(what)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return fragment
