"""STOP, START and HELP on the simulator, as a US long code has them."""

from pathlib import Path
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.support.phones import RunningPhones, running_phones
from tests.support.webhooks import WebhookReceiver

ANA = "+13105550142"


async def carrier_answers(phones: RunningPhones) -> list[str]:
    texts = await phones.texts(ANA)
    return [text["body"] for text in texts if text["direction"] == "carrier"]


async def opted_out(phones: RunningPhones) -> bool:
    (handset,) = (await phones.http.get("/api/phones")).json()
    return bool(handset["opted_out"])


@pytest.mark.parametrize(
    "word",
    [
        "STOP",
        "stop",
        " Stop\n",
        "STOPALL",
        "unsubscribe",
        "CANCEL",
        "End",
        "QUIT",
        "revoke",
        "OPTOUT",
    ],
)
async def test_a_stop_word_blocks_and_still_reaches_the_webhook(
    phones: RunningPhones, twilio: Any, clinic: WebhookReceiver, word: str
) -> None:
    await phones.reply(ANA, word)
    (call,) = await clinic.wait_for(1)
    assert call.params["Body"] == word
    assert "OptOutType" not in call.params
    (answer,) = await carrier_answers(phones)
    assert "unsubscribed" in answer
    with pytest.raises(TwilioRestException) as caught:
        await twilio.messages.create_async(to=ANA, from_=phones.settings.number, body="Hi")
    assert (caught.value.status, caught.value.code) == (400, 21610)


@pytest.mark.parametrize(
    "words", ["STOP PLEASE", "please cancel", "the pain won't stop", "stop.", "opt out", "7"]
)
async def test_only_a_whole_message_is_a_keyword(
    phones: RunningPhones, twilio: Any, words: str
) -> None:
    await phones.reply(ANA, words)
    assert await carrier_answers(phones) == []
    await twilio.messages.create_async(to=ANA, from_=phones.settings.number, body="Hi")


@pytest.mark.parametrize("word", ["START", "yes", "Unstop"])
async def test_a_start_word_undoes_it(phones: RunningPhones, twilio: Any, word: str) -> None:
    await phones.reply(ANA, "STOP")
    await phones.reply(ANA, word)
    assert not await opted_out(phones)
    assert "re-subscribed" in (await carrier_answers(phones))[-1]
    await twilio.messages.create_async(to=ANA, from_=phones.settings.number, body="Hi")


async def test_the_carrier_answers_a_change_once_and_every_help(phones: RunningPhones) -> None:
    for word in ["YES", "STOP", "stop", "HELP", "info", "START", "start"]:
        await phones.reply(ANA, word)
    kinds = [answer.split()[:2] for answer in await carrier_answers(phones)]
    assert kinds == [["You", "have"], ["Reply", "STOP"], ["Reply", "STOP"], ["You", "have"]]


async def test_the_carriers_answers_are_no_messages_of_the_account(
    phones: RunningPhones, twilio: Any
) -> None:
    await phones.reply(ANA, "STOP")
    listed = await twilio.messages.list_async()
    assert [(message.direction, message.body) for message in listed] == [("inbound", "STOP")]


async def test_what_a_blocked_phone_did_not_get_shows_on_its_page_only(
    phones: RunningPhones, twilio: Any
) -> None:
    await phones.reply(ANA, "STOP")
    with pytest.raises(TwilioRestException):
        await twilio.messages.create_async(to=ANA, from_=phones.settings.number, body="Hi")
    kept = (await phones.texts(ANA))[-1]
    assert (kept["direction"], kept["status"], kept["error_code"]) == ("refused", "blocked", 21610)
    assert len(await twilio.messages.list_async()) == 1


async def test_a_text_already_taken_fails_when_the_patient_stops_first(tmp_path: Path) -> None:
    async with running_phones(tmp_path, step_seconds=1) as phones:  # STOP comes before a step
        settings = phones.settings
        taken = await phones.http.post(
            f"/2010-04-01/Accounts/{settings.account_sid}/Messages.json",
            data={"To": ANA, "MessagingServiceSid": settings.messaging_service_sid, "Body": "Hi"},
            auth=(settings.account_sid, settings.auth_token),
        )
        assert taken.status_code == 201
        await phones.reply(ANA, "STOP")
        failed = await phones.wait_for_text(ANA, lambda text: text["status"] == "failed")
    assert failed["error_code"] == 21610
