"""Check-in plans as the practice reads and changes them."""

from datetime import timedelta
from typing import Any

import pytest

from shared.events.checkins import CheckinPlanned
from shared.ids import new_id
from tests.integration.followup.staff import KIM, OWNER, StaffClient
from tests.integration.followup.worlds import World

PLANS = "/staff/v1/plans"
ONE_STEP = {"steps": [{"kind": "day_2", "days_after": 2, "asks": ["score"]}]}


async def test_a_changed_plan_holds_for_treatments_from_then_on_and_its_history_is_kept(
    world: World, staff: StaffClient
) -> None:
    before = await world.complete_visit()
    world.clock.advance(timedelta(days=1))
    assert (await staff.put(f"{PLANS}/after_needling", ONE_STEP, OWNER)).status_code == 204
    after = await world.complete_visit(appointment_id=str(new_id()))
    planned = await world.published(CheckinPlanned)
    of_before = [p.kind for p in planned if p.appointment_id == before.appointment_id]
    assert of_before[:3] == ["day_1", "day_3", "weekly"]
    assert [p.kind for p in planned if p.appointment_id == after.appointment_id] == ["day_2"]
    listed = (await staff.get(PLANS)).json()
    assert [s["kind"] for s in listed["plans"]["after_needling"]["steps"]] == ["day_2"]
    [revision] = listed["revisions"]["after_needling"]
    assert revision["saved_by"] == OWNER.id


async def test_what_a_plan_reads_can_be_saved_again_unchanged(
    world: World, staff: StaffClient
) -> None:
    for name, plan in (await staff.get(PLANS)).json()["plans"].items():
        assert (await staff.put(f"{PLANS}/{name}", plan, OWNER)).status_code == 204
        assert (await staff.get(PLANS)).json()["plans"][name] == plan


@pytest.mark.parametrize(
    "plan",
    [
        {"steps": [{"kind": "day_1", "days_after": 1, "asks": ["reaction"]}]},
        {"steps": [{"kind": "day_1", "days_after": 0, "asks": ["score"]}]},
        {"steps": [{"kind": "day_1", "days_after": 1, "asks": ["mood"]}]},
    ],
)
async def test_a_plan_that_cannot_be_asked_is_not_saved(
    staff: StaffClient, plan: dict[str, Any]
) -> None:
    assert (await staff.put(f"{PLANS}/weekly", plan, OWNER)).status_code == 422
    assert (await staff.get(PLANS)).json()["revisions"] == {}


async def test_only_the_owner_changes_plans(staff: StaffClient) -> None:
    assert (await staff.put(f"{PLANS}/weekly", ONE_STEP, KIM)).status_code == 403


async def test_the_slower_of_two_who_change_a_plan_is_told(staff: StaffClient) -> None:
    path = f"{PLANS}/weekly"
    assert (await staff.put(path, {**ONE_STEP, "based_on": 0}, OWNER)).status_code == 204
    assert (await staff.put(path, {**ONE_STEP, "based_on": 0}, OWNER)).status_code == 409
    assert (await staff.put(path, {**ONE_STEP, "based_on": 1}, OWNER)).status_code == 204
