"""One's own account: the password, the sessions, and the lock over an idle page."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from redis.asyncio import Redis

from services.dashboard.domain.lockout import TRIES
from services.dashboard.pages.desk import Desk
from services.dashboard.settings import DashboardSettings
from services.dashboard.store.attempts import FAILURES, WINDOW
from shared.clock import SettableClock
from shared.redis import connect
from tests.integration.dashboard.browser import PART, Visitor, form_token
from tests.integration.dashboard.conftest import PASSWORD, AddStaff

EMAIL = "desk@example.org"
NEW = "another long password"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"


@pytest.fixture
async def elsewhere(app: FastAPI, robin: Visitor, clock: SettableClock) -> Visitor:
    """Robin, on a second machine, a minute later."""
    clock.advance(timedelta(minutes=1))
    client = AsyncClient(
        transport=ASGITransport(app), base_url="http://desk", headers={"user-agent": FIREFOX}
    )
    visitor = Visitor(client)
    await visitor.sign_in(EMAIL, PASSWORD)
    clock.advance(timedelta(minutes=1))
    return visitor


async def is_in(visitor: Visitor) -> bool:
    return (await visitor.get("/")).status_code == 200


async def change_password(robin: Visitor, old: str, new: str, again: str | None = None) -> int:
    answer = await robin.post(
        "/account/password", page="/account", old=old, password=new, again=again or new
    )
    return answer.status_code


async def test_a_changed_password_signs_out_everywhere_else(
    robin: Visitor, elsewhere: Visitor
) -> None:
    assert await change_password(robin, PASSWORD, NEW) == 303
    assert await is_in(robin)
    assert not await is_in(elsewhere)
    assert (await elsewhere.sign_in(EMAIL, PASSWORD)).status_code == 422
    assert (await elsewhere.sign_in(EMAIL, NEW)).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("guess", NEW, NEW), (PASSWORD, "short", "short"), (PASSWORD, NEW, "something else")],
)
async def test_a_password_that_cannot_be_changed_stays(
    robin: Visitor, old: str, new: str, again: str
) -> None:
    assert await change_password(robin, old, new, again) == 422
    assert (await robin.sign_in(EMAIL, PASSWORD)).status_code == 303


async def test_guessing_the_old_password_locks_the_account(robin: Visitor) -> None:
    for _ in range(TRIES):
        assert await change_password(robin, "guess", NEW) == 422
    assert await change_password(robin, PASSWORD, NEW) == 422


async def test_sessions_are_listed_and_one_can_be_ended(robin: Visitor, elsewhere: Visitor) -> None:
    page = (await robin.get("/account")).text
    assert "Firefox on Linux" in page
    (action,) = [
        line.split('action="')[1].split('"')[0]
        for line in page.splitlines()
        if "/account/sessions/" in line and "end-others" not in line
    ]
    await robin.post(action, page="/account")
    assert not await is_in(elsewhere)
    assert await is_in(robin)


async def test_nobody_ends_the_session_of_another(
    robin: Visitor, add_staff: AddStaff, app: FastAPI, desk: Desk
) -> None:
    staff_id = await add_staff(email="other@example.org")
    other = Visitor(AsyncClient(transport=ASGITransport(app), base_url="http://desk"))
    await other.sign_in("other@example.org", PASSWORD)
    (theirs,) = await desk.sessions.list_of(staff_id)
    await robin.post(f"/account/sessions/{theirs.name}/end", page="/account")
    assert await is_in(other)


async def test_everywhere_else_is_over_even_while_redis_is_away(
    robin: Visitor, elsewhere: Visitor, desk: Desk
) -> None:
    away = connect("redis://127.0.0.1:1/0")
    object.__setattr__(desk.sessions, "_redis", away)
    await robin.post("/account/sessions/end-others", page="/account")
    assert await is_in(robin)
    assert not await is_in(elsewhere)
    await away.aclose()


async def unlock(robin: Visitor, page: str, password: str) -> int:
    fields = {"csrf_token": form_token(page), "password": password}
    return (await robin.client.post("/unlock", data=fields, headers=PART)).status_code


async def test_an_idle_page_is_locked_and_its_form_works_after_the_password(
    robin: Visitor, clock: SettableClock, settings: DashboardSettings
) -> None:
    page = (await robin.get("/account")).text
    clock.advance(timedelta(minutes=settings.session_idle_minutes))
    part = await robin.part("/parts/panels")
    assert (part.status_code, part.headers["hx-trigger"]) == (401, "desk-locked")
    assert not await is_in(robin)
    assert await unlock(robin, page, "guess") == 422
    assert await unlock(robin, page, PASSWORD) == 204
    sent = await robin.client.post("/sign-out", data={"csrf_token": form_token(page)})
    assert sent.status_code == 303


async def test_a_lock_takes_no_endless_guesses(
    robin: Visitor, clock: SettableClock, settings: DashboardSettings
) -> None:
    page = (await robin.get("/")).text
    clock.advance(timedelta(minutes=settings.session_idle_minutes))
    for _ in range(TRIES):
        assert await unlock(robin, page, "guess") == 422
    assert await unlock(robin, page, PASSWORD) == 422


async def test_typing_keeps_the_page_open_and_a_page_alone_does_not(
    robin: Visitor, clock: SettableClock, settings: DashboardSettings
) -> None:
    token = form_token((await robin.get("/")).text)
    almost = timedelta(minutes=settings.session_idle_minutes - 1)
    clock.advance(almost)
    touched = await robin.client.post("/presence", data={"csrf_token": token}, headers=PART)
    assert touched.status_code == 204
    clock.advance(almost)
    assert (await robin.part("/presence")).status_code == 204
    clock.advance(timedelta(minutes=1))
    assert (await robin.part("/presence")).headers["hx-trigger"] == "desk-locked"


async def test_one_address_has_so_many_tries_whoever_it_tries(
    browser: Visitor, add_staff: AddStaff, clock: SettableClock
) -> None:
    await add_staff()
    for number in range(FAILURES):
        answer = await browser.sign_in(f"guess{number}@example.org", "not the password")
        assert answer.status_code == 422
    assert (await browser.sign_in(EMAIL, PASSWORD)).status_code == 429
    clock.advance(WINDOW)
    assert (await browser.sign_in(EMAIL, PASSWORD)).status_code == 303


async def test_the_limit_of_an_address_holds_without_redis_and_keeps_no_address(
    browser: Visitor, add_staff: AddStaff, desk: Desk, redis: Redis
) -> None:
    await add_staff()
    await browser.sign_in(EMAIL, "not the password")
    assert not [key async for key in redis.scan_iter("*127.0.0.1*")]
    away = connect("redis://127.0.0.1:1/0")
    object.__setattr__(desk.attempts, "_redis", away)
    for number in range(FAILURES - 1):
        await browser.sign_in(f"guess{number}@example.org", "not the password")
    assert (await browser.sign_in(EMAIL, PASSWORD)).status_code == 429
    await away.aclose()
