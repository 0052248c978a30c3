"""A dashboard over real PostgreSQL and Valkey, with the services it asks played by small apps."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from redis.asyncio import Redis
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.dashboard import __main__ as dashboard
from services.dashboard.app import new_dashboard
from services.dashboard.consumer import handlers
from services.dashboard.handlers.passwords import Passwords
from services.dashboard.live.hints import Hints
from services.dashboard.live.hub import Hub
from services.dashboard.owners import Owner, Owners
from services.dashboard.pages.desk import Desk
from services.dashboard.settings import DashboardSettings
from services.dashboard.store import staff
from shared.auth import Role, Staff, verify_token
from shared.clock import SettableClock
from shared.db import Database
from shared.events import Event, Received
from shared.http import Health
from shared.migrate import migrate
from shared.redis import connect
from shared.service import Ground
from shared.telemetry import Metrics
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.facts import received
from tests.support.facts import NOW
from tests.support.servers import DatabaseFactory

MIGRATIONS = Path(dashboard.__file__).parent / "migrations"
PASSWORD = "a long enough password"
SECRET = "a-secret-of-thirty-two-characters-or-more"

Project = Callable[..., Awaitable[None]]


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(NOW)


@pytest.fixture
def settings(database_factory: DatabaseFactory, valkey_url: str) -> DashboardSettings:
    url = database_factory("dashboard", lambda dsn: (migrate(dsn, MIGRATIONS), None)[1])
    return DashboardSettings(
        database_url=url, redis_url=valkey_url, service_secret=SECRET, session_secret=SECRET
    )


@pytest.fixture
async def db(settings: DashboardSettings) -> AsyncIterator[Database]:
    async with Database(settings.database_url, pool_size=4) as database:
        yield database


@pytest.fixture
async def redis(settings: DashboardSettings) -> AsyncIterator[Redis]:
    client = connect(settings.redis_url)
    yield client
    await client.aclose()


@pytest.fixture
def ground(settings: DashboardSettings, clock: SettableClock, db: Database, redis: Redis) -> Ground:
    return Ground("dashboard", settings, clock, db, redis, Metrics("dashboard"))


@pytest.fixture
def hints(redis: Redis) -> Hints:
    return Hints(redis)


@pytest.fixture
def hub(redis: Redis) -> Hub:
    return Hub(redis)


@pytest.fixture
def project(db: Database, hints: Hints) -> Project:
    """Apply events as the consumer does, each in a transaction; a fact alone happened now."""
    table = handlers(hints)

    async def apply(*events: Event | Received[Any], at: datetime = NOW) -> None:
        for event in events:
            arrived = event if isinstance(event, Received) else received(event, at)
            async with db.transaction() as conn:
                await table[type(arrived.event)](conn, arrived)

    return apply


@dataclass
class FakeOwner:
    """An owner's staff API: notes what it is asked and answers as told; shows what it was given."""

    name: str
    clock: SettableClock
    asked: list[tuple[str, dict[str, Any], Staff]] = field(default_factory=list)
    status: int = 200
    code: str = "some_problem"
    error: Exception | None = None
    then: Callable[[], Awaitable[None]] | None = None
    shows: dict[str, Any] = field(default_factory=dict)
    answers: Any = None

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.api_route("/staff/v1/{path:path}", methods=["POST", "PUT", "DELETE"])
        async def act(path: str, request: Request) -> Response:
            token = request.headers["authorization"].removeprefix("Bearer ")
            by = verify_token(token, audience=self.name, secret=SECRET, now=self.clock.now())
            self.asked.append((path, await request.json(), by))
            if self.error:
                raise self.error
            if self.then:
                await self.then()
            kind = "application/json" if self.status < 400 else "application/problem+json"
            said = self.answers if self.answers and self.status < 400 else {"code": self.code}
            return JSONResponse(said, self.status, media_type=kind)

        @app.get("/readyz")
        async def ready() -> dict[str, str]:
            if self.error:
                raise self.error
            return {"status": "ready"}

        @app.get("/{kind}/v1/{path:path}")
        async def show(kind: str, path: str) -> Response:
            if self.error:
                raise self.error
            return JSONResponse(self.shows.get(path), 200 if path in self.shows else 404)

        return app

    def owner(self) -> Owner:
        transport = httpx.ASGITransport(self.app())
        client = httpx.AsyncClient(transport=transport, base_url=f"http://{self.name}")
        return Owner(self.name, client, SECRET, self.clock)


@pytest.fixture
def booking(clock: SettableClock) -> FakeOwner:
    return FakeOwner("booking", clock)


@pytest.fixture
def followup(clock: SettableClock) -> FakeOwner:
    return FakeOwner("followup", clock)


@pytest.fixture
def notify(clock: SettableClock) -> FakeOwner:
    return FakeOwner("notify", clock)


@pytest.fixture
def desk(
    ground: Ground,
    settings: DashboardSettings,
    hub: Hub,
    booking: FakeOwner,
    followup: FakeOwner,
    notify: FakeOwner,
) -> Desk:
    owners = Owners(booking.owner(), followup.owner(), notify.owner())
    return dashboard.new_desk(ground, settings, hub, owners)


@pytest.fixture
def app(desk: Desk, hints: Hints, ground: Ground) -> FastAPI:
    return new_dashboard(desk, hints, health=Health(desk.db), metrics=ground.metrics)


@pytest.fixture(scope="session")
def password_hash() -> str:
    return PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)


AddStaff = Callable[..., Awaitable[str]]


@pytest.fixture
def add_staff(db: Database, password_hash: str) -> AddStaff:
    """Adds an account whose password is PASSWORD; returns its id."""

    async def add(role: Role = Role.FRONT_DESK, email: str = "desk@example.org") -> str:
        async with db.transaction() as conn:
            staff_id = await staff.add(
                conn,
                name="Robin Reyes",
                email=email,
                role=role,
                password_hash=password_hash,
                at=NOW,
            )
        return str(staff_id)

    return add


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Visitor]:
    """Somebody who has not signed in."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        yield Visitor(client)


@pytest.fixture
async def robin(browser: Visitor, add_staff: AddStaff) -> Visitor:
    """Front desk, signed in."""
    await add_staff()
    await browser.sign_in("desk@example.org", PASSWORD)
    return browser


@pytest.fixture
async def lin(browser: Visitor, add_staff: AddStaff) -> Visitor:
    """A practitioner, signed in."""
    await add_staff(Role.PRACTITIONER)
    await browser.sign_in("desk@example.org", PASSWORD)
    return browser


@pytest.fixture
async def wei(browser: Visitor, add_staff: AddStaff) -> Visitor:
    """The owner, signed in."""
    await add_staff(Role.OWNER)
    await browser.sign_in("desk@example.org", PASSWORD)
    return browser


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))
