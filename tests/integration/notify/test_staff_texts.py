"""Texts to the clinic's own people, and whose phones they go to."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from shared.auth import Role
from shared.events.messages import TextAccepted, TextPlanned
from shared.events.outreach import StaffTextRequested, TextWithdrawn
from tests.integration.notify.desks import new_desk, token
from tests.integration.notify.worlds import World
from tests.support.facts import NOW
from tests.support.patients import ANA, patient_saved

MEIS_PHONE, DR_LINS_PHONE = "+13105550191", "+13105550190"
MEI = {"name": "Mei", "phone": MEIS_PHONE, "on_call": False, "notices": []}


def page(**changes: object) -> StaffTextRequested:
    return StaffTextRequested(
        patient_id=ANA,
        request_id="alert-1:0",
        staff_id="staff-1",
        kind="alert_page",
        alert_id="alert-1",
        grade="orange",
        not_before=NOW,
        not_after=NOW + timedelta(hours=1),
    ).model_copy(update=changes)


@pytest.fixture
async def desk(world: World) -> AsyncIterator[httpx.AsyncClient]:
    await world.put_on_call(DR_LINS_PHONE)
    async with new_desk(world) as http:
        saved = await http.put("/staff/v1/team/staff-1", json=MEI)
        assert saved.status_code == 204
        yield http


async def test_s116_the_member_of_staff_whose_turn_it_is_is_texted_once_and_without_the_patient(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.hear(patient_saved(), page(), page())
    await world.send_urgent()
    assert world.carrier.phones == [MEIS_PHONE]
    assert world.carrier.bodies == [
        "ALARM ORANGE: a case waits for you. See the alerts on the dashboard."
    ]
    assert await world.published(TextPlanned) == []
    assert await world.published(TextAccepted) == []


async def test_s116_a_page_goes_at_night_and_is_no_text_of_the_patients(
    world: World, desk: httpx.AsyncClient
) -> None:
    """Neither hours nor the patient's STOP hold it back."""
    await world.hear(patient_saved())
    world.clock.advance(timedelta(hours=15))
    await world.hear(page(not_after=world.clock.now() + timedelta(hours=1)))
    await world.reply("STOP")
    await world.send_urgent()
    assert world.carrier.phones == [MEIS_PHONE]


async def test_s116_who_has_no_phone_here_is_stood_in_for_by_whoever_is_on_call(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.put_on_call(DR_LINS_PHONE, "+13105550192")
    await world.hear(page(staff_id="somebody-new"))
    await world.send_urgent()
    assert sorted(world.carrier.phones) == [DR_LINS_PHONE, "+13105550192"]


async def test_s116_a_page_that_is_taken_back_or_too_late_does_not_go(
    world: World, desk: httpx.AsyncClient
) -> None:
    await world.hear(
        page(), TextWithdrawn(patient_id=ANA, request_id="alert-1:0", reason="acknowledged")
    )
    await world.hear(page(request_id="alert-2:0", not_after=NOW))
    await world.send_urgent()
    assert world.carrier.accepted == []


async def test_the_owner_says_who_is_on_call_and_others_only_what_is_their_own(
    world: World, desk: httpx.AsyncClient
) -> None:
    team, owner = "/staff/v1/team", token(world, Role.OWNER, staff_id="owner")
    on_call = {**MEI, "on_call": True}
    for path, body in [("staff-1", on_call), ("staff-2", MEI), ("staff-0", on_call)]:
        assert (await desk.put(f"{team}/{path}", json=body)).status_code == 403
    assert (await desk.delete(f"{team}/staff-0")).status_code == 403
    assert (await desk.put(f"{team}/staff-1", json=on_call, headers=owner)).status_code == 204
    listed = (await desk.get(team)).json()
    assert {m["staff_id"] for m in listed if m["on_call"]} == {"staff-0", "staff-1"}
    assert (await desk.delete(f"{team}/staff-0", headers=owner)).status_code == 204
    assert (await desk.delete(f"{team}/staff-0", headers=owner)).status_code == 404


@pytest.mark.parametrize("phone", ["310-555-0191", "+1310555", "+0310555019", "", "911"])
async def test_a_phone_that_is_none_is_refused(desk: httpx.AsyncClient, phone: str) -> None:
    refused = await desk.put("/staff/v1/team/staff-1", json={**MEI, "phone": phone})
    assert refused.status_code == 422
