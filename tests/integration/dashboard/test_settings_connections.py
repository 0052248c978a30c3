"""Twilio, e-mail, webhooks, calendars and API keys under the settings."""

import re
from datetime import timedelta

import httpx
import pytest

from shared.auth import Role, verify_token
from shared.clock import SettableClock
from shared.db import Database
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import SECRET, FakeOwner
from tests.integration.dashboard.settings_shown import (
    ANSWER_ID,
    BOOKING,
    CARRIER,
    DELIVERY_ID,
    MAIL_SERVER,
    NOTIFY,
    WEBHOOK_ID,
)
from tests.support.facts import NOW

EMAIL = "/settings/email"
HOOKS = "/settings/webhooks"
KEYS = "/settings/keys"
CALENDARS = "/settings/calendars"


@pytest.fixture(autouse=True)
def shown(booking: FakeOwner, notify: FakeOwner) -> None:
    booking.shows.update(BOOKING)
    notify.shows.update(NOTIFY)


async def test_twilio_says_what_to_set_and_what_does_not_come_back(wei: Visitor) -> None:
    page = (await wei.get("/settings/twilio")).text
    for words in (
        "https://texts.example/twilio/inbound#rc=3&amp;rp=ct,rt,5xx",
        "AC55…5555",
        "No report has come back",
        "error 30007",
    ):
        assert words in page


async def test_a_test_text_goes_to_ones_own_phone(wei: Visitor, notify: FakeOwner) -> None:
    notify.answers = {"text_id": ANSWER_ID}
    fields = {"staff_id": "dr-lin", "request_id": ANSWER_ID}
    sent = await wei.post("/settings/twilio/test", page="/settings/twilio", **fields)
    assert sent.headers["location"] == f"/settings/tests/{ANSWER_ID}?back=/settings/twilio"
    notify.status, notify.code = 404, "no_such_phone"
    refused = await wei.post("/settings/twilio/test", page="/settings/twilio", **fields)
    assert "No phone is known of them" in refused.text
    assert str(CARRIER["status_url"]) in refused.text


async def test_the_mail_server_is_shown_with_its_last_error(
    wei: Visitor, notify: FakeOwner
) -> None:
    page = (await wei.get(EMAIL)).text
    assert "mail.harbor.example, port 587" in page
    assert "The last e-mail did not go" not in page
    later = (NOW + timedelta(minutes=1)).isoformat()
    refused = {"last_error_at": later, "last_error_class": "configuration"}
    notify.shows["email"] = MAIL_SERVER | refused | {"last_error_code": "535"}
    page = (await wei.get(EMAIL)).text
    assert "The last e-mail did not go" in page
    assert "The server refuses us: look at its settings (535)" in page


async def test_without_a_mail_server_the_owner_reads_how_to_switch_e_mail_on(
    wei: Visitor, notify: FakeOwner
) -> None:
    notify.shows["email"] = dict.fromkeys(MAIL_SERVER) | {"configured": False}
    page = (await wei.get(EMAIL)).text
    assert "E-mail is off" in page
    assert "MERIDIAN_NOTIFY_SMTP_HOST" in page
    notify.error = httpx.ConnectError("away")
    away = await wei.get(EMAIL)
    assert (away.status_code, "Texting" in away.text) == (503, True)


async def test_i05_a_webhook_is_added_and_its_secret_shown_once(
    wei: Visitor, booking: FakeOwner
) -> None:
    booking.answers = {"webhook": {}, "secret": "whsec_once"}
    fields = {"url": "https://example.com/hooks", "events": "appointment.booked"}
    assert "whsec_once" in (await wei.post(HOOKS, page=HOOKS, **fields)).text
    asked = {"url": "https://example.com/hooks", "event_types": ["appointment.booked"]}
    assert booking.asked[-1][:2] == ("webhooks", asked)
    assert "whsec_once" not in (await wei.get(HOOKS)).text


async def test_a_webhook_that_cannot_be_is_answered_next_to_the_field(
    wei: Visitor, booking: FakeOwner
) -> None:
    wrong = await wei.post(HOOKS, page=HOOKS, url="example.com")
    assert "beginning with https://" in wrong.text
    assert "Choose at least one thing" in wrong.text
    booking.status = 422
    fields = {"url": "https://10.0.0.1/", "events": "appointment.booked"}
    refused = await wei.post(HOOKS, page=HOOKS, **fields)
    assert "it must be public, and https" in refused.text
    assert 'value="https://10.0.0.1/"' in refused.text


