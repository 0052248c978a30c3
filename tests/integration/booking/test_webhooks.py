"""Other programs are told of visits: signed, once for each event, and again until they answer."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.booking.carrier import Addresses, Carrier
from services.booking.domain.webhook import RETRY_AFTER, Secrets, signed
from services.booking.timers import deliver_next
from shared.auth import Role
from tests.support.booking import Booking
from tests.support.serving import serving
from tests.support.waiting import staff_post

OWNER = Role.OWNER


class Receiver:
    """Remembers what came, and answers as it is told."""

    def __init__(self) -> None:
        self.status = 204
        self.got: list[tuple[dict[str, str], str]] = []
        self.address = ""

    async def take(self, request: Request) -> Response:
        self.got.append((dict(request.headers), (await request.body()).decode()))
        return Response(status_code=self.status, headers={"location": "/elsewhere"})


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    one = Receiver()
    async with serving(Starlette(routes=[Route("/hook", one.take, methods=["POST"])])) as address:
        one.address = f"{address}/hook"
        yield one


async def added(booking: Booking, receiver: Receiver, *types: str) -> dict[str, Any]:
    status, answer = await staff_post(
        booking, "/webhooks", OWNER, url=receiver.address,
        event_types=list(types or ("appointment.booked",)),
    )  # fmt: skip
    assert status == 201, answer
    new: dict[str, Any] = answer
    return new


async def deliver(booking: Booking) -> int:
    """How many the timer sends now."""
    secrets = Secrets(booking.settings.link_secret.get_secret_value())
    sent = 0
    async with httpx.AsyncClient(trust_env=False) as client:
        carrier = Carrier(client, Addresses(inside=True))
        while await deliver_next(booking.db, booking.clock, carrier, secrets):
            sent += 1
    return sent


async def deliveries(booking: Booking, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    response = await booking.http.get(
        f"/staff/v1/webhooks/{webhook['webhook']['id']}/deliveries",
        headers=booking.staff_headers(OWNER),
    )
    found: list[dict[str, Any]] = response.json()
    return found


async def test_a_booking_is_told_once_signed_and_without_a_name_or_phone(
    booking: Booking, receiver: Receiver
) -> None:
    webhook = await added(booking, receiver)
    visit = await booking.booked()
    assert [await deliver(booking), await deliver(booking)] == [1, 0]
    [(headers, body)] = receiver.got
    told = json.loads(body)
    assert (told["type"], told["data"]["appointment_id"]) == ("appointment.booked", visit["id"])
    assert "Ana" not in body
    assert "555" not in body
    assert "/m/" not in body
    expected = signed([webhook["secret"]], headers["webhook-id"], booking.clock.now(), body)
    assert headers["webhook-signature"] == expected["webhook-signature"]
    [row] = await booking.list_rows("select event_id::text from webhook_delivery")
    assert headers["webhook-id"] == row["event_id"]


async def test_what_was_not_asked_for_is_not_told(booking: Booking, receiver: Receiver) -> None:
    await booking.booked(starts_at="2027-01-13T09:00:00-08:00")
    await added(booking, receiver, "appointment.cancelled")
    visit = await booking.booked()
    await booking.act(visit["id"], "confirm")
    assert await deliver(booking) == 0
    await booking.act(visit["id"], "cancel")
    assert await deliver(booking) == 1


@pytest.mark.parametrize("status", [500, 404, 302])
async def test_a_failed_delivery_is_tried_by_the_table_and_then_dead_until_replayed(
    booking: Booking, receiver: Receiver, status: int
) -> None:
    webhook = await added(booking, receiver)
    await booking.booked()
    receiver.status = status
    assert await deliver(booking) == 1
    for wait in RETRY_AFTER:
        booking.clock.advance(wait - timedelta(seconds=1))
        assert await deliver(booking) == 0
        booking.clock.advance(timedelta(seconds=1))
        assert await deliver(booking) == 1
    [dead] = await deliveries(booking, webhook)
    assert (dead["state"], dead["attempts"], dead["last_outcome"]) == ("dead", 10, str(status))
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    receiver.status = 200
    assert (await staff_post(booking, f"/webhooks/deliveries/{dead['id']}/replay", OWNER))[0] == 204
    assert await deliver(booking) == 1
    assert [one["state"] for one in await deliveries(booking, webhook)] == ["delivered"]
    assert (await staff_post(booking, f"/webhooks/deliveries/{dead['id']}/replay", OWNER))[0] == 404


async def test_nobody_listening_is_tried_again_and_gone_is_not(
    booking: Booking, receiver: Receiver
) -> None:
    webhook = await added(booking, receiver)
    receiver.status = 410
    await booking.booked()
    await deliver(booking)
    await booking.booked(starts_at="2027-01-13T09:00:00-08:00")
    assert await deliver(booking) == 0
    assert [one["state"] for one in await deliveries(booking, webhook)] == ["dead"]
    receiver.address = "http://127.0.0.1:9/hook"
    other = await added(booking, receiver)
    await booking.booked(starts_at="2027-01-14T09:00:00-08:00")
    await deliver(booking)
    [one] = await deliveries(booking, other)
    assert (one["state"], one["last_outcome"]) == ("waiting", "unreachable")


async def test_after_a_rotation_both_secrets_sign(booking: Booking, receiver: Receiver) -> None:
    webhook = await added(booking, receiver)
    status, rotated = await staff_post(
        booking, f"/webhooks/{webhook['webhook']['id']}/rotate", OWNER
    )
    assert status == 200
    assert rotated["secret"] != webhook["secret"]
    await booking.booked()
    await deliver(booking)
    [(headers, body)] = receiver.got
    both = [rotated["secret"], webhook["secret"]]
    expected = signed(both, headers["webhook-id"], booking.clock.now(), body)
    assert headers["webhook-signature"] == expected["webhook-signature"]


async def test_a_removed_webhook_is_told_nothing_more(booking: Booking, receiver: Receiver) -> None:
    webhook = await added(booking, receiver)
    await booking.booked()
    removed = await booking.http.delete(
        f"/staff/v1/webhooks/{webhook['webhook']['id']}", headers=booking.staff_headers(OWNER)
    )
    assert removed.status_code == 204
    assert await deliver(booking) == 0
    listed = await booking.http.get("/staff/v1/webhooks", headers=booking.staff_headers(OWNER))
    assert listed.json() == []


async def test_the_secret_is_shown_once_and_kept_nowhere(
    booking: Booking, receiver: Receiver
) -> None:
    webhook = await added(booking, receiver)
    listed = await booking.http.get("/staff/v1/webhooks", headers=booking.staff_headers(OWNER))
    assert webhook["secret"] not in listed.text
    [row] = await booking.list_rows("select webhook_endpoint::text as kept from webhook_endpoint")
    assert webhook["secret"].removeprefix("whsec_") not in row["kept"]


async def test_webhooks_are_the_owners(booking: Booking, receiver: Receiver) -> None:
    for role in (Role.PRACTITIONER, Role.FRONT_DESK, Role.READ_ONLY):
        listed = await booking.http.get("/staff/v1/webhooks", headers=booking.staff_headers(role))
        assert listed.status_code == 403


@pytest.mark.parametrize("url", ["ftp://hooks.example/x", "https://no-such-host.invalid/x"])
async def test_an_address_that_cannot_be_called_is_refused(booking: Booking, url: str) -> None:
    status, _ = await staff_post(
        booking, "/webhooks", OWNER, url=url, event_types=["appointment.booked"]
    )
    assert status == 422
