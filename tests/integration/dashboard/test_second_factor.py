"""The second factor from the first picture to the last recovery code."""

import re
from datetime import timedelta

import pyotp
import pytest

from services.dashboard.domain.lockout import TRIES
from services.dashboard.domain.second_factor import RECOVERY_CODES, STEP_SECONDS
from services.dashboard.pages.pending import LIFETIME
from shared.clock import SettableClock
from shared.db import Database
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD

EMAIL = "desk@example.org"
STEP = timedelta(seconds=STEP_SECONDS)


async def set_up(robin: Visitor, clock: SettableClock) -> tuple[pyotp.TOTP, list[str]]:
    """The app on Robin's phone, and the recovery codes on paper."""
    shown = await robin.post("/account/second-factor", page="/account", factor_password=PASSWORD)
    secret = re.search(r'<code class="secret">([A-Z2-7]+)</code>', shown.text)
    assert secret, shown.text
    app = pyotp.TOTP(secret[1])
    kept = await robin.post(
        "/account/second-factor/confirm", page="/account", code=app.at(clock.now())
    )
    codes = re.findall(r"<code>([A-Z2-7-]{19})</code>", kept.text)
    clock.advance(STEP)  # the code that confirmed it is used
    return app, codes


async def sign_in(browser: Visitor, code: str) -> int:
    browser.client.cookies.clear()
    answer = await browser.sign_in(EMAIL, PASSWORD)
    assert answer.headers["location"] == "/sign-in/code"
    assert (await browser.get("/")).status_code == 303  # the password alone opens nothing
    return (await browser.post("/sign-in/code", page="/sign-in/code", code=code)).status_code


async def test_signing_in_then_takes_the_password_and_the_code(
    robin: Visitor, clock: SettableClock
) -> None:
    app, _ = await set_up(robin, clock)
    assert await sign_in(robin, "000000") == 422
    assert await sign_in(robin, app.at(clock.now())) == 303
    assert (await robin.get("/")).status_code == 200


async def test_a_code_seen_over_the_shoulder_is_used_up(
    robin: Visitor, clock: SettableClock
) -> None:
    app, _ = await set_up(robin, clock)
    code = app.at(clock.now())
    assert await sign_in(robin, code) == 303
    assert await sign_in(robin, code) == 422


async def test_each_recovery_code_opens_the_door_once(robin: Visitor, clock: SettableClock) -> None:
    _, codes = await set_up(robin, clock)
    assert len(codes) == RECOVERY_CODES
    assert await sign_in(robin, codes[0].lower()) == 303
    assert "9 recovery codes are left" in (await robin.get("/account")).text
    assert await sign_in(robin, codes[0]) == 422


async def test_the_secret_counts_only_once_a_code_has_confirmed_it(
    robin: Visitor, db: Database
) -> None:
    await robin.post("/account/second-factor", page="/account", factor_password=PASSWORD)
    robin.client.cookies.clear()
    assert (await robin.sign_in(EMAIL, PASSWORD)).headers["location"] == "/"


async def test_it_takes_the_password_to_turn_it_on_or_off(
    robin: Visitor, clock: SettableClock
) -> None:
    refused = await robin.post("/account/second-factor", page="/account", factor_password="guess")
    assert refused.status_code == 422
    await set_up(robin, clock)
    for password, status in (("guess", 422), (PASSWORD, 303)):
        answer = await robin.post(
            "/account/second-factor/remove", page="/account", factor_password=password
        )
        assert answer.status_code == status
    robin.client.cookies.clear()
    assert (await robin.sign_in(EMAIL, PASSWORD)).headers["location"] == "/"


async def test_wrong_codes_lock_the_account_like_wrong_passwords(
    robin: Visitor, clock: SettableClock
) -> None:
    """And the right password in between gives no tries back."""
    app, _ = await set_up(robin, clock)
    for _ in range(TRIES):
        assert await sign_in(robin, "000000") == 422
    robin.client.cookies.clear()
    assert (await robin.sign_in(EMAIL, PASSWORD)).status_code == 422
    clock.advance(timedelta(minutes=15))
    assert await sign_in(robin, app.at(clock.now())) == 303


async def test_the_step_after_the_password_has_five_minutes(
    robin: Visitor, clock: SettableClock
) -> None:
    app, _ = await set_up(robin, clock)
    robin.client.cookies.clear()
    await robin.sign_in(EMAIL, PASSWORD)
    await robin.get("/sign-in/code")
    clock.advance(LIFETIME + timedelta(seconds=1))
    assert (await robin.get("/sign-in/code")).headers["location"] == "/sign-in"
    late = await robin.post("/sign-in/code", page="/sign-in", code=app.at(clock.now()))
    assert late.status_code == 422


@pytest.mark.parametrize("forged", ["", "x.y.z"])
async def test_a_forged_step_is_no_step(browser: Visitor, forged: str) -> None:
    browser.client.cookies.set("desk-pending", forged)
    for page in ("/sign-in/code", "/sign-in/password"):
        assert (await browser.get(page)).headers["location"] == "/sign-in"


async def test_recovery_codes_are_kept_as_hashes(
    robin: Visitor, clock: SettableClock, db: Database
) -> None:
    _, codes = await set_up(robin, clock)
    async with db.transaction() as conn:
        cursor = await conn.execute(
            "select string_agg(encode(code_hash, 'escape'), ' ') from recovery_code"
        )
        row = await cursor.fetchone()
    assert row is not None
    assert not any(code in row[0] or code.replace("-", "") in row[0] for code in codes)
