"""Whether the books balance: every text went once, every reply had its effect once."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Sequence

import httpx

from sandbox.journey.phone import Bubble
from sandbox.journey.story import Story
from sandbox.layout import SERVICES, Layout

# What each text of the journey is known by, and how often it goes.
EXPECTED = {
    "confirmation": (r"ooked for .*Reply STOP", 1),
    "reminder, the day before": (r"Reply C to confirm", 1),
    "answer to C": (r"^Thanks, confirmed", 1),
    "check-ins, of day 1 and day 3": (r"0 to 10\?", 2),
    "answer to 7": (r"^Thanks, we noted 7", 1),
    "answer to 8": (r"^Thanks, we noted 8", 1),
}
# What patients are told while the database is away, which only happens to a journey that loses it.
AWAY = r"^We can't read texts right now"
UNEXPECTED = "unexpected"
QUIET_SECONDS = 1.5
QUIET_WITHIN_SECONDS = 30.0
POLL_SECONDS = 0.2
WAITING = re.compile(
    r"^meridian_(?:outbox_waiting|consumer_lag\{[^}]*\}) ([0-9.e+]+)$", re.MULTILINE
)


class UnbalancedError(Exception):
    """A text is missing, too many, or unexpected; the message says which."""


def balance(bubbles: Sequence[Bubble], *, killed: str | None = None) -> dict[str, int]:
    """How often each expected text came. `killed` is the process that died on the way, if one did:
    without its database notify says so to whoever texts. Raises UnbalancedError.
    """
    received = [bubble.body for bubble in bubbles if not bubble.mine]
    if killed == "postgres":
        received = [body for body in received if not re.search(AWAY, body)]
    counted = Counter(_kind(body) for body in received)
    wrong = [
        f"{kind}: {counted[kind]} instead of {times}"
        for kind, (_, times) in EXPECTED.items()
        if counted[kind] != times
    ]
    wrong += [f"unexpected: {body}" for body in received if _kind(body) == UNEXPECTED]
    if wrong:
        raise UnbalancedError("; ".join(wrong))
    return dict(counted)


async def wait_until_quiet(story: Story) -> None:
    """Until nothing is under way any more, so that a second text would have come by now."""
    deadline = time.monotonic() + QUIET_WITHIN_SECONDS
    quiet_since = time.monotonic()
    seen = -1
    while time.monotonic() - quiet_since < QUIET_SECONDS:
        if time.monotonic() > deadline:
            raise UnbalancedError(
                f"events or texts are still under way after {QUIET_WITHIN_SECONDS:.0f} s"
            )
        count = len(await story.phone.bubbles())
        if count != seen or not await _nothing_waits(story.layout):
            quiet_since, seen = time.monotonic(), count
        await asyncio.sleep(POLL_SECONDS)


async def _nothing_waits(layout: Layout) -> bool:
    """Not while a service is down: one that was killed may still be on its way back."""
    try:
        async with httpx.AsyncClient(timeout=5) as http:
            pages = [await http.get(layout.url(name, "/metrics")) for name in SERVICES]
    except httpx.TransportError:
        return False
    return all(float(value) == 0 for page in pages for value in WAITING.findall(page.text))


def _kind(body: str) -> str:
    kinds = (kind for kind, (pattern, _) in EXPECTED.items() if re.search(pattern, body))
    return next(kinds, UNEXPECTED)
