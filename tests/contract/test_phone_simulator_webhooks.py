"""Webhooks of the simulator: signed by Twilio's rule, in order, retried as the URL asks."""

import asyncio
from typing import Any

import pytest
from fastapi import Response
from twilio.request_validator import RequestValidator

from sandbox.servers.ports import free_ports
from tests.support.eventually import eventually
from tests.support.phones import Json, RunningPhones, running_phones
from tests.support.webhooks import Received, WebhookReceiver

ANA = "+13105550142"


async def send(phones: RunningPhones, callback: str = "", to: str = ANA, **params: Any) -> Json:
    settings = phones.settings
    answer = await phones.http.post(
        f"/2010-04-01/Accounts/{settings.account_sid}/Messages.json",
        auth=(settings.account_sid, settings.auth_token),
        data={
            "To": to,
            "From": settings.number,
            "Body": "Hi",
            "StatusCallback": callback,
            **params,
        },
    )
    answer.raise_for_status()
    created: Json = answer.json()
    return created


def is_signed(phones: RunningPhones, call: Received) -> bool:
    validator = RequestValidator(phones.settings.auth_token)
    signature = call.headers.get("x-twilio-signature", "")
    return bool(validator.validate(call.url, call.params, signature))


async def test_callbacks_are_signed_with_the_query_and_without_the_fragment(
    phones: RunningPhones, clinic: WebhookReceiver
) -> None:
    await send(phones, f"{clinic.base_url}/status?m=abc%2F1&n=#rc=2&rp=all")
    sent, delivered = await clinic.wait_for(2)
    assert sent.url == f"{clinic.base_url}/status?m=abc%2F1&n="
    assert is_signed(phones, sent)
    assert is_signed(phones, delivered)
    tampered = Received(sent.url, sent.params | {"MessageStatus": "failed"}, sent.headers)
    assert not is_signed(phones, tampered)


async def test_a_text_is_told_as_sent_then_delivered_with_the_documented_parameters(
    phones: RunningPhones, clinic: WebhookReceiver
) -> None:
    message = await send(phones, f"{clinic.base_url}/status")
    sent, delivered = await clinic.wait_for(2)
    common = {
        "MessageSid": message["sid"],
        "SmsSid": message["sid"],
        "AccountSid": phones.settings.account_sid,
        "From": phones.settings.number,
        "To": ANA,
        "ApiVersion": "2010-04-01",
    }
    assert sent.params == common | {"MessageStatus": "sent", "SmsStatus": "sent"}
    done = delivered.params.pop("RawDlrDoneDate")
    assert (len(done), done.isdigit()) == (10, True)
    assert delivered.params == common | {"MessageStatus": "delivered", "SmsStatus": "delivered"}
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"


async def test_a_service_also_tells_of_queued(
    phones: RunningPhones, clinic: WebhookReceiver
) -> None:
    service = phones.settings.messaging_service_sid
    await send(phones, f"{clinic.base_url}/s", From="", MessagingServiceSid=service)
    calls = await clinic.wait_for(3)
    assert [call.params["MessageStatus"] for call in calls] == ["queued", "sent", "delivered"]
    assert {call.params["MessagingServiceSid"] for call in calls} == {service}


async def test_an_inbound_text_has_every_documented_parameter(
    phones: RunningPhones, clinic: WebhookReceiver
) -> None:
    text = await phones.reply(ANA, " 7️⃣ yes ", pictures=1)
    (call,) = await clinic.wait_for(1)
    assert call.url == phones.settings.inbound_webhook_url
    assert is_signed(phones, call)
    assert text["sid"].startswith("MM")
    picture = call.params["MediaUrl0"]
    assert call.params == {
        "MessageSid": text["sid"],
        "SmsSid": text["sid"],
        "SmsMessageSid": text["sid"],
        "AccountSid": phones.settings.account_sid,
        "From": ANA,
        "To": phones.settings.number,
        "Body": " 7️⃣ yes ",
        "NumMedia": "1",
        "NumSegments": "1",
        "ApiVersion": "2010-04-01",
        "SmsStatus": "received",
        "MediaUrl0": picture,
        "MediaContentType0": "image/png",
        **dict.fromkeys(["FromCity", "FromState", "FromZip", "ToCity", "ToZip"], ""),
        "FromCountry": "US",
        "ToCountry": "US",
        "ToState": "CA",
    }
    auth = (phones.settings.account_sid, phones.settings.auth_token)
    fetched = await phones.http.get(picture, auth=auth)
    assert fetched.content.startswith(b"\x89PNG")


async def test_a_twiml_answer_is_sent_as_a_reply(
    phones: RunningPhones, clinic: WebhookReceiver
) -> None:
    twiml = "<Response><Message>Thanks &amp; bye</Message></Response>"
    clinic.answer = lambda _: Response(twiml, media_type="text/xml")
    await phones.reply(ANA, "C")
    reply = await phones.wait_for_text(ANA, lambda text: text["direction"] == "outbound-reply")
    assert reply["body"] == "Thanks & bye"


