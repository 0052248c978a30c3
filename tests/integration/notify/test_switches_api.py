"""Holding a kind of text from the dashboard."""

import httpx
import pytest

from services.notify.api.switches import switches_router
from shared.auth import Role
from shared.http import Health, new_app
from shared.http.access import Access
from shared.telemetry import Metrics
from tests.integration.notify.desks import SECRET, token
from tests.integration.notify.worlds import World


@pytest.fixture
def http(world: World) -> httpx.AsyncClient:
    app = new_app("notify", health=Health(world.db), metrics=Metrics("notify"))
    access = Access("notify", SECRET, world.clock)
    app.include_router(switches_router(world.db, world.clock, access))
    owner = token(world, Role.OWNER)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://notify", headers=owner
    )


async def test_a_kind_is_held_says_why_and_goes_again(http: httpx.AsyncClient) -> None:
    put = await http.put("/staff/v1/switches/reminder", json={"state": "off", "why": "wrong hours"})
    assert put.status_code == 204
    (held,) = (await http.get("/staff/v1/switches")).json()
    assert (held["kind"], held["state"]) == ("reminder", "off")
    assert held["why"].startswith("wrong hours")
    await http.put("/staff/v1/switches/reminder", json={"state": "on", "why": "mended"})
    assert (await http.get("/staff/v1/switches")).json() == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("reminder", {"state": "maybe", "why": "x"}),
        ("reminder", {"state": "off", "why": ""}),
        ("Reminder!", {"state": "off", "why": "x"}),
    ],
)
async def test_what_is_no_switch_is_refused(
    http: httpx.AsyncClient, kind: str, body: dict[str, str]
) -> None:
    assert (await http.put(f"/staff/v1/switches/{kind}", json=body)).status_code == 422


async def test_only_an_owner_holds_texts(http: httpx.AsyncClient, world: World) -> None:
    answer = await http.put(
        "/staff/v1/switches/reminder",
        json={"state": "off", "why": "x"},
        headers=token(world, Role.PRACTITIONER),
    )
    assert answer.status_code == 403
