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