async def test_an_inbound_text_shows_what_the_webhook_answered(
    phones: RunningPhones, clinic: WebhookReceiver
) -> None:
    clinic.answer = lambda _: Response(status_code=500)
    text = await phones.reply(ANA, "C")
    await phones.wait_for_text(ANA, lambda shown: shown["webhook_status"] == 500)
    (call,) = await phones.webhooks(text["sid"])
    assert (call["kind"], call["status"], call["error"], call["attempt"]) == (
        "inbound",
        500,
        "5xx",
        1,
    )


async def test_a_failed_inbound_webhook_turns_to_the_fallback_address(
    tmp_path: Any, clinic: WebhookReceiver
) -> None:
    clinic.answer = lambda call: Response(status_code=204 if "/fallback" in call.url else 500)
    addresses = {
        "inbound_webhook_url": f"{clinic.base_url}/inbound",
        "inbound_fallback_url": f"{clinic.base_url}/fallback",
    }
    async with running_phones(tmp_path, **addresses) as phones:
        await phones.reply(ANA, "C")
        first, second = await clinic.wait_for(2)
        assert (first.url, second.url) == tuple(addresses.values())
        assert second.params == first.params | {
            "ErrorCode": "11200",
            "ErrorUrl": addresses["inbound_webhook_url"],
        }
        assert is_signed(phones, second)
        await phones.wait_for_text(ANA, lambda text: text["webhook_status"] == 204)


async def test_an_answer_of_500_is_not_retried_unless_the_url_asks(
    phones: RunningPhones, clinic: WebhookReceiver
) -> None:
    clinic.answer = lambda _: Response(status_code=500)
    plain = await send(phones, f"{clinic.base_url}/plain")
    eager = await send(phones, f"{clinic.base_url}/eager#rc=2&rp=ct,5xx")
    await clinic.wait_for(2 + 6)
    assert [(call["attempt"], call["status"]) for call in await logged(phones, plain, 2)] == [
        (1, 500),
        (1, 500),
    ]
    assert [call["attempt"] for call in await logged(phones, eager, 6)] == [1, 2, 3, 1, 2, 3]


async def test_only_retries_carry_the_idempotency_token_and_it_stays_the_same(
    phones: RunningPhones, clinic: WebhookReceiver
) -> None:
    clinic.answer = lambda _: Response(status_code=503)
    await phones.order_fault("failed", error_code=30008)
    await send(phones, f"{clinic.base_url}/status#rc=2&rp=5xx")
    first, second, third = await clinic.wait_for(3)
    assert "i-twilio-idempotency-token" not in first.headers
    token = second.headers["i-twilio-idempotency-token"]
    assert token == third.headers["i-twilio-idempotency-token"]
    assert first.params == third.params


async def test_a_refused_connection_is_tried_once_more(phones: RunningPhones) -> None:
    message = await send(phones, f"http://127.0.0.1:{free_ports(1)[0]}/status")
    calls = await logged(phones, message, 4)
    assert [(call["attempt"], call["error"]) for call in calls] == [(1, "ct"), (2, "ct")] * 2


async def test_an_answer_that_takes_too_long_is_given_up(
    phones: RunningPhones, clinic: WebhookReceiver
) -> None:
    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(never, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        await phones.order_fault("failed", error_code=30008)
        message = await send(phones, f"http://127.0.0.1:{port}/slow#rt=100&rc=1&rp=rt")
        calls = await logged(phones, message, 2)
    assert [(call["attempt"], call["error"]) for call in calls] == [(1, "rt"), (2, "rt")]


async def test_a_slow_webhook_does_not_hold_up_other_texts(
    phones: RunningPhones, clinic: WebhookReceiver
) -> None:
    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(never, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        slow = await send(phones, f"http://127.0.0.1:{port}/slow#rt=3000")
        await send(phones, f"{clinic.base_url}/status", to="+13105550177")
        await clinic.wait_for(2)
        assert await phones.webhooks(slow["sid"]) == []


@pytest.mark.parametrize("status", [301, 404])
async def test_a_redirect_or_a_4xx_is_not_followed_or_retried(
    phones: RunningPhones, clinic: WebhookReceiver, status: int
) -> None:
    elsewhere = {"location": f"{clinic.base_url}/elsewhere"}
    clinic.answer = lambda _: Response(status_code=status, headers=elsewhere)
    message = await send(phones, f"{clinic.base_url}/status#rp=ct,rt,5xx&rc=3")
    calls = await logged(phones, message, 2)
    assert [(call["attempt"], call["status"]) for call in calls] == [(1, status), (1, status)]
    assert {call.url for call in clinic.received} == {f"{clinic.base_url}/status"}


async def logged(phones: RunningPhones, message: Json, count: int) -> list[Json]:
    async def enough() -> bool:
        return len(await phones.webhooks(message["sid"])) >= count

    await eventually(enough)
    return await phones.webhooks(message["sid"])
