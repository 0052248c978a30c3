"""What the patient says before the first visit is where their lines begin."""

from datetime import timedelta

from shared.events.checkins import PainDaysReported, PegScored
from shared.events.intakes import PegBaseline
from tests.integration.followup.staff import SERIES, StaffClient
from tests.integration.followup.worlds import World

PEG = PegBaseline(pain_average=7, enjoyment=8, general_activity=6)


async def test_s99_the_peg_of_the_intake_is_where_its_line_begins(
    world: World, staff: StaffClient
) -> None:
    await world.take_intake(peg=PEG, pain_days=6)
    course = (await staff.get(SERIES)).json()
    [peg] = course["pegs"]
    assert (peg["score"], peg["change_points"], peg["complaint_id"]) == (7.0, 0, "complaint-back")
    assert [days["days"] for days in course["pain_days"]] == [6]
    assert [p.score for p in await world.published(PegScored)] == [7.0]
    assert [d.days for d in await world.published(PainDaysReported)] == [6]


async def test_an_intake_that_comes_again_keeps_the_first_numbers(
    world: World, staff: StaffClient
) -> None:
    await world.take_intake(peg=PEG, pain_days=6)
    world.clock.advance(timedelta(days=30))
    later = PegBaseline(pain_average=1, enjoyment=1, general_activity=1)
    await world.take_intake(peg=later, pain_days=1, recorded_at=world.clock.now())
    course = (await staff.get(SERIES)).json()
    assert [peg["score"] for peg in course["pegs"]] == [7.0]
    assert [days["days"] for days in course["pain_days"]] == [6]


async def test_an_intake_without_them_says_nothing(world: World, staff: StaffClient) -> None:
    await world.take_intake()
    course = (await staff.get(SERIES)).json()
    assert (course["pegs"], course["pain_days"]) == ([], [])


async def test_a_complaint_described_with_every_booking_is_one_line_with_its_first_baseline(
    world: World, staff: StaffClient
) -> None:
    for n, baseline in enumerate((6, 4, 5)):
        await world.take_intake(baseline, f"complaint-{n}", appointment_id=f"visit-{n}")
        await world.complete_visit(appointment_id=f"visit-{n}")
        await world.pass_time(world.clock.now() + timedelta(days=1, hours=8))
        await world.reply(str(baseline))
        world.clock.advance(timedelta(days=6))
    [series] = (await staff.get(SERIES)).json()["series"]
    assert (series["baseline"], [p["score"] for p in series["points"]]) == (6, [6, 4, 5])


async def test_the_same_complaint_more_than_a_year_later_is_a_new_line(
    world: World, staff: StaffClient
) -> None:
    await world.take_intake(6, "complaint-1")
    world.clock.advance(timedelta(days=366))
    await world.take_intake(3, "complaint-2", recorded_at=world.clock.now())
    lines = (await staff.get(SERIES)).json()["series"]
    assert [line["baseline"] for line in lines] == [6, 3]


async def test_s99_two_complaints_are_two_lines_each_with_its_own_scores(
    world: World, staff: StaffClient
) -> None:
    await world.take_intake(6, "back", appointment_id="visit-1")
    await world.take_intake(8, "neck", appointment_id="visit-2", complaint="neck")
    for visit, score in (("visit-1", "5"), ("visit-2", "7")):
        await world.complete_visit(appointment_id=visit)
        await world.pass_time(world.clock.now() + timedelta(days=1, hours=8))
        await world.reply(score)
        world.clock.advance(timedelta(days=6))
    lines = (await staff.get(SERIES)).json()["series"]
    assert {line["complaint"]: [p["score"] for p in line["points"]] for line in lines} == {
        "low_back": [5],
        "neck": [7],
    }
