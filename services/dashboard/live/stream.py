"""Server-sent events for one open page."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

from services.dashboard.live.hub import Hub, Subscriber

# Proxies close what is silent for a minute; a page that polls should not feel stale.
KEEP_ALIVE = timedelta(seconds=15)
RETRY_MS = 2000
SLOW = "Live updates are away. This page looks for news every 15 seconds."


async def stream(
    hub: Hub,
    subscriber: Subscriber,
    *,
    last_event_id: str,
    may_stay: Callable[[], Awaitable[bool]],
    keep_alive: timedelta = KEEP_ALIVE,
) -> AsyncIterator[str]:
    """`last_event_id` is what the page knows; if that is not the latest, it fetches all again.
    Ends when the process does, and when `may_stay` says that the session has.
    """
    yield f"retry: {RETRY_MS}\n\n"
    if not hub.listening or last_event_id != hub.latest:
        subscriber.miss()
    was_listening: bool | None = None
    while not hub.closed and await may_stay():
        if hub.listening != was_listening:
            was_listening = hub.listening
            yield event("status", "" if was_listening else SLOW, hub.latest)
        names = subscriber.take()
        for name in names:
            yield event(name, "", hub.latest)
        yield ": still here\n\n"
        if names:
            await asyncio.sleep(_pause(hub))
        await subscriber.bell.wait(keep_alive)
        if not hub.listening:
            subscriber.miss()


def _pause(hub: Hub) -> float:
    """Pages that were told at one moment should not ask again at one moment."""
    return hub.pause_seconds * random.uniform(0.5, 1)  # noqa: S311 - no secret


def event(name: str, data: str, event_id: str) -> str:
    return f"id: {event_id}\nevent: {name}\ndata: {data}\n\n"
