"""No answer: one nudge, then somebody telephones."""

from datetime import timedelta

from shared.events.alerts import AlertOpened, Grade
from shared.events.checkins import PainRangeKept, PainReported
from shared.events.outreach import TextWithdrawn
from tests.integration.followup.staff import KIM, READER, StaffClient
from tests.integration.followup.worlds import World

HOUR = timedelta(hours=1)
CALLS = "/staff/v1/calls"


async def be_silent(world: World) -> None:
    """Asked, nudged, and never answered."""
    await world.ask()
    await world.carry()
    await world.pass_time(world.clock.now() + 24 * HOUR)
    await world.pass_time(world.clock.now() + 24 * HOUR)


async def test_s98_silence_is_nudged_once_and_then_on_the_call_list(
    world: World, staff: StaffClient
) -> None:
    await be_silent(world)
    assert await world.kinds() == ["checkin_score", "checkin_nudge", "checkin_score"]
    (call,) = (await staff.get(CALLS, READER)).json()["calls"]
    assert call["reason"] == "silent"


async def test_s98_silence_while_followup_was_away_is_on_the_call_list_all_the_same(
    world: World, staff: StaffClient
) -> None:
    await world.ask()
    await world.carry()
    await world.pass_time(world.clock.now() + 49 * HOUR)
    assert "checkin_nudge" not in await world.kinds()
    (call,) = (await staff.get(CALLS)).json()["calls"]
    assert call["reason"] == "silent"


async def test_a_score_told_on_the_telephone_takes_back_the_question_that_is_open(
    world: World, staff: StaffClient
) -> None:
    await be_silent(world)
    (call,) = (await staff.get(CALLS)).json()["calls"]
    question = await world.last_question()
    await staff.post(f"{CALLS}/{call['call_id']}/done", KIM, outcome="reached", score=5)
    assert question.request_id in [w.request_id for w in await world.published(TextWithdrawn)]
    assert await world.rows("select 1 from checkin where state = 'asked'") == []


async def test_s98_a_text_that_never_went_is_not_nudged(world: World) -> None:
    await world.ask()
    await world.pass_time(world.clock.now() + 30 * HOUR)
    assert await world.kinds() == ["checkin_score"]


async def test_s98_an_answer_to_the_nudge_answers_the_question(world: World) -> None:
    await world.ask()
    await world.carry()
    await world.pass_time(world.clock.now() + 25 * HOUR)
    nudge = await world.last_question()
    assert nudge.kind == "checkin_nudge"
    await world.reply("5")
    assert [r.score for r in await world.published(PainReported)] == [5]
    withdrawn = await world.published(TextWithdrawn)
    assert [w.request_id for w in withdrawn] == [nudge.request_id]


async def test_who_answers_after_all_is_not_telephoned(world: World, staff: StaffClient) -> None:
    await be_silent(world)
    await world.reply("5")
    assert (await staff.get(CALLS)).json()["calls"] == []


async def test_a_score_told_on_the_telephone_counts_like_an_answer(
    world: World, staff: StaffClient
) -> None:
    await be_silent(world)
    (call,) = (await staff.get(CALLS)).json()["calls"]
    path = f"{CALLS}/{call['call_id']}/done"
    refused = await staff.post(path, KIM, outcome="not_reached", score=5)
    assert refused.status_code == 422
    done = await staff.post(path, KIM, outcome="reached", score=5)
    assert done.status_code == 204
    (reported,) = await world.published(PainReported)
    assert (reported.score, reported.late, reported.reader_version) == (5, True, "staff")
    again = await staff.post(path, KIM, outcome="reached", score=6)
    assert (again.status_code, again.json()["code"]) == (404, "no_such_call")


async def test_s85_who_cannot_be_read_twice_is_telephoned(world: World, staff: StaffClient) -> None:
    await world.ask()
    await world.reply("better")
    await world.reply("much better")
    (call,) = (await staff.get(CALLS)).json()["calls"]
    assert call["reason"] == "unreadable"


async def test_silence_after_a_bad_score_is_a_case(world: World) -> None:
    await world.ask()
    await world.reply("8")
    await world.pass_time(world.clock.now() + 48 * HOUR)  # day 3
    await world.carry()
    before = len(await world.published(AlertOpened))
    await world.pass_time(world.clock.now() + 48 * HOUR)
    opened = (await world.published(AlertOpened))[before:]
    assert [(o.rule, o.grade) for o in opened] == [("silence_after_bad_score", Grade.ORANGE)]


async def test_silence_of_somebody_who_was_never_reached_is_none(world: World) -> None:
    await world.ask()
    await world.reply("8")
    await world.pass_time(world.clock.now() + 96 * HOUR)
    assert [o.rule for o in await world.published(AlertOpened)] == ["score_8_or_more"]


async def test_s80_a_range_that_no_number_followed_is_kept_as_a_range(world: World) -> None:
    await world.ask()
    await world.carry()
    await world.reply("6-7")
    await world.pass_time(world.clock.now() + 24 * HOUR)
    (kept,) = await world.published(PainRangeKept)
    assert (kept.low, kept.high) == (6, 7)
    assert await world.published(PainReported) == []
    assert ("day_1", "answered") in await world.checkins()
    assert "checkin_nudge" not in await world.kinds()


async def test_s80_a_number_after_a_range_takes_its_place(world: World, staff: StaffClient) -> None:
    await world.ask()
    await world.reply("6-7")
    await world.reply("7")
    await world.pass_time(world.clock.now() + 24 * HOUR)
    assert await world.published(PainRangeKept) == []
    (series,) = (await staff.get("/staff/v1/patients/patient-ana/series")).json()["series"]
    assert [p["score"] for p in series["points"]] == [7]
