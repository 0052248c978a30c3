"""More of what Twilio's SDK does by itself, and of what must not get out through it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from importlib.metadata import version

import pytest
from fastapi import Response

from sandbox.servers.ports import LOOPBACK
from services.notify.carrier import CarrierAwayError, Outcome, Refused, Twilio
from services.notify.domain.carrier_errors import ErrorClass
from tests.integration.notify.test_twilio_client import TAKEN, Answering, text, to
from tests.support.facts import NOW
from tests.support.serving import serving

PHONE = "+13105550111"
SHORT_SECONDS = 0.3


def twilio(url: str, sender: str = "+13105550100") -> Twilio:
    return Twilio(
        account_sid="AC" + "5" * 32,
        auth_token="development-only",
        sender=sender,
        status_url="https://clinic.example/twilio/status",
        timeout_seconds=SHORT_SECONDS,
        api_url=url,
    )


@asynccontextmanager
async def wordless(*, hangs_up: bool) -> AsyncIterator[str]:
    """A carrier that reads and says nothing: it hangs up, or never does."""
    over = asyncio.Event()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        if not hangs_up:
            await over.wait()
        writer.close()

    server = await asyncio.start_server(hear, LOOPBACK, 0)
    yield f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}"
    over.set()
    server.close()
    await server.wait_closed()


def is_unknown(outcome: Outcome) -> bool:
    return isinstance(outcome, Refused) and outcome.error.error_class is ErrorClass.AMBIGUOUS


async def test_a_call_that_is_never_answered_ends_and_its_outcome_is_unknown() -> None:
    async with wordless(hangs_up=False) as url, aclosing(twilio(url)) as client:
        async with asyncio.timeout(SHORT_SECONDS * 60):
            assert is_unknown(await client.send(text()))


async def test_a_connection_cut_in_a_call_leaves_the_outcome_unknown() -> None:
    async with wordless(hangs_up=True) as url, aclosing(twilio(url)) as client:
        assert is_unknown(await client.send(text()))


@pytest.mark.parametrize(
    ("status", "code", "error_class"),
    [
        (429, 20429, ErrorClass.RETRY),
        (503, 20500, ErrorClass.AMBIGUOUS),
        (400, 21610, ErrorClass.OPT_OUT),
        (400, 99999, ErrorClass.CONFIGURATION),
    ],
)
async def test_an_error_in_the_newer_form_is_judged_by_its_code(
    status: int, code: int, error_class: ErrorClass
) -> None:
    body = f'{{"type": "about:blank", "title": "no", "status": {status}, "code": {code}}}'
    carrier = Answering(Response(body, status, media_type="application/problem+json"))
    async with serving(carrier.app()) as url, to(url) as client:
        outcome = await client.send(text())
    assert isinstance(outcome, Refused)
    assert outcome.error.error_class is error_class


async def test_nothing_is_asked_of_the_carrier_but_to_send_now() -> None:
    carrier = Answering(TAKEN)
    async with serving(carrier.app()) as url, to(url) as client:
        await client.send(text())
    assert [sorted(form) for form in carrier.forms] == [
        ["Body", "From", "StatusCallback", "To", "ValidityPeriod"]
    ]


async def test_a_messaging_service_sends_in_place_of_a_number() -> None:
    carrier, service = Answering(TAKEN), "MG" + "5" * 32
    async with serving(carrier.app()) as url, aclosing(twilio(url, service)) as client:
        await client.send(text())
    [form] = carrier.forms
    assert (form["MessagingServiceSid"], "From" in form) == (service, False)


async def test_the_sdk_writes_no_phone_into_the_logs_and_keeps_none(
    caplog: pytest.LogCaptureFixture,
) -> None:
    carrier = Answering(TAKEN)
    caplog.set_level(logging.DEBUG)
    async with serving(carrier.app()) as url, to(url) as client:
        await client.send(text())
        assert PHONE not in repr(vars(client._http))
        with pytest.raises(CarrierAwayError):
            await client.find(PHONE, "", since=NOW, besides=frozenset())
    logged = [r.getMessage() for r in caplog.records if not r.name.startswith("uvicorn")]
    assert PHONE.removeprefix("+") not in " ".join(logged)


async def test_what_the_carrier_says_of_a_number_is_not_passed_on() -> None:
    body = f'{{"code": 21211, "message": "{PHONE} is no phone", "status": 400}}'
    carrier = Answering(Response(body, 400, media_type="application/json"))
    async with serving(carrier.app()) as url, to(url) as client:
        outcome = await client.send(text())
    assert isinstance(outcome, Refused)
    assert (outcome.code, PHONE in repr(outcome)) == ("21211", False)


def test_aiohttp_is_older_than_the_version_that_breaks_the_sdk() -> None:
    assert int(version("aiohttp").split(".")[0]) < 4
