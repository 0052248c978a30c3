"""The sheet, the courses to review, and what the cases ask of the staff."""

from datetime import timedelta

from tests.integration.followup.staff import KIM, LIN, OPEN, READER, SERIES, StaffClient
from tests.integration.followup.worlds import PATIENT, World

SHEET = f"/staff/v1/patients/{PATIENT}/complaints/complaint-back/sheet"
REVIEWS = "/staff/v1/reviews"
DAY = timedelta(days=1)


async def take_course(world: World, *, last_score: int, visits: int = 12) -> None:
    """Weekly visits; the patient says 6 after each, and at last this."""
    await world.take_intake(baseline=7)
    for number in range(1, visits + 1):
        await world.complete_visit()
        world.clock.advance(2 * DAY)
        score = last_score if number == visits else 6
        await world.reply(f"PAIN {score}", question=None)
        world.clock.advance(5 * DAY)


async def test_s100_visit_12_without_a_clear_gain_is_on_the_review_list_and_the_sheet(
    world: World, staff: StaffClient
) -> None:
    await take_course(world, last_score=6)
    (review,) = (await staff.get(REVIEWS, READER)).json()["reviews"]
    assert (review["patient_id"], review["complaint"], review["reason"]) == (
        PATIENT,
        "low_back",
        "no_clear_gain",
    )
    sheet = (await staff.get(SHEET, READER)).json()
    assert (sheet["no_clear_gain"], sheet["series"]["baseline"]) == (True, 7)
    assert [p["score"] for p in sheet["series"]["points"]] == [6] * 12
    assert [(d["visit"], d["any_gain"], d["responder"]) for d in sheet["series"]["decisions"]] == [
        (6, True, False),
        (12, True, False),
    ]
    assert len(sheet["visits"]) == 12
    assert sheet["coverage"] == {
        "visits_in_90_days": 12,
        "visits_in_12_months": 12,
        "improvement_shown": False,
        "left": 0,
    }


async def test_s100_a_clear_gain_opens_8_more_visits(world: World, staff: StaffClient) -> None:
    await take_course(world, last_score=4)
    assert (await staff.get(REVIEWS)).json() == {"reviews": []}
    coverage = (await staff.get(SHEET)).json()["coverage"]
    assert (coverage["improvement_shown"], coverage["left"]) == (True, 8)


async def test_the_rules_of_low_back_pain_are_for_low_back_pain(
    world: World, staff: StaffClient
) -> None:
    await world.take_intake(complaint="neck")
    await world.complete_visit()
    assert (await staff.get(SHEET)).json()["coverage"] is None
    missing = await staff.get(SHEET.replace("complaint-back", "complaint-knee"))
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_complaint")


async def test_a_series_says_when_it_stands_still(world: World, staff: StaffClient) -> None:
    await take_course(world, last_score=6, visits=5)
    (series,) = (await staff.get(SERIES)).json()["series"]
    assert series["trend"] == "plateau"


async def test_the_load_of_cases_is_measured(world: World, staff: StaffClient) -> None:
    since = world.clock.now()
    await world.ask()
    await world.reply("9")
    await world.reply("N")
    (listed,) = (await staff.get(OPEN)).json()["alerts"]
    world.clock.advance(timedelta(minutes=10))
    await staff.post(f"{OPEN}/{listed['alert_id']}/acknowledge", KIM)
    await staff.post(f"{OPEN}/{listed['alert_id']}/close", LIN, outcome="called")
    until = world.clock.now() + DAY
    period = f"since={since:%Y-%m-%dT%H:%M:%SZ}&until={until:%Y-%m-%dT%H:%M:%SZ}"
    load = (await staff.get(f"/staff/v1/alert-load?{period}")).json()
    assert load == {
        "reports": 1,
        "reports_with_finding": 1,
        "red": 0,
        "orange": 1,
        "yellow": 0,
        "closed": 1,
        "acted_on": 1,
        "pages": 0,
        "pages_held": 0,
        "median_minutes_to_acknowledge": 10.0,
    }
