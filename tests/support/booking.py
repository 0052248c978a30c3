"""Booking with a practice of its own: a migrated database, the demo practice, an HTTP client."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from psycopg.rows import dict_row

from services.booking.__main__ import MIGRATIONS, create_app
from services.booking.domain.practice_file import PracticeFile
from services.booking.settings import BookingSettings
from services.booking.store import practice
from services.booking.store.catalogue import CatalogueCache
from shared import redis
from shared.auth import Role, Staff, issue_token
from shared.clock import SettableClock
from shared.db import Database
from shared.migrate import migrate
from shared.service import Ground
from shared.settings import Environment
from shared.telemetry import Metrics
from tests.support.servers import DatabaseFactory

DEMO = Path(__file__).parents[2] / "sandbox" / "demo" / "practice.json"
# A Monday, 8:00 in Santa Monica, with both changes of the clocks far away.
NOW = datetime(2027, 1, 11, 16, 0, tzinfo=UTC)
TUESDAY_9 = "2027-01-12T09:00:00-08:00"
PATIENT = ("name", "phone", "email", "birth_date", "time_zone", "guardian", "language")
SECRET = "a secret for tests of thirty-two characters"


def demo_practice() -> PracticeFile:
    return PracticeFile.model_validate_json(DEMO.read_text("utf-8"))


def prepare(dsn: str) -> None:
    migrate(dsn, MIGRATIONS)
    asyncio.run(_load(dsn, demo_practice()))


async def _load(dsn: str, file: PracticeFile) -> None:
    async with Database(dsn, pool_size=2) as db, db.transaction() as conn:
        await practice.save(conn, file)


@dataclass(frozen=True)
class Booking:
    """A running booking service without its background tasks."""

    dsn: str
    db: Database
    http: httpx.AsyncClient
    clock: SettableClock
    settings: BookingSettings
    catalogues: CatalogueCache
    app: FastAPI

    async def load(self, file: PracticeFile) -> None:
        async with self.db.transaction() as conn:
            await practice.save(conn, file)

    async def book(self, key: str | None = None, **changes: Any) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return await self.http.post("/api/v1/appointments", json=body(**changes), headers=headers)

    async def booked(self, **changes: Any) -> dict[str, Any]:
        response = await self.book(**changes)
        assert response.status_code == 201, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def staff_headers(self, role: Role = Role.FRONT_DESK) -> dict[str, str]:
        token = issue_token(
            Staff("s1", "Sam", role), audience="booking", secret=SECRET, now=self.clock.now()
        )
        return {"Authorization": f"Bearer {token}"}

    async def act(
        self, appointment_id: str, action: str, role: Role = Role.FRONT_DESK, **fields: Any
    ) -> httpx.Response:
        return await self.http.post(
            f"/staff/v1/appointments/{appointment_id}/{action}",
            json=fields,
            headers=self.staff_headers(role),
        )

    async def list_rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        async with self.db.transaction() as conn, conn.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(statement.encode(), values)
            return await cursor.fetchall()

    async def count(self, table: str) -> int:
        return len(await self.list_rows(f"select from {table}"))

    async def list_events(self) -> list[tuple[str, dict[str, Any]]]:
        rows = await self.list_rows("select type, payload from outbox order by position")
        return [(row["type"].split(".")[-2], row["payload"]) for row in rows]


def body(**changes: Any) -> dict[str, Any]:
    """A booking as JSON; what belongs to the patient may be named like the rest."""
    patient = {"name": "Ana López", "phone": "310-555-0142"}
    patient |= {field: changes.pop(field) for field in PATIENT if field in changes}
    whole: Mapping[str, Any] = {
        "treatment": "acupuncture",
        "practitioner": "chianni-lin",
        "starts_at": TUESDAY_9,
        "patient": patient,
    }
    return {**whole, **changes}


@asynccontextmanager
async def started(
    dsn: str, redis_url: str, *, pool_size: int = 8, free_tries: int = 1_000_000
) -> AsyncIterator[Booking]:
    settings = BookingSettings(
        offer_email=True,
        environment=Environment.TEST,
        service_secret=SECRET,
        public_url="https://book.example",
        numbers_url="https://book.example/mine",
        redis_url=redis_url,
        database_url=dsn,
        free_tries=free_tries,
        most_tries=2 * free_tries,
    )
    clock = SettableClock(NOW)
    client = redis.connect(redis_url)
    catalogues = CatalogueCache()
    async with Database(dsn, pool_size=pool_size) as db:
        ground = Ground("booking", settings, clock, db, client, Metrics("booking"))
        app = create_app(ground, settings, catalogues)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="https://book.example") as http:
            yield Booking(dsn, db, http, clock, settings, catalogues, app)
    await client.aclose()


@pytest.fixture
async def booking(database_factory: DatabaseFactory, valkey_url: str) -> AsyncIterator[Booking]:
    # In a thread: migrating runs an event loop of its own.
    dsn = await asyncio.to_thread(database_factory, "booking", prepare)
    async with started(dsn, valkey_url) as running:
        yield running
