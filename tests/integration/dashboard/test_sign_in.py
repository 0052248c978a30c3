"""Who may come in, and for how long."""

from datetime import timedelta

import psycopg
import pytest
from redis.asyncio import Redis

from services.dashboard.domain.lockout import REST, TRIES
from services.dashboard.pages.gate import SIGN_IN
from services.dashboard.settings import DashboardSettings
from shared.auth import Role
from shared.clock import SettableClock
from shared.db import Database
from tests.integration.dashboard.browser import PART, Visitor, form_token
from tests.integration.dashboard.conftest import PASSWORD, SECRET, AddStaff

EMAIL = "desk@example.org"


async def is_in(visitor: Visitor) -> bool:
    return (await visitor.get("/")).status_code == 200


async def audited(db: Database) -> list[str]:
    async with db.transaction() as conn:
        cursor = await conn.execute("select action from audit_entry order by id")
        return [row[0] for row in await cursor.fetchall()]


async def test_the_right_password_opens_the_day(
    browser: Visitor, add_staff: AddStaff, db: Database
) -> None:
    await add_staff()
    answer = await browser.sign_in(" Desk@Example.org", PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Robin Reyes" in (await browser.get("/")).text
    assert await audited(db) == ["signed_in", "day_viewed"]


@pytest.mark.parametrize("path", ["/", "/alerts", "/patients/p", "/parts/visits?day=2027-03-08"])
async def test_without_a_session_every_page_leads_to_the_sign_in(
    browser: Visitor, path: str
) -> None:
    answer = await browser.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, SIGN_IN)


@pytest.mark.parametrize("locked", [False, True])
async def test_a_stream_without_an_open_session_is_told_to_end(
    browser: Visitor,
    add_staff: AddStaff,
    clock: SettableClock,
    settings: DashboardSettings,
    locked: bool,
) -> None:
    """A page that was left open asks for it again and again; it could not show a form."""
    if locked:
        await add_staff()
        await browser.sign_in(EMAIL, PASSWORD)
        clock.advance(timedelta(minutes=settings.session_idle_minutes))
    answer = await browser.get("/live")
    assert (answer.status_code, answer.text) == (204, "")


async def test_a_part_without_a_session_sends_the_whole_page_to_the_sign_in(
    browser: Visitor,
) -> None:
    answer = await browser.part("/parts/panels")
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, SIGN_IN)


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    browser: Visitor, add_staff: AddStaff, db: Database
) -> None:
    await add_staff()
    wrong = await browser.sign_in(EMAIL, "not the password")
    unknown = await browser.sign_in("nobody@example.org", "not the password")
    assert wrong.status_code == unknown.status_code == 422
    assert strip(wrong.text, EMAIL) == strip(unknown.text, "nobody@example.org")
    assert not await is_in(browser)
    assert await audited(db) == ["sign_in_failed", "sign_in_failed"]


def strip(page: str, email: str) -> str:
    return page.replace(email, "").replace(form_token(page), "")


async def test_after_five_wrong_tries_even_the_right_password_waits(
    browser: Visitor, add_staff: AddStaff, clock: SettableClock
) -> None:
    await add_staff()
    for _ in range(TRIES):
        await browser.sign_in(EMAIL, "not the password")
    assert (await browser.sign_in(EMAIL, PASSWORD)).status_code == 422
    clock.advance(REST)
    assert (await browser.sign_in(EMAIL, PASSWORD)).status_code == 303


async def test_a_session_idles_out(
    robin: Visitor, clock: SettableClock, settings: DashboardSettings
) -> None:
    clock.advance(timedelta(minutes=settings.session_idle_minutes - 1))
    assert await is_in(robin)
    clock.advance(timedelta(minutes=settings.session_idle_minutes))
    assert not await is_in(robin)


