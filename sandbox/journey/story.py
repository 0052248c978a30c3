"""One patient's way through the product: who they are, and what has happened so far."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from sandbox import demo_clinic
from sandbox.credentials import load_or_make
from sandbox.journey.phone import Phone, unused_number
from sandbox.journey.staff import Dashboard
from sandbox.layout import Layout
from sandbox.travel import CLINIC_ZONE
from shared.clock import SharedClock
from shared.ids import new_id

PATIENT = "Ana Morales"
CALL_SECONDS = 10.0


@dataclass
class Story:
    layout: Layout
    clock: SharedClock
    booking: httpx.AsyncClient
    phone: Phone
    dashboard: Dashboard
    mails: httpx.AsyncClient
    mails_before: int  # the number of the last one that is no part of this story
    zone: ZoneInfo = CLINIC_ZONE
    idempotency_key: str = field(default_factory=lambda: str(new_id()))
    visit: dict[str, Any] = field(default_factory=dict)
    patient_id: str = ""
    written: set[str] = field(default_factory=set)

    @property
    def starts_at(self) -> datetime:
        return datetime.fromisoformat(self.visit["starts_at"])

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(self.zone).date()

    def travel_to(self, at: datetime) -> None:
        """Never backwards: where the clock is past that already it stays."""
        self.clock.advance(max(at - self.clock.now(), at - at))

    async def reply(self, body: str) -> None:
        """Written once, however often a step is tried."""
        if body not in self.written:
            await self.phone.write(body)
            self.written.add(body)

    async def row(self) -> str:
        """The visit's line on the dashboard; empty while it has none."""
        needle = f"/patients/{self.patient_id}" if self.patient_id else self.visit["id"]
        return await self.dashboard.visit(self.day, needle) or ""


@contextlib.asynccontextmanager
async def new_story(layout: Layout) -> AsyncIterator[Story]:
    """A patient nobody knows yet, at a sandbox that runs."""
    password = load_or_make(layout.credentials_file).staff_password
    async with (
        _client(layout, "booking") as booking,
        _client(layout, "phones") as phones,
        _client(layout, "dashboard") as dashboard,
        _client(layout, "mails") as mails,
    ):
        yield Story(
            layout,
            SharedClock(layout.clock_file),
            booking,
            Phone(phones, await unused_number(phones)),
            Dashboard(dashboard, demo_clinic.STAFF_EMAIL, password),
            mails,
            await _last_number(mails),
        )


async def _last_number(mails: httpx.AsyncClient) -> int:
    answer = await mails.get("/api/last")
    answer.raise_for_status()
    return int(answer.json())


def _client(layout: Layout, name: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=layout.url(name), timeout=CALL_SECONDS)
