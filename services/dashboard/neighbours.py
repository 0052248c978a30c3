"""Which of the other services answer: looked at all the time, so that no page has to wait for it."""

import asyncio
import contextlib
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
import structlog
from pydantic import BaseModel

from services.dashboard.owners import Owner, OwnerAwayError, Owners
from services.dashboard.pages.known_practice import KnownPractice, Said
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
    time_zone: ZoneInfo | None = None

    @property
    def practice(self) -> Said | None:
        if self.practice_name is None or self.time_zone is None:
            return None
        return Said(self.practice_name, self.time_zone)


class Neighbours:
    def __init__(self, owners: Owners, practice: KnownPractice) -> None:
        self._practice = practice
        self._owners = (owners.booking, owners.notify, owners.followup)
        self._missed = {owner.name: 0 for owner in self._owners}
        self.installation = Installation()

    @property
    def away(self) -> list[str]:
        return [name for name, missed in self._missed.items() if missed >= MISSES]

    async def run(self, stop: Stop, heart: Heart) -> None:
        await self._practice.recall()
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
            await self.learn(found or Installation())

    async def learn(self, found: Installation) -> None:
        self.installation = found
        if found.practice or found.empty:
            await self._practice.hear(found.practice)

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
