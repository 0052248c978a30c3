"""What the SDK does by itself, and must not do here: over real HTTP, with a carrier that answers at will."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI, Request, Response

from sandbox.servers.ports import free_ports
from services.notify.carrier import Accepted, Outgoing, Refused, Twilio
from services.notify.domain.carrier_errors import ErrorClass
from shared.ids import new_id
from tests.support.serving import serving

TAKEN = Response('{"sid": "SM1", "status": "queued"}', 201, media_type="application/json")


@dataclass
class Answering:
    """Answers every request alike, and keeps the forms."""

    answer: Response
    forms: list[dict[str, str]] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/{path:path}")
        async def take(request: Request) -> Response:
            self.forms.append({name: str(value) for name, value in (await request.form()).items()})
            return self.answer

        return app


@asynccontextmanager
async def to(api_url: str) -> AsyncIterator[Twilio]:
    twilio = Twilio(
        account_sid="AC" + "5" * 32,
        auth_token="development-only",
        sender="+13105550100",
        status_url="https://clinic.example/twilio/status",
        timeout_seconds=2,
        api_url=api_url,
    )
    async with aclosing(twilio):
        yield twilio


def text(useful_for: timedelta = timedelta(hours=6)) -> Outgoing:
    return Outgoing(new_id(), new_id(), "+13105550111", "See you then.", useful_for)


@pytest.mark.parametrize(
    ("useful_for", "seconds"),
    [
        (timedelta(hours=6), "3600"),
        (timedelta(minutes=20), "1200"),
        (timedelta(milliseconds=10), "1"),
    ],
)
async def test_no_text_is_delivered_hours_late(useful_for: timedelta, seconds: str) -> None:
    carrier = Answering(TAKEN)
    async with serving(carrier.app()) as url, to(url) as twilio:
        await twilio.send(text(useful_for))
    assert [form["ValidityPeriod"] for form in carrier.forms] == [seconds]


async def test_reports_come_back_with_our_ids_and_nothing_about_the_patient() -> None:
    carrier, outgoing = Answering(TAKEN), text()
    async with serving(carrier.app()) as url, to(url) as twilio:
        assert await twilio.send(outgoing) == Accepted("SM1", "queued")
    [form] = carrier.forms
    assert parse_qs(urlsplit(form["StatusCallback"]).query) == {
        "text": [str(outgoing.text_id)],
        "attempt": [str(outgoing.attempt_id)],
    }


@pytest.mark.parametrize(
    "answer",
    [
        Response("<html>Bad gateway</html>", 502, media_type="text/html"),
        Response('{"code": 20500, "message": "?", "status": 500}', 500),
        Response("[]", 503),
        Response("not json", 201),
    ],
)
async def test_s36_an_answer_that_tells_nothing_is_looked_up_and_never_posted_again(
    answer: Response,
) -> None:
    carrier = Answering(answer)
    async with serving(carrier.app()) as url, to(url) as twilio:
        outcome = await twilio.send(text())
    assert isinstance(outcome, Refused)
    assert outcome.error.error_class is ErrorClass.AMBIGUOUS
    assert len(carrier.forms) == 1


async def test_a_carrier_nobody_could_reach_has_not_got_the_text() -> None:
    async with to(f"http://127.0.0.1:{free_ports(1)[0]}") as twilio:
        outcome = await twilio.send(text())
    assert isinstance(outcome, Refused)
    assert outcome.error.error_class is ErrorClass.RETRY


async def test_stray_variables_do_not_send_texts_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    carrier = Answering(TAKEN)
    async with serving(carrier.app()) as url, to(url) as twilio:
        assert isinstance(await twilio.send(text()), Accepted)
