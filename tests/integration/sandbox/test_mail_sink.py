"""The mail sink's page: it shows what came, and trusts none of it."""

from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import httpx
import pytest

from sandbox.mails.app import create_app
from sandbox.mails.settings import MailsSettings
from shared.clock import SettableClock
from tests.support.facts import NOW

EVIL = "<script>alert(1)</script>"


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    settings = MailsSettings(smtp_port=0, data_directory=tmp_path)
    app = create_app(settings, SettableClock(NOW))
    async with app.router.lifespan_context(app):
        port = app.state.smtp.sockets[0].getsockname()[1]
        await aiosmtplib.send(mail(), hostname="127.0.0.1", port=port)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://mails") as http:
            yield http


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Lin Center <visits@clinic.example>"
    message["To"] = "ana@example.com"
    message["Subject"] = f"Your visit {EVIL}"
    message["Message-ID"] = "<1@clinic.example>"
    message.set_content(f"Hello {EVIL}")
    message.add_alternative(f"<p>Hello</p>{EVIL}", subtype="html")
    message.add_attachment(
        b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="visit.ics"
    )
    return message


async def test_the_list_and_the_e_mail_run_nothing_of_what_came(sink: httpx.AsyncClient) -> None:
    for path in ("/", "/mails/1"):
        page = await sink.get(path)
        assert EVIL not in page.text
        assert "&lt;script&gt;" in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]


async def test_the_preview_is_a_frame_that_may_do_nothing(sink: httpx.AsyncClient) -> None:
    assert '<iframe class="preview" sandbox ' in (await sink.get("/mails/1")).text
    policy = (await sink.get("/mails/1/html")).headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")


async def test_the_calendar_file_is_downloaded(sink: httpx.AsyncClient) -> None:
    file = await sink.get("/mails/1/visit.ics")
    assert file.content == b"BEGIN:VCALENDAR"
    assert file.headers["content-disposition"] == 'attachment; filename="visit.ics"'
    assert (await sink.get("/mails/2/visit.ics")).status_code == 404


async def test_a_fault_is_ordered_on_the_page_and_shown_until_it_is_cleared(
    sink: httpx.AsyncClient,
) -> None:
    await sink.post("/faults", data={"kind": "451", "times": "3"})
    assert "451 Try again later (greylisted), 3 left" in (await sink.get("/")).text
    await sink.post("/faults/clear")
    assert "Waiting to happen" not in (await sink.get("/")).text


async def test_what_came_stays_over_a_restart(sink: httpx.AsyncClient, tmp_path: Path) -> None:
    settings = MailsSettings(smtp_port=0, data_directory=tmp_path)
    app = create_app(settings, SettableClock(NOW))
    async with app.router.lifespan_context(app):
        [kept] = app.state.mailbox.list_to("ana@example.com")
    assert (kept.message_id, kept.received_at) == ("<1@clinic.example>", NOW)
