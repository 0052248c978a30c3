"""The patient's phone, as the simulator shows it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

TAKEN_WITHIN_SECONDS = 15.0
POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Bubble:
    number: int
    mine: bool  # written by the patient
    body: str
    taken: bool  # by the clinic's webhook
    at: datetime


class Phone:
    def __init__(self, http: httpx.AsyncClient, number: str) -> None:
        self._http = http
        self.number = number

    async def bubbles(self) -> list[Bubble]:
        """The thread, oldest first."""
        answer = await self._http.get(f"/api/phones/{self.number}/texts", params={"limit": 1000})
        answer.raise_for_status()
        return sorted((_bubble(text) for text in answer.json()), key=lambda b: b.number)

    async def received(self) -> list[str]:
        return [bubble.body for bubble in await self.bubbles() if not bubble.mine]

    async def write(self, body: str) -> int:
        """Text the clinic; returns the bubble's number."""
        answer = await self._http.post(f"/api/phones/{self.number}/texts", json={"body": body})
        answer.raise_for_status()
        return int(answer.json()["id"])

    async def until_taken(self, number: int) -> None:
        """Wait until the clinic's webhook has a text. A carrier does not call again for long:
        what is written while nobody listens is lost to the webhook. Raises TimeoutError.
        """
        async with asyncio.timeout(TAKEN_WITHIN_SECONDS):
            while True:
                if any(b.number == number and b.taken for b in await self.bubbles()):
                    return
                await asyncio.sleep(POLL_SECONDS)


async def unused_number(http: httpx.AsyncClient) -> str:
    """One of the numbers reserved for fiction that no phone of the simulator has."""
    answer = await http.get("/api/phones")
    answer.raise_for_status()
    taken = {phone["number"] for phone in answer.json()}
    return next(number for n in range(101, 200) if (number := f"+13105550{n}") not in taken)


def _bubble(text: dict[str, Any]) -> Bubble:
    return Bubble(
        text["id"],
        text["direction"].startswith("inbound"),
        text["body"],
        text["webhook_status"] == httpx.codes.OK,
        datetime.fromisoformat(text["created_at"]),
    )
