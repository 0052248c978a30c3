"""Time passes: questions go out, and those without an answer become gaps."""

import asyncio
from datetime import UTC, datetime, timedelta

from services.followup.settings import FollowupSettings
from services.followup.timers import timers
from shared.events.checkins import CheckinMissed, CheckinRetired, PainReported
from shared.events.outreach import Answer, Category, TextRequested, TextWithdrawn
from shared.runtime import Heart, Stop
from tests.integration.followup.worlds import World
from tests.support.eventually import eventually

WEDNESDAY_17 = datetime(2027, 3, 4, 1, 0, tzinfo=UTC)
FRIDAY_17 = datetime(2027, 3, 6, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_s95_a_due_check_in_is_asked_once_through_notify(world: World) -> None:
    await world.complete_visit()
    await world.pass_time(WEDNESDAY_17 - HOUR)
    assert await world.published(TextRequested) == []
    await world.pass_time(WEDNESDAY_17)
    await world.tick()
    (asked,) = await world.published(TextRequested)
    assert (asked.kind, asked.category, asked.expects, asked.not_before, asked.not_after) == (
        "checkin_score",
        Category.CHECKIN,
        Answer.SCORE,
        WEDNESDAY_17,
        WEDNESDAY_17 + timedelta(hours=48),
    )
    assert await world.checkins() == [
        ("day_1", "asked"),
        ("day_3", "planned"),
        ("weekly", "planned"),
    ]


async def test_s86_an_unanswered_question_is_closed_before_the_next_is_asked(
    world: World,
) -> None:
    await world.complete_visit()
    await world.pass_time(WEDNESDAY_17)
    first = await world.last_question()
    before = len(await world.all_published())
    # Another treatment's question falls due while this one is still open.
    await world.rows(
        "update checkin set due_at = %s where kind = 'day_3' returning 1", WEDNESDAY_17 + HOUR
    )
    await world.pass_time(WEDNESDAY_17 + HOUR)
    assert [type(event) for event in (await world.all_published())[before:]] == [
        CheckinMissed,
        TextWithdrawn,
        TextRequested,
    ]
    (withdrawn,) = await world.published(TextWithdrawn)
    assert withdrawn.request_id == first.request_id
    second = await world.last_question()
    await world.reply("4")
    (reported,) = await world.published(PainReported)
    assert reported.request_id == second.request_id


async def test_a_question_without_an_answer_is_a_gap_and_never_a_score(world: World) -> None:
    await world.complete_visit()
    await world.pass_time(WEDNESDAY_17)
    await world.pass_time(FRIDAY_17 - HOUR)
    assert await world.published(CheckinMissed) == []
    await world.pass_time(FRIDAY_17)
    (missed,) = await world.published(CheckinMissed)
    assert missed.at == FRIDAY_17
    assert await world.published(PainReported) == []
    assert await world.checkins() == [
        ("day_1", "missed"),
        ("day_3", "asked"),
        ("weekly", "planned"),
    ]


async def test_a_question_that_was_never_asked_in_its_time_is_not_asked_late(
    world: World,
) -> None:
    await world.complete_visit()
    await world.pass_time(FRIDAY_17)
    retired = await world.published(CheckinRetired)
    assert [r.reason for r in retired] == ["not_asked_in_time"]
    assert len(await world.published(TextRequested)) == 1  # day 3


async def test_of_several_due_at_once_the_newest_is_asked(world: World) -> None:
    await world.complete_visit()
    await world.rows(
        "update checkin set due_at = %s where kind = 'day_3' returning 1", WEDNESDAY_17 + HOUR
    )
    await world.pass_time(WEDNESDAY_17 + 2 * HOUR)
    assert (await world.checkins())[:2] == [("day_1", "retired"), ("day_3", "asked")]
    assert len(await world.published(TextRequested)) == 1


async def test_two_processes_ask_a_due_question_once(world: World) -> None:
    await world.complete_visit()
    world.clock.set(WEDNESDAY_17)
    await asyncio.gather(*(world.tick() for _ in range(4)))
    assert len(await world.published(TextRequested)) == 1


async def test_the_timer_asks_by_itself(world: World) -> None:
    await world.complete_visit()
    world.clock.set(WEDNESDAY_17)
    stop, heart = Stop(), Heart("checkins")
    tasks = timers(world.db, world.clock, FollowupSettings(due_poll_seconds=0.01))
    running = asyncio.create_task(tasks["checkins"](stop, heart))
    await eventually(lambda: world.published(TextRequested), describe="a question")
    stop.set()
    await running
