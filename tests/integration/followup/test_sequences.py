"""Questions in turn: the reaction after needling, the days with pain, the PEG."""

from datetime import timedelta

import pytest

from shared.events.alerts import AlertOpened, Grade
from shared.events.checkins import (
    CheckinMissed,
    PainDaysReported,
    PainReported,
    PegScored,
    ReactionReported,
)
from shared.events.outreach import Answer, TextRequested, TextWithdrawn
from tests.integration.followup.staff import KIM, READER, SERIES, StaffClient
from tests.integration.followup.worlds import PATIENT, World

DAY = timedelta(days=1)


async def ask_peg(world: World) -> None:
    """As after the fifth visit, with nothing else in the way."""
    await world.take_intake()
    await world.complete_visit()
    await world.rows(
        """update checkin set state = 'retired', closed_at = due_at
           where kind <> 'peg_end' returning 1"""
    )
    await world.pass_time(world.clock.now() + 60 * DAY + timedelta(hours=8))


async def test_s95_day_1_asks_for_the_score_and_then_for_reactions(world: World) -> None:
    await world.ask()
    await world.reply("4")
    asked = (await world.published(TextRequested))[-1]
    assert (asked.kind, asked.expects) == ("checkin_reaction", Answer.WORDS)
    reply = await world.reply("just a small bruise")
    (reported,) = await world.published(ReactionReported)
    assert (reported.grade, reported.signs, reported.reply_id) == (
        "yellow",
        ("bruise",),
        reply.reply_id,
    )
    assert await world.kinds(2) == ["answer_noted"]
    assert await world.published(AlertOpened) == []
    assert ("day_1", "answered") in await world.checkins()


async def test_a_mild_reaction_is_asked_about_again_on_day_3(world: World) -> None:
    await world.ask()
    await world.reply("4")
    await world.reply("a bit sore")
    await world.pass_time(world.clock.now() + 2 * DAY)
    await world.reply("3")
    assert (await world.kinds())[-1] == "checkin_reaction"
    await world.reply("gone, all good")
    await world.reply("no", question=None)
    assert len(await world.published(ReactionReported)) == 2


async def test_without_a_reaction_day_3_asks_for_the_score_alone(world: World) -> None:
    await world.ask()
    await world.reply("4")
    await world.reply("N")
    await world.pass_time(world.clock.now() + 2 * DAY)
    await world.reply("3")
    assert (await world.kinds())[-1] == "score_noted"


@pytest.mark.parametrize(
    ("words", "grade", "answers"),
    [
        ("fever and chills", Grade.ORANGE, ["reaction_seen"]),
        ("I can't breathe", Grade.RED, ["call_911"]),
        ("no chest pain, just sore", Grade.YELLOW, ["answer_noted"]),
        ("my arm feels funny", Grade.YELLOW, ["answer_noted"]),
    ],
)
async def test_s115_a_reaction_becomes_a_case_of_its_grade(
    world: World, words: str, grade: Grade, answers: list[str]
) -> None:
    await world.ask()
    await world.reply("4")
    reply = await world.reply(words)
    (opened,) = await world.published(AlertOpened)
    assert (opened.grade, opened.reply_id) == (grade, reply.reply_id)
    assert await world.kinds(2) == answers


async def test_s83_a_red_sign_beside_a_score_is_noted_a_case_and_not_thanked_for(
    world: World,
) -> None:
    await world.ask()
    await world.reply("7 and I can't breathe properly")
    (reported,) = await world.published(PainReported)
    (opened,) = await world.published(AlertOpened)
    assert (reported.score, opened.grade, opened.rule) == (7, Grade.RED, "sign_in_words")
    assert await world.kinds() == ["checkin_score", "call_911"]
    assert ("day_1", "answered") in await world.checkins()


async def test_an_unanswered_reaction_leaves_the_score_and_no_gap(world: World) -> None:
    await world.ask()
    await world.reply("4")
    await world.pass_time(world.clock.now() + 2 * DAY)
    assert ("day_1", "partial") in await world.checkins()
    assert await world.published(CheckinMissed) == []
    assert [w.request_id.split(":")[-1] for w in await world.published(TextWithdrawn)] == [
        "reaction"
    ]


