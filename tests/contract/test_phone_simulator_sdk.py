"""Twilio's own Python client works against the simulator and raises what it should."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from shared.clock import SettableClock
from tests.support.eventually import eventually
from tests.support.phones import RunningPhones, running_phones

ANA, BEN = "+13105550142", "+13105550177"
MAGIC = "+15005550006"


async def test_create_and_fetch(phones: RunningPhones, twilio: Any) -> None:
    created = await twilio.messages.create_async(to=ANA, from_=phones.settings.number, body="Hi")
    assert (created.status, created.direction, created.to) == ("queued", "outbound-api", ANA)
    assert isinstance(created.date_created, datetime)
    await phones.wait_for_text(ANA, lambda text: text["status"] == "delivered")
    fetched = await twilio.messages(created.sid).fetch_async()
    assert (fetched.status, fetched.body) == ("delivered", "Hi")
    assert isinstance(fetched.date_sent, datetime)


async def test_the_synchronous_client_works_too(phones: RunningPhones) -> None:
    settings = phones.settings
    client = Client(settings.account_sid, settings.auth_token, environment={"unused": ""})
    client.api.base_url = phones.base_url

    def create() -> Any:
        return client.messages.create(to=ANA, from_=settings.number, body="Hi")

    created = await asyncio.to_thread(create)
    assert [text["sid"] for text in await phones.texts(ANA)] == [created.sid]
    session: Any = client.http_client
    session.session.close()


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"to": "+15005550001"}, 400, 21211),
        ({"to": "+15005550002"}, 400, 21612),
        ({"to": "+15005550003"}, 400, 21408),
        ({"to": "+15005550004"}, 400, 21610),
        ({"to": "+15005550009"}, 400, 21614),
        ({"from_": "+15005550001"}, 400, 21212),
        ({"from_": "+15005550007"}, 400, 21606),
        ({"from_": "+15005550008"}, 429, 21611),
        ({"to": "not a phone"}, 400, 21211),
        ({"to": MAGIC}, 400, 21211),
        ({"to": ""}, 400, 21604),
        ({"from_": ""}, 400, 21603),
        ({"from_": BEN}, 400, 21606),
        ({"body": ""}, 400, 21602),
        ({"body": "a" * 1601}, 400, 21617),
        ({"status_callback": "https://under_score.example/x"}, 400, 21609),
        ({"from_": "", "messaging_service_sid": "MG" + "0" * 32}, 404, 21701),
    ],
)
async def test_a_refused_create_raises_twilios_code(
    phones: RunningPhones, twilio: Any, params: dict[str, str], status: int, code: int
) -> None:
    with pytest.raises(TwilioRestException) as caught:
        await twilio.messages.create_async(**{"to": ANA, "from_": MAGIC, "body": "Hi", **params})
    assert (caught.value.status, caught.value.code) == (status, code)
    assert await phones.texts(ANA) == []


async def test_a_body_of_1600_characters_is_taken(phones: RunningPhones, twilio: Any) -> None:
    created = await twilio.messages.create_async(to=ANA, from_=MAGIC, body="a" * 1600)
    assert created.num_segments == "11"


async def test_the_list_is_newest_first_in_pages_of_any_size(twilio: Any) -> None:
    for number in range(7):
        await twilio.messages.create_async(to=ANA, from_=MAGIC, body=str(number))
    await twilio.messages.create_async(to=BEN, from_=MAGIC, body="other")
    for page_size in (1, 3, 7, 50):
        listed = await twilio.messages.list_async(to=ANA, page_size=page_size)
        assert [message.body for message in listed] == ["6", "5", "4", "3", "2", "1", "0"]
    limited = await twilio.messages.list_async(limit=2)
    assert [message.body for message in limited] == ["other", "6"]


async def test_a_page_stays_put_while_newer_messages_come_and_can_be_turned_back(
    twilio: Any,
) -> None:
    for number in range(4):
        await twilio.messages.create_async(to=ANA, from_=MAGIC, body=str(number))
    first = await twilio.messages.page_async(page_size=2)
    assert [message.body for message in first] == ["3", "2"]
    await twilio.messages.create_async(to=ANA, from_=MAGIC, body="newer")
    second = await first.next_page_async()
    assert [message.body for message in second] == ["1", "0"]
    back = await second.previous_page_async()
    assert [message.body for message in back] == ["3", "2"]


async def test_the_list_filters_by_sender_and_by_when_it_was_sent(tmp_path: Path) -> None:
    clock = SettableClock(datetime(2027, 3, 10, 23, 0, tzinfo=UTC))
    async with running_phones(tmp_path, clock, inbound_webhook_url="http://127.0.0.1:9/") as phones:
        settings = phones.settings
        path = f"/2010-04-01/Accounts/{settings.account_sid}/Messages.json"
        auth = (settings.account_sid, settings.auth_token)
        for day in range(3):
            form = {"To": ANA, "From": MAGIC, "Body": str(day)}
            await phones.http.post(path, data=form, auth=auth)
            await phones.wait_for_text(ANA, partial(_delivered, body=str(day)))
            clock.advance(timedelta(days=1))
        await phones.reply(ANA, "C")

        async def bodies(**params: str) -> list[str]:
            answer = await phones.http.get(path, params=params, auth=auth)
            return [message["body"] for message in answer.json()["messages"]]

        assert await bodies(DateSent="2027-03-11") == ["1"]
        assert await bodies(**{"DateSent<": "2027-03-11"}) == ["1", "0"]
        assert await bodies(**{"DateSent>": "2027-03-11"}) == ["C", "2", "1"]
        assert await bodies(**{"DateSent>": "2027-03-11T23:00:01Z"}) == ["C", "2"]
        assert await bodies(From=ANA) == ["C"]
        assert await bodies(To=settings.number) == ["C"]
        refused = await phones.http.get(path, params={"DateSent": "soon"}, auth=auth)
        assert (refused.status_code, refused.json()["code"]) == (400, 20001)


def _delivered(text: dict[str, Any], body: str) -> bool:
    return (text["body"], text["status"]) == (body, "delivered")


async def test_only_a_scheduled_message_can_be_canceled(phones: RunningPhones, twilio: Any) -> None:
    service = phones.settings.messaging_service_sid
    scheduled = await twilio.messages.create_async(
        to=ANA,
        messaging_service_sid=service,
        body="Later",
        schedule_type="fixed",
        send_at=datetime.now(UTC) + timedelta(hours=1),
    )
    assert scheduled.status == "scheduled"
    canceled = await twilio.messages(scheduled.sid).update_async(status="canceled")
    assert canceled.status == "canceled"
    with pytest.raises(TwilioRestException) as caught:
        await twilio.messages(scheduled.sid).update_async(status="canceled")
    assert caught.value.code == 30409


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"schedule_type": "fixed", "send_at": "2020-01-01T00:00:00Z"}, 35111),
        ({"schedule_type": "fixed", "send_at": "soon"}, 35111),
        ({"schedule_type": "fixed"}, 35111),
        ({"send_at": "2020-01-01T00:00:00Z"}, 35114),
        ({"schedule_type": "fixed", "messaging_service_sid": "", "from_": MAGIC}, 35118),
    ],
)
async def test_a_schedule_out_of_twilios_rules_is_refused(
    phones: RunningPhones, twilio: Any, params: dict[str, str], code: int
) -> None:
    service = {"messaging_service_sid": phones.settings.messaging_service_sid}
    with pytest.raises(TwilioRestException) as caught:
        await twilio.messages.create_async(**{"to": ANA, "body": "Later", **service, **params})
    assert caught.value.code == code


async def test_a_scheduled_message_goes_when_the_sandboxs_clock_says_so(tmp_path: Path) -> None:
    clock = SettableClock(datetime(2027, 3, 10, 12, 0, tzinfo=UTC))
    async with running_phones(tmp_path, clock) as phones:
        settings = phones.settings
        await phones.http.post(
            f"/2010-04-01/Accounts/{settings.account_sid}/Messages.json",
            auth=(settings.account_sid, settings.auth_token),
            data={
                "To": ANA,
                "MessagingServiceSid": settings.messaging_service_sid,
                "Body": "Later",
                "ScheduleType": "fixed",
                "SendAt": "2027-03-10T13:00:00Z",
            },
        )
        await phones.http.post("/api/clock/advance", json={"seconds": 3599})
        assert [text["status"] for text in await phones.texts(ANA)] == ["scheduled"]
        await phones.http.post("/api/clock/advance", json={"seconds": 1})
        await phones.wait_for_text(ANA, lambda text: text["status"] == "delivered")


async def test_a_message_on_its_way_can_be_neither_redacted_nor_deleted(
    tmp_path: Path,
) -> None:
    async with running_phones(tmp_path, step_seconds=60) as phones:
        settings = phones.settings
        auth = (settings.account_sid, settings.auth_token)
        path = f"/2010-04-01/Accounts/{settings.account_sid}/Messages"
        form = {"To": ANA, "From": MAGIC, "Body": "Hi"}
        sid = (await phones.http.post(f"{path}.json", data=form, auth=auth)).json()["sid"]
        redact = await phones.http.post(f"{path}/{sid}.json", data={"Body": ""}, auth=auth)
        delete = await phones.http.delete(f"{path}/{sid}.json", auth=auth)
        assert [redact.json()["code"], delete.json()["code"]] == [20009, 20009]


async def test_an_unknown_sid_is_20404(twilio: Any) -> None:
    with pytest.raises(TwilioRestException) as caught:
        await twilio.messages("SM" + "0" * 32).fetch_async()
    assert (caught.value.status, caught.value.code) == (404, 20404)


async def test_two_hundred_messages_at_once_are_all_delivered(
    phones: RunningPhones, twilio: Any
) -> None:
    numbers = [f"+1310555{number:04d}" for number in range(200)]
    await asyncio.gather(
        *(twilio.messages.create_async(to=number, from_=MAGIC, body="Hi") for number in numbers)
    )

    async def all_delivered() -> bool:
        texts = (await phones.http.get("/api/texts", params={"limit": 1000})).json()
        return len(texts) == 200 and all(text["status"] == "delivered" for text in texts)

    assert await eventually(all_delivered, within_seconds=20)
