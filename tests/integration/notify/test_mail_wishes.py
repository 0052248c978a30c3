"""What people say about e-mails: by the link in one, to staff, and by being forgotten."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from services.notify.pages import create_pages
from shared.events.patients import PatientErased
from tests.integration.notify.mails import ANAS_ADDRESS, LINKS, MailWorld, without_texts
from tests.integration.notify.visits import STARTS_AT, booked
from tests.support.facts import NOW
from tests.support.patients import ANA

REMINDED = STARTS_AT - timedelta(days=2)
LATER = STARTS_AT + timedelta(days=7)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@asynccontextmanager
async def browser(post: MailWorld) -> AsyncIterator[httpx.AsyncClient]:
    pages = create_pages(post.world.db, post.world.clock, LINKS, "310-555-0100")
    transport = httpx.ASGITransport(pages)
    async with httpx.AsyncClient(transport=transport, base_url="https://clinic.example") as http:
        yield http


async def reminded(post: MailWorld) -> str:
    """The path of the link in a reminder."""
    await post.world.hear(without_texts(), booked(), booked(appointment_id="2", starts_at=LATER))
    post.at(REMINDED)
    await post.send_due()
    [reminder] = [mail for mail in post.office.mails if mail.stop_link]
    return urlsplit(reminder.stop_link).path


async def reminders_after_a_week(post: MailWorld) -> int:
    before = len(post.office.mails)
    post.at(LATER - timedelta(days=2))
    await post.send_due()
    return len(post.office.mails) - before


async def test_looking_at_the_link_ends_nothing(post: MailWorld) -> None:
    path = await reminded(post)
    async with browser(post) as http:
        answer = await http.get(path)
    assert "No more reminders by e-mail?" in answer.text
    assert ANAS_ADDRESS not in answer.text
    assert await reminders_after_a_week(post) == 1


async def test_one_click_ends_reminders_and_nothing_else(post: MailWorld) -> None:
    path = await reminded(post)
    async with browser(post) as http:
        answer = await http.post(path, data=ONE_CLICK)
    assert answer.status_code == 200, "a redirect loses the POST in some mail programs"
    assert await reminders_after_a_week(post) == 0
    assert "no_consent" in {text.reason for text in await post.world.texts("reminder")}
    await post.world.hear(booked(appointment_id="3", starts_at=LATER + timedelta(days=7)))
    await post.send_due()
    assert "booked for" in post.office.mails[-1].text


@pytest.mark.parametrize(
    ("asked", "said"), [("?lang=es", "No más recordatorios"), ("?lang=zh", "已停止提醒")]
)
async def test_the_page_speaks_the_language_that_is_chosen(
    post: MailWorld, asked: str, said: str
) -> None:
    path = await reminded(post)
    async with browser(post) as http:
        assert said in (await http.post(path + asked)).text


async def test_a_link_that_was_guessed_or_cut_off_leads_nowhere(post: MailWorld) -> None:
    path = await reminded(post)
    async with browser(post) as http:
        for wrong in (path[:-1], path[:-1] + "x", "/mail/nothing", path + "0"):
            for method in ("GET", "POST"):
                assert (await http.request(method, wrong)).status_code == 404
    assert await reminders_after_a_week(post) == 1


async def test_who_is_forgotten_leaves_no_address(post: MailWorld) -> None:
    path = await reminded(post)
    async with browser(post) as http:
        await http.post(path)
    await post.world.hear(PatientErased(patient_id=ANA, erased_at=NOW))
    for table in ("text", "mail_consent_entry", "unusable_address"):
        query = f"select count(*) from {table} where address is not null"  # noqa: S608
        assert await post.world.rows(query) == [(0,)]
    async with browser(post) as http:
        assert (await http.get(path)).status_code == 404
