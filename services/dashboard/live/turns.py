"""Parts that open pages fetch by themselves, a few at a time.

Whatever is at work shares one event loop: with hundreds of parts in hand at once, each step of
everything else, what people do and what events bring, would wait for a step of all of them.
"""

import asyncio
import contextlib

from starlette.types import ASGIApp, Receive, Scope, Send

PARTS = "/parts/"
AT_ONCE = 4
# A part whose turn does not come goes without: a database that is away holds up those before it.
LONGEST_WAIT_SECONDS = 2.0


class Turns:
    def __init__(self, app: ASGIApp, longest_wait_seconds: float = LONGEST_WAIT_SECONDS) -> None:
        self._app = app
        self._longest_wait_seconds = longest_wait_seconds
        self._free = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PARTS):
            return await self._app(scope, receive, send)
        had_a_turn = await self._wait()
        try:
            await self._app(scope, receive, send)
        finally:
            if had_a_turn:
                self._free.release()

    async def _wait(self) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._longest_wait_seconds):
                return await self._free.acquire()
        return False
