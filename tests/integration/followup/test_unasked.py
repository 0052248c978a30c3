"""What patients say without having been asked."""

from datetime import timedelta

import pytest

from shared.events.alerts import AlertOpened
from shared.events.checkins import AnswerUnclear, PainReported
from shared.events.outreach import Answer, TextRequested
from shared.events.replies import Intent, Question
from tests.integration.followup.worlds import World

HOUR = timedelta(hours=1)


async def is_treated(world: World) -> None:
    await world.take_intake()
    await world.complete_visit()


async def open_question(world: World) -> Question:
    asked = (await world.published(TextRequested))[-1]
    assert asked.expects is Answer.YES_NO
    return Question(
        request_id=asked.request_id,
        kind=asked.kind,
        expects=asked.expects,
        asked_at=world.clock.now(),
    )


@pytest.mark.parametrize(
    "text", ["PAIN 8", "pain 8", "Pain: 8", "pain=8", "dolor 8", "PAIN 8!", "pain-8", "PAIN eight"]
)
async def test_s89_pain_and_a_number_is_a_score_at_any_time(world: World, text: str) -> None:
    await is_treated(world)
    await world.reply(text, question=None)
    (reported,) = await world.published(PainReported)
    assert (reported.score, reported.checkin_id, reported.complaint_id) == (
        8,
        None,
        "complaint-back",
    )
    assert len(await world.published(AlertOpened)) == 1
    assert await world.kinds() == ["score_noted"]


@pytest.mark.parametrize("text", ["PAIN 12", "PAIN -8", "PAIN eleven"])
async def test_s89_pain_and_a_number_off_the_scale_is_asked_back(world: World, text: str) -> None:
    await is_treated(world)
    await world.reply(text, question=None)
    assert await world.published(PainReported) == []
    assert await world.kinds() == ["score_clarify"]


async def test_s89_a_fix_that_finds_nothing_to_mend_is_asked_about(world: World) -> None:
    await is_treated(world)
    await world.reply("FIX 5", question=None)
    await world.reply("Y", question=await open_question(world))
    assert [r.score for r in await world.published(PainReported)] == [5]


async def test_s89_pain_while_a_score_is_asked_for_is_the_answer(world: World) -> None:
    await world.ask()
    await world.reply("PAIN 4")
    (reported,) = await world.published(PainReported)
    assert reported.checkin_id is not None


async def test_s89_pain_while_something_else_is_asked_leaves_that_open(world: World) -> None:
    await world.ask()
    await world.reply("4")
    await world.reply("PAIN 5")  # instead of a word about reactions
    assert [r.checkin_id is None for r in await world.published(PainReported)] == [False, True]
    assert ("day_1", "asked") in await world.checkins()


@pytest.mark.parametrize("text", ["5", "５", "5!", "05", "5/10", "5️⃣"])
async def test_s89_a_bare_number_that_nobody_asked_for_is_asked_about(
    world: World, text: str
) -> None:
    await is_treated(world)
    await world.reply(text, question=None)
    assert await world.published(PainReported) == []
    (unclear,) = await world.published(AnswerUnclear)
    assert (unclear.reason, unclear.checkin_id) == ("unasked", None)
    assert [(t.kind, t.values) for t in await world.published(TextRequested)] == [
        ("is_that_score", {"score": "5"})
    ]


async def test_s89_a_number_before_the_question_has_gone_is_asked_about_and_not_dropped(
    world: World,
) -> None:
    await world.ask()
    await world.reply("9", question=None)
    assert (await world.kinds())[-1] == "is_that_score"
    assert [o.rule for o in await world.published(AlertOpened)] == ["score_8_or_more"]


@pytest.mark.parametrize("answer", ["Y", "yes", "5", "sí"])
async def test_s89_yes_makes_it_a_score_at_the_time_it_was_said(world: World, answer: str) -> None:
    await is_treated(world)
    first = await world.reply("5", question=None)
    world.clock.advance(HOUR)
    await world.reply(answer, question=await open_question(world))
    (reported,) = await world.published(PainReported)
    assert (reported.score, reported.reported_at) == (5, first.received_at)


async def test_s89_another_number_instead_of_yes_is_the_score(world: World) -> None:
    await is_treated(world)
    await world.reply("5", question=None)
    await world.reply("6", question=await open_question(world), intent=Intent.OTHER)
    assert [r.score for r in await world.published(PainReported)] == [6]


async def test_s89_no_makes_it_nothing(world: World) -> None:
    await is_treated(world)
    await world.reply("5", question=None)
    await world.reply("no", question=await open_question(world))
    assert await world.published(PainReported) == []


async def test_an_alarm_does_not_wait_for_the_yes(world: World) -> None:
    await is_treated(world)
    await world.reply("9", question=None)
    assert [o.rule for o in await world.published(AlertOpened)] == ["score_8_or_more"]


async def test_the_same_number_sent_twice_is_one_answer(world: World) -> None:
    await world.ask()
    await world.reply("4")
    await world.reply("N")
    await world.reply("4", question=None)
    assert await world.published(AnswerUnclear) == []


@pytest.mark.parametrize("text", ["see you at 3", "3 of us are coming", "310-555-0134", "thanks"])
async def test_s89_words_beside_a_number_are_for_a_person(world: World, text: str) -> None:
    await is_treated(world)
    before = await world.all_published()
    await world.reply(text, question=None)
    assert await world.all_published() == before