async def test_i05_a_dead_delivery_is_tried_again_a_secret_replaced_and_an_address_removed(
    wei: Visitor, booking: FakeOwner
) -> None:
    one = f"{HOOKS}/{WEBHOOK_ID}"
    assert "Status 500" in (await wei.get(one)).text
    await wei.post(f"{one}/deliveries/{DELIVERY_ID}/replay", page=one)
    assert booking.asked[-1][0] == f"webhooks/deliveries/{DELIVERY_ID}/replay"
    booking.answers = {"secret": "whsec_next"}
    assert "whsec_next" in (await wei.post(f"{one}/rotate", page=one)).text
    removed = await wei.post(f"{one}/remove", page=one)
    assert (booking.asked[-1][0], removed.status_code) == (f"webhooks/{WEBHOOK_ID}", 303)


async def test_calendars_kept_elsewhere_are_followed_and_ours_given_once(
    wei: Visitor, booking: FakeOwner
) -> None:
    page = (await wei.get(CALENDARS)).text
    assert "Not read: unreachable" in page
    assert "Mateo Rivera" in page
    await wei.post(f"{CALENDARS}/rivera/outside", page=CALENDARS, url="https://calendar.example/x")
    path, body, _ = booking.asked[-1]
    assert path == "practitioners/rivera/outside-calendar"
    assert body == {"url": "https://calendar.example/x"}
    booking.answers = {"url": "https://clinic.example/api/v1/feeds/secret.ics"}
    assert "feeds/secret.ics" in (await wei.post(f"{CALENDARS}/lin/feed", page=CALENDARS)).text
    booking.status = 422
    refused = await wei.post(f"{CALENDARS}/lin/outside", page=CALENDARS, url="ftp://x")
    assert 'value="ftp://x"' in refused.text
    assert (await wei.post(f"{CALENDARS}/nobody/feed", page=CALENDARS)).status_code == 404


async def made(wei: Visitor, role: str = "read_only") -> str:
    fields = {"name": "The website", "role": role, "lasts": "30"}
    shown = (await wei.post(KEYS, page=KEYS, **fields)).text
    found = re.search(r'class="secret">(mk_[^<]+)<', shown)
    assert found
    return found[1]


async def exchange(wei: Visitor, key: str, audience: str = "booking") -> httpx.Response:
    headers = {"authorization": f"Bearer {key}"}
    return await wei.client.post("/api/token", json={"audience": audience}, headers=headers)


async def test_s104_a_key_is_exchanged_for_a_token_of_its_role_that_ends_in_a_minute(
    wei: Visitor, clock: SettableClock, db: Database
) -> None:
    key = await made(wei)
    answer = (await exchange(wei, key)).json()
    assert answer["expires_in"] == 60
    token = answer["access_token"]
    speaks_for = verify_token(token, audience="booking", secret=SECRET, now=clock.now())
    assert (speaks_for.name, speaks_for.role) == ("The website", Role.READ_ONLY)
    assert speaks_for.id.startswith("key:")
    page = (await wei.get(KEYS)).text
    assert key not in page
    assert "Last used" in page
    async with db.transaction() as conn:
        cursor = await conn.execute("select action from audit_entry where action like 'api_key%'")
        assert await cursor.fetchall() == [("api_key_made",), ("api_key_used",)]
        cursor = await conn.execute("select * from api_key")
        assert key not in str(await cursor.fetchall())


async def test_a_key_that_is_ended_expired_or_made_up_gives_no_token(
    wei: Visitor, clock: SettableClock
) -> None:
    assert (await exchange(wei, "mk_made_up")).status_code == 401
    key = await made(wei)
    [key_id] = re.findall(r"/settings/keys/([0-9a-f-]{36})/revoke", (await wei.get(KEYS)).text)
    await wei.post(f"{KEYS}/{key_id}/revoke", page=KEYS)
    assert (await exchange(wei, key)).json()["code"] == "wrong_key"
    other = await made(wei)
    clock.advance(timedelta(days=30))
    assert (await exchange(wei, other)).status_code == 401


async def test_nobody_guesses_keys_and_no_key_is_an_owners(wei: Visitor) -> None:
    refused = await wei.post(KEYS, page=KEYS, name="", role="owner", lasts="9999")
    for words in ("Say which program", "Choose what it may do.", "Choose how long it works."):
        assert words in refused.text
    answers = [(await exchange(wei, f"mk_{n}")).status_code for n in range(31)]
    assert answers == [401] * 30 + [429]
    assert (await wei.get("/settings")).status_code == 200  # the desk goes on
