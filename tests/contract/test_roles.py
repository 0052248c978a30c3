"""S-104: who may call each endpoint for staff is enforced by the service that owns it.

The applications are real and nothing is connected: whoever is refused is refused before anything
is read, and whoever is let through fails at the database that is not there.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

import httpx
import pytest
from fastapi import FastAPI

from services.booking.__main__ import create_app as new_booking
from services.booking.settings import BookingSettings
from services.booking.store.catalogue import CatalogueCache
from services.followup.__main__ import new_http as new_followup
from services.followup.settings import FollowupSettings
from services.notify.app import new_http as new_notify
from services.notify.metrics import NotifyMetrics
from services.notify.settings import NotifySettings
from shared.auth import Role, Staff, issue_token
from shared.clock import SettableClock
from shared.db import Database
from shared.redis import connect
from shared.service import Ground
from shared.settings import ServiceSettings
from shared.telemetry import Metrics
from tests.support.roles import Entry, endpoints, entries

NOW = datetime(2027, 3, 8, 17, tzinfo=UTC)
SECRET = "a-secret-of-thirty-two-characters-or-more"
NOWHERE = "postgresql://nobody@127.0.0.1:1/nowhere"
SERVICES = ("booking", "notify", "followup")


def ground(name: str, settings: ServiceSettings) -> Ground:
    db = Database(NOWHERE, pool_size=2)
    redis = connect("redis://127.0.0.1:1/0")
    return Ground(name, settings, SettableClock(NOW), db, redis, Metrics(name))


def booking() -> FastAPI:
    settings = BookingSettings(service_secret=SECRET)
    return new_booking(ground("booking", settings), settings, CatalogueCache())


def notify() -> FastAPI:
    settings = NotifySettings(service_secret=SECRET)
    on = ground("notify", settings)
    return new_notify(on, settings, NotifyMetrics(on.metrics))


def followup() -> FastAPI:
    settings = FollowupSettings(service_secret=SECRET)
    return new_followup(ground("followup", settings), settings)


APPS: dict[str, Callable[[], FastAPI]] = {
    "booking": cache(booking),
    "notify": cache(notify),
    "followup": cache(followup),
}
ALL = [entry for service in SERVICES for entry in entries(service)]


def token(role: Role, service: str, *, secret: str = SECRET, at: datetime = NOW) -> str:
    staff = Staff("018f0000-0000-7000-8000-000000000001", "Robin Reyes", role)
    return issue_token(staff, audience=service, secret=secret, now=at)


async def status_of(entry: Entry, bearer: str | None) -> int:
    transport = httpx.ASGITransport(APPS[entry.service](), raise_app_exceptions=False)
    headers = {"authorization": f"Bearer {bearer}"} if bearer is not None else {}
    async with httpx.AsyncClient(transport=transport, base_url="http://staff") as client:
        answer = await client.request(entry.method, entry.address, json={}, headers=headers)
    return answer.status_code


@pytest.mark.parametrize("service", SERVICES)
def test_s104_every_endpoint_for_staff_is_in_the_table_and_none_is_gone(service: str) -> None:
    asked = endpoints(APPS[service](), service, "/staff/")
    assert asked == {str(entry) for entry in entries(service)}, "tests/contract/roles.txt"


@pytest.mark.parametrize("entry", ALL, ids=str)
async def test_s104_each_role_may_do_what_the_table_says(entry: Entry) -> None:
    for role in Role:
        status = await status_of(entry, token(role, entry.service))
        assert (status not in {401, 403}) is (role in (entry.allowed or ())), (role, status)


@pytest.mark.parametrize("entry", ALL, ids=str)
async def test_s104_nobody_and_forged_stale_or_foreign_tokens_are_refused(entry: Entry) -> None:
    strangers = [
        None,
        "",
        "not.a.token",
        token(Role.OWNER, entry.service, secret="another-secret-of-thirty-two-characters"),
        token(Role.OWNER, entry.service, at=NOW - timedelta(hours=1)),
        token(Role.OWNER, "dashboard"),
    ]
    for bearer in strangers:
        assert await status_of(entry, bearer) == 401
