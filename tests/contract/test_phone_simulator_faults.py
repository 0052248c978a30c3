"""Each fault that can be ordered is seen by the caller, and only as often as ordered."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.support.eventually import eventually
from tests.support.phones import Json, RunningPhones
from tests.support.webhooks import WebhookReceiver

ANA, BEN = "+13105550142", "+13105550177"


async def create(
    phones: RunningPhones, to: str = ANA, seconds: float = 5, **params: Any
) -> httpx.Response:
    settings = phones.settings
    return await phones.http.post(
        f"/2010-04-01/Accounts/{settings.account_sid}/Messages.json",
        auth=(settings.account_sid, settings.auth_token),
        data={"To": to, "From": settings.number, "Body": "Hi", **params},
        timeout=seconds,
    )


@pytest.mark.parametrize(
    ("kind", "status", "code", "taken"),
    [("429", 429, 20429, 0), ("500_before", 500, 20500, 0), ("500_after", 500, 20500, 1)],
)
async def test_an_error_answer_once(
    phones: RunningPhones, kind: str, status: int, code: int, taken: int
) -> None:
    await phones.order_fault(kind)
    answer = await create(phones)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(await phones.texts(ANA)) == taken
    assert (await create(phones)).status_code == 201


@pytest.mark.parametrize(("kind", "taken"), [("timeout_before", 0), ("timeout_after", 1)])
async def test_an_answer_that_never_comes(phones: RunningPhones, kind: str, taken: int) -> None:
    await phones.order_fault(kind, within_seconds=30)
    with pytest.raises(httpx.ReadTimeout):
        await create(phones, seconds=0.2)
    assert len(await phones.texts(ANA)) == taken
    assert (await create(phones)).status_code == 201


async def test_a_held_connection_ends_after_the_ordered_time(phones: RunningPhones) -> None:
    await phones.order_fault("timeout_after", seconds=0.1)
    with pytest.raises(httpx.RemoteProtocolError):
        await create(phones)


@pytest.mark.parametrize(("kind", "taken"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_connection_cut_without_an_answer(
    phones: RunningPhones, kind: str, taken: int
) -> None:
    await phones.order_fault(kind)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await create(phones)
    assert len(await phones.texts(ANA)) == taken
    assert (await create(phones)).status_code == 201


@pytest.mark.parametrize("kind", ["500_after", "timeout_after", "drop_after"])
async def test_a_text_taken_without_an_answer_is_delivered_all_the_same(
    phones: RunningPhones, clinic: WebhookReceiver, kind: str
) -> None:
    await phones.order_fault(kind, seconds=0)
    try:
        answer = await create(phones, StatusCallback=f"{clinic.base_url}/status?id=1")
        assert answer.status_code == 500
    except httpx.TransportError:
        assert kind != "500_after"
    calls = await clinic.wait_for(2)
    assert [call.params["MessageStatus"] for call in calls] == ["sent", "delivered"]
    assert calls[0].url.endswith("?id=1")


async def test_a_fault_for_one_phone_leaves_the_others_alone(phones: RunningPhones) -> None:
    await phones.order_fault("429", to=BEN, times=2)
    statuses = [(await create(phones, to)).status_code for to in (ANA, BEN, ANA, BEN, BEN)]
    assert statuses == [201, 429, 201, 429, 201]


async def test_a_fault_without_a_count_lasts_until_it_is_cleared(phones: RunningPhones) -> None:
    await phones.order_fault("500_before", times=None)
    assert [(await create(phones)).status_code for _ in range(3)] == [500] * 3
    (waiting,) = (await phones.http.get("/api/faults")).json()
    assert (waiting["kind"], waiting["remaining"]) == ("500_before", None)
    await phones.http.delete("/api/faults")
    assert (await phones.http.get("/api/faults")).json() == []
    assert (await create(phones)).status_code == 201


async def test_one_fault_of_several_can_be_removed(phones: RunningPhones) -> None:
    first = await phones.order_fault("429")
    second = await phones.order_fault("500_before")
    await phones.http.delete(f"/api/faults/{first['id']}")
    assert (await phones.http.get("/api/faults")).json() == [second]


@pytest.mark.parametrize(
    ("kind", "error_code", "states"),
    [
        ("undelivered", 30003, ["sent", "undelivered"]),
        ("undelivered", 30007, ["sent", "undelivered"]),
        ("failed", 30005, ["failed"]),
    ],
)
async def test_a_text_ends_as_ordered(
    phones: RunningPhones, clinic: WebhookReceiver, kind: str, error_code: int, states: list[str]
) -> None:
    await phones.order_fault(kind, to=ANA, error_code=error_code)
    await create(phones, StatusCallback=f"{clinic.base_url}/status")
    calls = await clinic.wait_for(len(states))
    assert [call.params["MessageStatus"] for call in calls] == states
    assert [call.params.get("ErrorCode") for call in calls][-1] == str(error_code)
    await create(phones, StatusCallback=f"{clinic.base_url}/again")
    await phones.wait_for_text(ANA, lambda text: text["status"] == "delivered")


async def test_callbacks_twice(phones: RunningPhones, clinic: WebhookReceiver) -> None:
    await phones.order_fault("duplicate_callbacks")
    await create(phones, StatusCallback=f"{clinic.base_url}/status")
    calls = await clinic.wait_for(4)
    assert sorted(call.params["MessageStatus"] for call in calls) == [
        "delivered",
        "delivered",
        "sent",
        "sent",
    ]


async def test_callbacks_out_of_order(phones: RunningPhones, clinic: WebhookReceiver) -> None:
    await phones.order_fault("reorder_callbacks")
    await create(phones, StatusCallback=f"{clinic.base_url}/status")
    calls = await clinic.wait_for(2)
    assert [call.params["MessageStatus"] for call in calls] == ["delivered", "sent"]


async def test_late_callbacks(phones: RunningPhones, clinic: WebhookReceiver) -> None:
    await phones.order_fault("late_callbacks", seconds=0.4)
    ordered_at = asyncio.get_running_loop().time()
    await create(phones, StatusCallback=f"{clinic.base_url}/status")
    await phones.wait_for_text(ANA, lambda text: text["status"] == "delivered")
    assert clinic.received == []
    await clinic.wait_for(2)
    assert asyncio.get_running_loop().time() - ordered_at >= 0.4


async def test_no_callbacks(phones: RunningPhones, clinic: WebhookReceiver) -> None:
    await phones.order_fault("no_callbacks")
    await create(phones, StatusCallback=f"{clinic.base_url}/status?silent")
    await create(phones, StatusCallback=f"{clinic.base_url}/status?told")

    async def both_delivered() -> bool:
        texts = await phones.texts(ANA)
        return all(text["status"] == "delivered" for text in texts)

    await eventually(both_delivered)
    calls = await clinic.wait_for(2)
    assert {call.url for call in calls} == {f"{clinic.base_url}/status?told"}


async def test_a_reply_reaches_the_clinic_twice(
    phones: RunningPhones, clinic: WebhookReceiver
) -> None:
    await phones.order_fault("inbound_twice", to=ANA)
    text = await phones.reply(ANA, "C")
    first, second = await clinic.wait_for(2)
    assert first.params == second.params
    assert first.params["MessageSid"] == text["sid"]


async def test_an_unknown_fault_is_refused(phones: RunningPhones) -> None:
    answer: Json = (await phones.http.post("/api/faults", json={"kind": "gremlins"})).json()
    assert answer["detail"][0]["loc"] == ["body", "kind"]
