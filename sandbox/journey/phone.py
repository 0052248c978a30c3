"""The patient's phone, as the simulator shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx


@dataclass(frozen=True)
class Bubble:
    number: int
    mine: bool  # written by the patient
    body: str
    at: datetime


class Phone:
    def __init__(self, http: httpx.AsyncClient, number: str) -> None:
        self.http = http
        self.number = number

    async def bubbles(self) -> list[Bubble]:
        """The thread, oldest first."""
        answer = await self.http.get(f"/api/phones/{self.number}/texts", params={"limit": 1000})
        answer.raise_for_status()
        return sorted((_bubble(text) for text in answer.json()), key=lambda b: b.number)

    async def received(self) -> list[str]:
        return [bubble.body for bubble in await self.bubbles() if not bubble.mine]

    async def write(self, body: str) -> None:
        """Text the clinic."""
        answer = await self.http.post(f"/api/phones/{self.number}/texts", json={"body": body})
        answer.raise_for_status()


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
        datetime.fromisoformat(text["created_at"]),
    )
