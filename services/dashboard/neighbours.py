"""Which of the other services answer: looked at all the time, so that no page has to wait for it."""

import asyncio
import contextlib
from datetime import timedelta

import httpx
import structlog
from pydantic import BaseModel

from services.dashboard.owners import Owner, OwnerAwayError, Owners
from shared.auth import Role, Staff
from shared.runtime import Heart, Stop

log = structlog.get_logger()

LOOK_EVERY = timedelta(seconds=5)
ANSWERS_WITHIN_SECONDS = 2.0
# A service that is being restarted misses one look; that is no news for the desk.
MISSES = 2


# Who asks what every page must know, whoever looks at it.
NOBODY = Staff("dashboard", "Dashboard", Role.READ_ONLY)


class Installation(BaseModel):
    """Whether the practice is a demo, or there is none yet (`empty`)."""

    in_force: bool = False
    empty: bool = False
    practice_name: str | None = None


class Neighbours:
    def __init__(self, owners: Owners) -> None:
        self._owners = (owners.booking, owners.notify, owners.followup)
        self._missed = {owner.name: 0 for owner in self._owners}
        self.installation = Installation()

    @property
    def away(self) -> list[str]:
        return [name for name, missed in self._missed.items() if missed >= MISSES]

    async def run(self, stop: Stop, heart: Heart) -> None:
        while not stop.is_set():
            heart.beat()
            await self.look()
            await stop.wait(LOOK_EVERY)

    async def look(self) -> None:
        await asyncio.gather(*[self._look_at(owner) for owner in self._owners], self.ask_booking())

    async def ask_booking(self) -> None:
        """While it is away, what was last known holds."""
        booking = self._owners[0]
        with contextlib.suppress(OwnerAwayError):
            found = await booking.find("/staff/v1/demo-practice", Installation, NOBODY)
            self.installation = found or Installation()

    async def _look_at(self, owner: Owner) -> None:
        if await _answers(owner):
            self._missed[owner.name] = 0
            return
        self._missed[owner.name] += 1
        if self._missed[owner.name] == MISSES:
            log.warning("neighbour.away", kind=owner.name)


async def _answers(owner: Owner) -> bool:
    try:
        answer = await owner.client.get("/readyz", timeout=ANSWERS_WITHIN_SECONDS)
    except httpx.TransportError:
        return False
    return answer.status_code == httpx.codes.OK