async def test_the_weeks_ask_for_the_days_with_pain_after_the_score(world: World) -> None:
    await world.complete_visit()
    await world.pass_time(world.clock.now() + 7 * DAY + timedelta(hours=8))
    await world.reply("4")
    asked = (await world.published(TextRequested))[-1]
    assert (asked.kind, asked.expects) == ("checkin_days", Answer.DAYS)
    await world.reply("9")
    assert (await world.kinds())[-1] == "days_clarify"
    await world.reply("3 days")
    assert [d.days for d in await world.published(PainDaysReported)] == [3]
    assert [r.score for r in await world.published(PainReported)] == [4]


async def test_s99_the_peg_is_asked_in_three_texts_and_scored_as_their_mean(world: World) -> None:
    await ask_peg(world)
    for answer in ("7", "8", "6"):
        await world.reply(answer)
    (scored,) = await world.published(PegScored)
    assert (scored.pain_average, scored.enjoyment, scored.general_activity) == (7, 8, 6)
    assert scored.score == 7.0
    assert await world.kinds() == ["peg_pain", "peg_enjoyment", "peg_activity", "answer_noted"]
    # The items of an instrument are no pain scores of the moment.
    assert await world.published(PainReported) == []


async def test_s99_a_peg_that_was_not_finished_is_kept_and_not_scored(world: World) -> None:
    await ask_peg(world)
    await world.reply("7")
    await world.reply("8")
    await world.pass_time(world.clock.now() + 6 * DAY)
    assert await world.published(PegScored) == []
    assert len(await world.published(CheckinMissed)) == 1
    kept = await world.rows("select ask, low from report order by received_at, report_id")
    assert kept == [("peg_pain", 7), ("peg_enjoyment", 8)]
    assert await world.rows("select state from checkin where kind = 'peg_end'") == [("partial",)]


async def test_s87_an_item_of_the_peg_is_asked_back_once_like_any_question(world: World) -> None:
    await ask_peg(world)
    await world.reply("6-7")
    assert (await world.kinds())[-1] == "peg_clarify"
    await world.reply("7")
    assert (await world.kinds())[-1] == "peg_enjoyment"


async def test_an_answer_to_a_question_that_was_answered_counts_for_nothing(world: World) -> None:
    await ask_peg(world)
    first = await world.last_question()
    await world.reply("7")
    await world.reply("9", question=first)
    kept = await world.rows("select ask, low from report")
    assert kept == [("peg_pain", 7)]


async def test_s99_the_peg_told_before_the_first_needling_is_where_the_line_begins(
    world: World, staff: StaffClient
) -> None:
    await world.take_intake()
    path = f"/staff/v1/patients/{PATIENT}/complaints/complaint-back/peg"
    told = {"pain_average": 7, "enjoyment": 8, "general_activity": 6}
    assert (await staff.post(path, READER, **told)).status_code == 403
    assert (await staff.post(path, KIM, pain_average=7, enjoyment=8)).status_code == 422
    assert (await staff.post(path, KIM, **told)).status_code == 204
    await ask_peg(world)
    for answer in ("5", "5", "5"):
        await world.reply(answer)
    pegs = (await staff.get(SERIES)).json()["pegs"]
    assert [(p["score"], p["change_points"], p["change_percent"]) for p in pegs] == [
        (7.0, 0.0, 0.0),
        (5.0, -2.0, -28.6),
    ]
    assert [p.checkin_id is None for p in await world.published(PegScored)] == [True, False]


async def test_a_peg_is_told_of_the_patients_own_complaint(
    world: World, staff: StaffClient
) -> None:
    await world.take_intake()
    told = {"pain_average": 7, "enjoyment": 8, "general_activity": 6}
    path = "/staff/v1/patients/patient-ben/complaints/complaint-back/peg"
    answer = await staff.post(path, KIM, **told)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_complaint")


async def test_p13_a_flag_of_the_visit_makes_a_bruise_a_case(world: World) -> None:
    await world.complete_visit(flags=("blood_thinners",))
    await world.pass_time(world.clock.now() + timedelta(days=1, hours=8))
    await world.reply("4")
    await world.reply("just a small bruise")
    assert [(o.rule, o.grade) for o in await world.published(AlertOpened)] == [
        ("bruise_on_blood_thinners", Grade.ORANGE)
    ]
