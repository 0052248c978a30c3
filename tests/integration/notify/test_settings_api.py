"""What the settings pages ask notify: drafts, test texts, reminder plans, how the carrier is."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.auth import Role
from shared.events.messages import TextPlanned
from shared.ids import new_id
from tests.integration.notify.desks import new_desk, token
from tests.integration.notify.visits import booked
from tests.integration.notify.worlds import World
from tests.support.patients import patient_saved

REMINDER = "/staff/v1/templates/en/reminder"
PLAN = "/staff/v1/reminder-plans/standard"


@pytest.fixture
async def owner(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with new_desk(world) as http:
        http.headers.update(token(world, Role.OWNER, staff_id="dr-lin"))
        yield http


async def send_test(owner: httpx.AsyncClient, staff_id: str = "staff-0") -> httpx.Response:
    body = {"request_id": str(new_id()), "staff_id": staff_id, "body": "Harbor Clinic: a test."}
    return await owner.post("/staff/v1/test-texts", json=body)


async def test_s126_a_draft_is_judged_as_saving_would_judge_it(owner: httpx.AsyncClient) -> None:
    drafts = ["{clinic}: your back pain visit {when}.", "{score}", "{oops", "{clinic}: 你好 {when}"]
    answered = await owner.post(f"{REMINDER}/check", json={"variants": drafts})
    told, unknown, broken, long = answered.json()
    marked = {m["words"]: m["because"] for m in told["checked"]["marked"]}
    assert marked["back pain"] == "body_part"
    assert unknown["problem"] == "no such value here: score"
    assert broken["problem"] == "a brace that is no value's"
    assert (long["checked"]["may_be_saved"], long["checked"]["encoding"]) == (True, "UCS-2")


async def test_a_template_says_which_values_it_may_name(owner: httpx.AsyncClient) -> None:
    [latest] = (await owner.get(REMINDER)).json()
    assert latest["values"] == ["clinic", "phone", "when"]


async def test_a_test_text_goes_to_a_phone_of_staff_alone_and_is_followed(
    world: World, owner: httpx.AsyncClient
) -> None:
    await world.put_on_call("+13105550190")
    text_id = (await send_test(owner)).json()["text_id"]
    before = (await owner.get(f"/staff/v1/test-texts/{text_id}")).json()
    assert (before["state"], before["settled"]) == ("planned", False)
    await world.send_urgent()
    after = (await owner.get(f"/staff/v1/test-texts/{text_id}")).json()
    assert [step["state"] for step in after["steps"]] == ["planned", "sending", "accepted"]
    assert [sent.phone for sent in world.carrier.accepted] == ["+13105550190"]
    assert await world.published(TextPlanned) == []  # nobody's story tells of it


async def test_nobody_without_a_phone_and_not_too_many_are_tested(
    world: World, owner: httpx.AsyncClient
) -> None:
    assert (await send_test(owner)).status_code == 404
    await world.put_on_call("+13105550190")
    answers = [(await send_test(owner)).status_code for _ in range(21)]
    assert answers == [202] * 20 + [429]


async def leads(world: World) -> list[Any]:
    return await world.rows("select lead from text where kind = 'reminder' order by due_at")


async def test_a_changed_reminder_plan_holds_for_visits_booked_from_then_on(
    world: World, owner: httpx.AsyncClient
) -> None:
    early = world.clock.now() + timedelta(days=10)
    await world.hear(patient_saved(), booked(starts_at=early, reminder_plan="standard"))
    assert await leads(world) == [("2d",), ("3h",)]
    saved = await owner.put(PLAN, json={"leads": ["5d"], "based_on": 0})
    assert saved.status_code == 204
    late = early + timedelta(days=20)
    await world.hear(booked(appointment_id="later", starts_at=late, reminder_plan="standard"))
    assert await leads(world) == [("2d",), ("3h",), ("5d",)]


async def test_every_version_of_a_reminder_plan_is_kept_and_the_slower_of_two_is_told(
    owner: httpx.AsyncClient,
) -> None:
    await owner.put(PLAN, json={"leads": ["1d", "3h"], "based_on": 0})
    assert (await owner.put(PLAN, json={"leads": [], "based_on": 0})).status_code == 409
    listed = (await owner.get("/staff/v1/reminder-plans")).json()
    [plan] = [p for p in listed if p["plan_id"] == "standard"]
    assert [(v["version"], v["leads"], v["saved_by"]) for v in plan["versions"]] == [
        (1, ["1d", "3h"], "dr-lin"),
        (0, ["2d", "3h"], None),
    ]


@pytest.mark.parametrize(
    "leads", [["2w"], ["31d"], ["24h"], ["1h"], ["1d", "1d"], ["4d", "3d", "2d", "1d"]]
)
async def test_a_reminder_plan_that_cannot_be_kept_is_refused(
    owner: httpx.AsyncClient, leads: list[str]
) -> None:
    refused = await owner.put(PLAN, json={"leads": leads, "based_on": 0})
    assert (refused.status_code, refused.json()["code"]) == (422, "impossible_plan")


async def test_how_the_carrier_is_connected_is_told_without_a_secret(
    world: World, owner: httpx.AsyncClient
) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    await world.reply("hello")
    said = await owner.get("/staff/v1/carrier")
    carrier = said.json()
    assert carrier["inbound_url"] == "http://127.0.0.1:8001/twilio/inbound#rc=3&rp=ct,rt,5xx"
    assert (carrier["simulated"], carrier["token_present"]) == (True, True)
    assert carrier["last_inbound_at"]
    assert carrier["last_accepted_at"]
    assert carrier["rules"]["allowed_phones"] == ["+1310555*"]
    assert len(carrier["rules"]["hours"]) == 7
    assert "development-only" not in said.text