async def test_a_page_that_follows_events_keeps_nobody_signed_in(
    robin: Visitor, clock: SettableClock, settings: DashboardSettings
) -> None:
    clock.advance(timedelta(minutes=settings.session_idle_minutes - 1))
    assert (await robin.part("/parts/panels")).status_code == 200
    clock.advance(timedelta(minutes=1))
    assert (await robin.part("/parts/panels")).status_code == 401


async def test_the_longest_session_ends_however_busy(
    robin: Visitor, clock: SettableClock, settings: DashboardSettings
) -> None:
    step = timedelta(minutes=settings.session_idle_minutes - 1)
    for _ in range(int(timedelta(hours=settings.session_longest_hours) / step)):
        clock.advance(step)
        assert await is_in(robin)
    clock.advance(step)
    assert not await is_in(robin)


async def test_when_redis_forgets_one_signs_in_again(robin: Visitor, redis: Redis) -> None:
    await redis.flushall()
    assert not await is_in(robin)


async def test_redis_holds_neither_the_cookie_nor_a_name(robin: Visitor, redis: Redis) -> None:
    session_id = robin.client.cookies["desk-session"]
    (key,) = [key async for key in redis.scan_iter("*session*")]
    assert session_id not in key
    held = str(await redis.get(key))
    assert session_id not in held
    assert "Robin" not in held


async def test_signing_out_ends_the_session(robin: Visitor, db: Database) -> None:
    cookie = robin.client.cookies["desk-session"]
    await robin.post("/sign-out")
    robin.client.cookies.set("desk-session", cookie)
    assert not await is_in(robin)
    assert "signed_out" in await audited(db)


@pytest.mark.parametrize("token", ["", "forged.0123", None])
async def test_a_form_without_its_token_is_refused(robin: Visitor, token: str | None) -> None:
    fields = {} if token is None else {"csrf_token": token}
    answer = await robin.client.post("/sign-out", data=fields)
    assert answer.status_code == 403
    assert await is_in(robin)


async def test_another_sessions_token_is_refused(
    robin: Visitor, add_staff: AddStaff, browser: Visitor
) -> None:
    theirs = form_token((await robin.get("/")).text)
    await add_staff(Role.OWNER, "owner@example.org")
    robin.client.cookies.clear()
    await browser.sign_in("owner@example.org", PASSWORD)
    answer = await browser.client.post("/sign-out", data={"csrf_token": theirs}, headers=PART)
    assert answer.status_code == 403


async def test_cookies_are_kept_from_scripts_and_other_sites(
    browser: Visitor, add_staff: AddStaff
) -> None:
    await add_staff()
    cookie = (await browser.sign_in(EMAIL, PASSWORD)).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


async def test_pages_allow_no_foreign_or_inline_code_and_no_copy(robin: Visitor) -> None:
    answer = await robin.get("/")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "statement",
    ["update audit_entry set action = 'x'", "delete from audit_entry", "truncate audit_entry"],
)
async def test_the_audit_log_cannot_be_changed(
    robin: Visitor, db: Database, statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with db.transaction() as conn:
            await conn.execute(statement)


def test_production_insists_on_https_and_a_real_secret() -> None:
    with pytest.raises(ValueError, match="https"):
        DashboardSettings(environment="production", service_secret=SECRET, session_secret=SECRET)
    with pytest.raises(ValueError, match="MERIDIAN_DASHBOARD_SESSION_SECRET"):
        DashboardSettings(
            environment="production", service_secret=SECRET, public_url="https://desk.example"
        )


@pytest.mark.parametrize(
    "said", [{"time_zone": "America/New_York"}, {"practice_name": "Elm"}, {"practice_name": " "}]
)
def test_production_never_guesses_the_name_or_the_zone_of_the_practice(
    said: dict[str, str],
) -> None:
    with pytest.raises(ValueError, match="MERIDIAN_DASHBOARD_PRACTICE_NAME"):
        DashboardSettings.model_validate(
            {
                "environment": "production",
                "service_secret": SECRET,
                "session_secret": SECRET,
                "public_url": "https://desk.example",
                **said,
            }
        )
