"""/staff/v1/operations: what a service says of itself, and its dead letters, by role."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from shared import inbox
from shared.auth import Role, Staff, issue_token
from shared.events import envelope
from shared.events.appointments import AppointmentBooked
from shared.http import Health, new_app
from shared.http.access import Access
from shared.http.operations import operations_router
from shared.ids import new_id
from shared.inbox import Record
from shared.operations import Operations
from tests.integration.messaging.conftest import NewNode
from tests.support.bus import Node
from tests.support.facts import NOW, visit
from tests.support.servers import Broker

SECRET = "a-secret-of-thirty-two-characters-or-more"
OPERATIONS = "/staff/v1/operations"


@pytest.fixture
async def node(new_node: NewNode) -> Node:
    """Its broker is never asked for anything."""
    return await new_node("booking", Broker("127.0.0.1:1", "", idempotent=False))


@pytest.fixture
async def http(node: Node) -> AsyncIterator[httpx.AsyncClient]:
    app = new_app("test", health=Health(node.db), metrics=node.metrics)
    doing = Operations("booking", node.db, node.clock, node.metrics, node.consumer())
    app.include_router(operations_router(doing, Access("booking", SECRET, node.clock)))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://booking") as client:
        yield client


def as_(role: Role, node: Node) -> dict[str, str]:
    staff = Staff("staff-1", "Mei", role)
    token = issue_token(staff, audience="booking", secret=SECRET, now=node.clock.now())
    return {"authorization": f"Bearer {token}"}


async def bury(node: Node, value: bytes | None = None) -> int:
    """An event that choked; with `value`, its content replaced by that."""
    event = AppointmentBooked(patient_id="bea", visit=visit(), actor="Bea Moreno")
    written, headers = envelope.write(
        event_id=new_id(),
        event_type=event.type,
        source="/meridian/test",
        occurred_at=NOW,
        payload=event.model_dump_json(),
        traceparent=None,
    )
    record = Record("clinic.appointments", 0, 17, b"bea", value or written, tuple(headers))
    async with node.db.transaction() as conn:
        return await inbox.bury(conn, record, reason="PoisonError", attempts=5, at=NOW)


async def test_s122_a_dead_letter_is_listed_read_and_replayed_once(
    http: httpx.AsyncClient, node: Node
) -> None:
    owner = as_(Role.OWNER, node)
    letter_id = await bury(node)
    state = (await http.get(OPERATIONS, headers=owner)).json()
    assert state["dead_letters_waiting"] == 1
    (line,) = state["dead_letters"]
    assert (line["type"], line["attempts"]) == (AppointmentBooked.type, 5)
    letter = f"{OPERATIONS}/dead-letters/{letter_id}"
    assert (await http.get(letter, headers=owner)).json()["event"]["patient_id"] == "bea"
    assert (await http.post(f"{letter}/replay", headers=owner)).status_code == 204
    assert [p for p, _ in await node.heard()] == ["bea"]
    assert (await http.post(f"{letter}/replay", headers=owner)).status_code == 404
    assert [p for p, _ in await node.heard()] == ["bea"]


async def test_s122_what_fails_again_stays_and_can_be_tried_again(
    http: httpx.AsyncClient, node: Node
) -> None:
    owner = as_(Role.OWNER, node)
    node.chokes_on.add("bea")
    replay = f"{OPERATIONS}/dead-letters/{await bury(node)}/replay"
    again = await http.post(replay, headers=owner)
    assert (again.status_code, again.json()["code"]) == (409, "still_fails")
    node.chokes_on.clear()
    assert (await http.post(replay, headers=owner)).status_code == 204


async def test_only_an_owner_sees_what_a_dead_letter_says_of_a_patient(
    http: httpx.AsyncClient, node: Node
) -> None:
    letter = f"{OPERATIONS}/dead-letters/{await bury(node)}"
    covered = (await http.get(letter, headers=as_(Role.FRONT_DESK, node))).json()["event"]
    assert "Bea Moreno" not in json.dumps(covered)
    assert covered["visit"]["version"] == 1
    plain = (await http.get(letter, headers=as_(Role.OWNER, node))).json()["event"]
    assert plain["actor"] == "Bea Moreno"


async def test_what_is_not_even_json_is_said_to_be_so(http: httpx.AsyncClient, node: Node) -> None:
    letter = f"{OPERATIONS}/dead-letters/{await bury(node, b'<xml>')}"
    shown = (await http.get(letter, headers=as_(Role.OWNER, node))).json()
    assert shown["event"] == {"unreadable_bytes": 5}


async def test_the_state_tells_what_waits_and_how_far_behind_it_is(
    http: httpx.AsyncClient, node: Node
) -> None:
    await node.publish(AppointmentBooked(patient_id="bea", visit=visit(), actor="patient"))
    node.metrics.consumer_lag.labels("clinic.appointments", "3").set(12)
    node.metrics.gauge("notify_oldest_due_text_seconds", "late").set(301)
    state = (await http.get(OPERATIONS, headers=as_(Role.READ_ONLY, node))).json()
    assert state["outbox"]["waiting"] == 1
    assert state["lag"] == [{"topic": "clinic.appointments", "partition": 3, "behind": 12}]
    assert state["figures"]["notify_oldest_due_text_seconds"] == 301
    assert state["last_event_at"] is None
    async with node.db.transaction() as conn:
        await conn.execute(
            "insert into inbox (event_id, digest, received_at) values (%s, '', %s)",
            (new_id(), NOW + timedelta(minutes=1)),
        )
    state = (await http.get(OPERATIONS, headers=as_(Role.READ_ONLY, node))).json()
    assert state["last_event_at"] is not None
