"""What the desk records and is told, through the staff API."""

from collections.abc import AsyncIterator

import httpx
import pytest

from shared.auth import Role
from shared.events.messages import TextingResumed, TextingStopped, TextState
from shared.events.replies import TaskDone
from tests.integration.notify.desks import new_desk, token
from tests.integration.notify.visits import booked
from tests.integration.notify.worlds import World
from tests.support.patients import ANA, patient_saved

TEXTING = f"/staff/v1/patients/{ANA}/texting"


@pytest.fixture
async def desk(world: World) -> AsyncIterator[httpx.AsyncClient]:
    await world.hear(patient_saved(), booked())
    async with new_desk(world) as http:
        yield http


async def test_s60_an_opt_out_said_at_the_desk_counts_at_once_with_who_wrote_it_down(
    world: World, desk: httpx.AsyncClient
) -> None:
    answered = await desk.post(f"{TEXTING}/stop", json={"words": "please no more texts"})
    assert answered.status_code == 204
    await world.send_due()
    assert world.carrier.accepted == []
    assert {t.state for t in await world.texts()} == {TextState.RETIRED}
    assert await world.rows(
        "select source, words, recorded_by from consent_entry where state = 'revoked'"
    ) == [("front_desk", "please no more texts", "staff-1")]
    assert [s.source for s in await world.published(TextingStopped)] == ["front_desk"]


async def test_s79c_staff_are_told_that_a_text_would_not_go_and_why(
    world: World, desk: httpx.AsyncClient
) -> None:
    before = await desk.get(TEXTING)
    assert before.json() == {
        "may_text": True,
        "why_not": None,
        "categories": ["checkin", "visit"],
    }
    await world.reply("STOP")
    after = (await desk.get(TEXTING)).json()
    assert (after["may_text"], after["why_not"]) == (False, "opted_out")


async def test_s65_a_new_yes_at_the_desk_is_a_new_entry(
    world: World, desk: httpx.AsyncClient
) -> None:
    await desk.post(f"{TEXTING}/stop", json={"words": "stop"})
    said = {"wording": "May we text you?", "wording_version": "2", "categories": ["visit"]}
    assert (await desk.post(f"{TEXTING}/consent", json=said)).status_code == 204
    assert (await desk.get(TEXTING)).json()["may_text"] is True
    assert [r.source for r in await world.published(TextingResumed)] == ["front_desk"]
    states = await world.rows("select state from consent_entry where category is null")
    assert sorted(states) == [("granted",), ("revoked",)]


async def test_a_task_is_listed_until_somebody_has_done_it(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.reply("CANCEL")
    (task,) = (await desk.get("/staff/v1/tasks")).json()
    assert task["kind"] == "may_want_to_cancel"
    done = f"/staff/v1/tasks/{task['task_id']}/done"
    assert [(await desk.post(done)).status_code for _ in range(2)] == [204, 404]
    assert (await desk.get("/staff/v1/tasks")).json() == []
    assert [d.by_staff_id for d in await world.published(TaskDone)] == ["staff-1"]


async def test_s126_a_template_is_shown_and_judged_before_it_is_saved(
    desk: httpx.AsyncClient,
) -> None:
    judged = await desk.post(
        "/staff/v1/templates/check", json={"template": "{clinic}: your knee visit {when}"}
    )
    said = judged.json()
    assert (said["may_be_saved"], said["segments"]) == (False, 1)
    assert said["marked"] == [{"words": "knee", "because": "body_part"}]
    assert said["preview"].startswith("Harbor Clinic: your knee visit Wed")


@pytest.mark.parametrize("template", ["{nobody}", "{clinic", "}"])
async def test_what_is_no_template_is_refused(desk: httpx.AsyncClient, template: str) -> None:
    answered = await desk.post("/staff/v1/templates/check", json={"template": template})
    assert answered.status_code == 422


@pytest.mark.parametrize(
    ("role", "audience", "status"),
    [(Role.READ_ONLY, "notify", 403), (Role.OWNER, "booking", 401), (Role.OWNER, "notify", 204)],
)
async def test_only_working_staff_with_a_token_for_notify_change_anything(
    world: World, desk: httpx.AsyncClient, role: Role, audience: str, status: int
) -> None:
    answered = await desk.post(
        f"{TEXTING}/stop", json={"words": "stop"}, headers=token(world, role, audience)
    )
    assert answered.status_code == status


async def test_a_patient_without_a_phone_has_nothing_to_stop(desk: httpx.AsyncClient) -> None:
    answered = await desk.post("/staff/v1/patients/nobody/texting/stop", json={"words": "stop"})
    assert answered.status_code == 404
