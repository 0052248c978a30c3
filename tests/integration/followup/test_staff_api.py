"""What staff see and do, through dashboard."""

from datetime import timedelta

import pytest

from shared.auth import Staff
from shared.events.alerts import AlertAcknowledged, AlertClosed
from shared.events.appointments import VisitStatus
from tests.integration.followup.staff import KIM, LIN, OPEN, READER, SERIES, StaffClient
from tests.integration.followup.worlds import PATIENT, World


async def test_without_a_token_nothing_is_shown(staff: StaffClient) -> None:
    answer = await staff._client.get(OPEN)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_token_for_another_service_is_refused(staff: StaffClient) -> None:
    answer = await staff._client.get(OPEN, headers=staff._bearer(LIN, audience="booking"))
    assert answer.status_code == 401


async def test_an_open_alert_is_listed_until_it_is_closed(staff: StaffClient) -> None:
    alert = await staff.open_alert()
    (listed,) = (await staff.get(OPEN, READER)).json()["alerts"]
    assert (listed["patient_id"], listed["rule"], listed["grade"], listed["acknowledged"]) == (
        PATIENT,
        "score_8_or_more",
        "orange",
        None,
    )
    await staff.post(f"{alert}/close", outcome="called")
    assert (await staff.get(OPEN)).json() == {"alerts": []}


async def test_who_acknowledges_is_named(world: World, staff: StaffClient) -> None:
    alert = await staff.open_alert()
    answer = await staff.post(f"{alert}/acknowledge", KIM)
    assert answer.json()["acknowledged"]["name"] == "Kim"
    await staff.post(f"{alert}/acknowledge", KIM)
    events = await world.published(AlertAcknowledged)
    assert [(e.by_staff_id, e.at) for e in events] == [("kim", world.clock.now())]


async def test_a_taken_alert_says_so(staff: StaffClient) -> None:
    alert = await staff.open_alert()
    await staff.post(f"{alert}/acknowledge", KIM)
    answer = await staff.post(f"{alert}/acknowledge", LIN)
    assert (answer.status_code, answer.json()["code"]) == (409, "alert_taken")


async def test_an_alert_is_closed_with_an_outcome_or_not_at_all(
    world: World, staff: StaffClient
) -> None:
    alert = await staff.open_alert()
    assert (await staff.post(f"{alert}/close")).status_code == 422
    assert (await staff.post(f"{alert}/close", outcome="forgotten")).status_code == 422
    closed = (await staff.post(f"{alert}/close", outcome="sent_to_ed")).json()
    assert (closed["outcome"], closed["closed"]["staff_id"]) == ("sent_to_ed", "lin")
    assert [e.outcome for e in await world.published(AlertClosed)] == ["sent_to_ed"]
    assert [e.by_staff_id for e in await world.published(AlertAcknowledged)] == ["lin"]
    again = await staff.post(f"{alert}/close", outcome="called")
    assert (again.status_code, again.json()["code"]) == (409, "alert_closed")


async def test_the_next_bad_score_after_a_closed_case_opens_a_new_one(
    world: World, staff: StaffClient
) -> None:
    alert = await staff.open_alert()
    await staff.post(f"{alert}/close", outcome="called")
    await world.reply("FIX 10", question=None)
    (listed,) = (await staff.get(OPEN)).json()["alerts"]
    assert listed["alert_id"] not in alert


@pytest.mark.parametrize(
    ("who", "action", "status"),
    [
        (READER, "acknowledge", 403),
        (READER, "close", 403),
        (KIM, "close", 403),
        (KIM, "acknowledge", 200),
        (LIN, "close", 200),
    ],
)
async def test_a_role_does_what_it_may(
    staff: StaffClient, who: Staff, action: str, status: int
) -> None:
    alert = await staff.open_alert()
    answer = await staff.post(f"{alert}/{action}", who, outcome="called")
    assert answer.status_code == status


async def test_an_alert_that_is_not_there_is_said_not_to_be(staff: StaffClient) -> None:
    answer = await staff.post(f"{OPEN}/01950000-0000-7000-8000-000000000000/acknowledge")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_alert")


async def test_s99_a_series_shows_both_values_and_its_gaps(
    world: World, staff: StaffClient
) -> None:
    await world.ask(baseline=7)
    await world.reply("5")
    await world.pass_time(world.clock.now() + timedelta(hours=48))  # day 3
    await world.pass_time(world.clock.now() + timedelta(hours=48))
    course = (await staff.get(SERIES, READER)).json()
    (series,) = course["series"]
    assert (series["complaint"], series["baseline"]) == ("low_back", 7)
    (point,) = series["points"]
    assert (point["score"], point["change_points"], point["change_percent"]) == (5, -2, -28.6)
    assert (point["standing"], point["checkin_kind"]) == ("partly_better", "day_1")
    assert series["latest"] == point
    assert [gap["kind"] for gap in series["gaps"]] == ["day_3"]
    assert [visit["needling"] for visit in course["visits"]] == [True]


async def test_a_corrected_score_replaces_the_first_in_the_series(
    world: World, staff: StaffClient
) -> None:
    await world.ask()
    await world.reply("7")
    await world.reply("FIX 3", question=None)
    (series,) = (await staff.get(SERIES)).json()["series"]
    assert [(p["score"], p["corrected"]) for p in series["points"]] == [(3, True)]


async def test_a_range_is_shown_and_compared_with_nothing(world: World, staff: StaffClient) -> None:
    await world.ask()
    await world.reply("3-4")
    await world.pass_time(world.clock.now() + timedelta(hours=24))
    (series,) = (await staff.get(SERIES)).json()["series"]
    (point,) = series["points"]
    assert (point["score"], point["low"], point["high"], point["change_points"]) == (
        None,
        3,
        4,
        None,
    )
    assert series["latest"] is None


async def test_complaints_are_separate_series(world: World, staff: StaffClient) -> None:
    await world.take_intake(baseline=3, complaint_id="complaint-neck", complaint="neck")
    world.clock.advance(timedelta(minutes=1))
    await world.ask(baseline=7)
    await world.reply("4")
    series = (await staff.get(SERIES)).json()["series"]
    assert {s["complaint"]: len(s["points"]) for s in series} == {"neck": 0, "low_back": 1}


async def test_a_patient_nobody_knows_has_an_empty_course(staff: StaffClient) -> None:
    course = (await staff.get("/staff/v1/patients/nobody/series")).json()
    assert (course["series"], course["visits"]) == ([], [])


async def test_a_visit_that_did_not_take_place_is_not_drawn(
    world: World, staff: StaffClient
) -> None:
    await world.complete_visit(status=VisitStatus.CONFIRMED)
    assert (await staff.get(SERIES)).json()["visits"] == []
