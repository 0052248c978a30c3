"""What a reply becomes: a score, a question asked back once, or something for a person."""

from datetime import datetime, timedelta

import pytest

from services.followup.domain.reading import READER_VERSION
from shared.events.alerts import AlertOpened, Grade
from shared.events.checkins import AnswerUnclear, CheckinMissed, PainReported, Standing
from shared.events.outreach import Answer, TextRequested
from shared.events.replies import Intent, Question
from tests.integration.followup.worlds import World

HOUR = timedelta(hours=1)


async def texts(world: World) -> list[tuple[str, dict[str, str]]]:
    """What was asked of notify since the question."""
    return [(t.kind, t.values) for t in (await world.published(TextRequested))[1:]]


async def test_s99_a_score_is_reported_with_what_changed(world: World) -> None:
    await world.ask(baseline=7)
    question = await world.last_question()
    reply = await world.reply("4")
    (reported,) = await world.published(PainReported)
    assert (reported.score, reported.baseline, reported.change_points) == (4, 7, -3)
    assert (reported.change_percent, reported.standing) == (-42.9, Standing.BETTER)
    assert (reported.complaint_id, reported.request_id, reported.reply_id) == (
        "complaint-back",
        question.request_id,
        reply.reply_id,
    )
    assert reported.reported_at == reply.received_at
    assert await texts(world) == [("checkin_reaction", {"score": "4"})]
    assert ("day_1", "asked") in await world.checkins()
    await world.reply("N")
    assert (await texts(world))[1:] == [("answer_noted", {})]
    assert ("day_1", "answered") in await world.checkins()


async def test_s99_a_baseline_of_0_has_no_percent(world: World) -> None:
    await world.ask(baseline=0)
    await world.reply("3")
    (reported,) = await world.published(PainReported)
    assert (reported.change_points, reported.change_percent) == (3, None)
    assert reported.standing is Standing.WORSE


async def test_a_score_without_a_baseline_is_kept_and_compared_with_nothing(
    world: World,
) -> None:
    await world.complete_visit()
    await world.pass_time(world.clock.now() + timedelta(days=1, hours=8))
    await world.reply("3")
    (reported,) = await world.published(PainReported)
    assert (reported.baseline, reported.standing) == (None, Standing.NO_BASELINE)


async def test_an_intake_that_arrives_after_the_plan_is_still_the_baseline(world: World) -> None:
    await world.complete_visit()
    await world.pass_time(world.clock.now() + timedelta(days=1, hours=8))
    await world.take_intake(baseline=7)
    await world.reply("5")
    (reported,) = await world.published(PainReported)
    assert (reported.complaint_id, reported.baseline) == ("complaint-back", 7)


async def test_the_answer_goes_back_as_an_answer_to_the_patients_own_text(world: World) -> None:
    await world.ask()
    reply = await world.reply("4")
    asked = (await world.published(TextRequested))[-1]
    assert (asked.in_reply_to, asked.expects) == (reply.reply_id, Answer.WORDS)
    last = await world.reply("no")
    noted = (await world.published(TextRequested))[-1]
    assert (noted.in_reply_to, noted.expects) == (last.reply_id, None)


async def test_s81_the_words_the_reading_and_the_reader_are_stored(world: World) -> None:
    await world.ask()
    await world.reply("about 6 or 7")
    await world.reply("6, numb toes since Tuesday")
    rows = await world.rows(
        """select raw_text, kind, low, high, reason, words, reader_version from report
           order by received_at, report_id"""
    )
    assert rows == [
        ("about 6 or 7", "range", 6, 7, "range", "", READER_VERSION),
        (
            "6, numb toes since Tuesday",
            "score",
            6,
            6,
            None,
            "numb toes since Tuesday",
            READER_VERSION,
        ),
    ]


async def test_a_reply_delivered_twice_is_one_score(world: World) -> None:
    await world.ask()
    question = await world.last_question()
    reply = await world.reply("4")
    await world.deliver(reply)  # under another event id
    await world.reply("4", question=question, reply_id=reply.reply_id)
    assert len(await world.published(PainReported)) == 1
    assert len(await texts(world)) == 1


async def test_s80_an_unreadable_answer_is_asked_back_and_stays_open(world: World) -> None:
    await world.ask()
    await world.reply("better")
    (unclear,) = await world.published(AnswerUnclear)
    assert (unclear.reason, unclear.asked_again) == ("no_number", True)
    assert await texts(world) == [("score_clarify", {})]
    await world.reply("3")
    assert [r.score for r in await world.published(PainReported)] == [3]


async def test_s85_a_second_unreadable_answer_is_for_staff(world: World) -> None:
    await world.ask()
    await world.reply("better")
    await world.reply("much better")
    unclear = await world.published(AnswerUnclear)
    assert [u.asked_again for u in unclear] == [True, False]
    assert await texts(world) == [("score_clarify", {})]


async def test_s80_what_is_no_answer_is_not_asked_back(world: World) -> None:
    await world.ask()
    await world.reply("can I come at 3?")
    (unclear,) = await world.published(AnswerUnclear)
    assert (unclear.reason, unclear.asked_again) == ("not_an_answer", False)
    assert await texts(world) == []
    assert ("day_1", "asked") in await world.checkins()


@pytest.mark.parametrize("intent", [Intent.REACTION, Intent.CONFIRM, Intent.CANCEL])
async def test_s82_what_notify_understood_otherwise_is_no_answer(
    world: World, intent: Intent
) -> None:
    await world.ask()
    before = await world.all_published()
    await world.reply('Liked "how is it today, 0 to 10?"', intent=intent)
    assert await world.all_published() == before
    assert ("day_1", "asked") in await world.checkins()


async def test_another_patients_question_is_not_answered(world: World) -> None:
    await world.ask()
    before = await world.all_published()
    await world.take_intake(patient_id="patient-ben", complaint_id="complaint-neck")
    await world.reply("4", patient_id="patient-ben")
    assert await world.all_published() == before


async def test_another_services_question_is_none_of_ours(world: World) -> None:
    await world.ask()
    before = await world.all_published()
    offer = Question(
        request_id="waitlist:1", kind="offer", expects=Answer.YES_NO, asked_at=world.clock.now()
    )
    await world.reply("4", question=offer)
    assert await world.all_published() == before


async def test_an_unknown_phone_leaves_no_trace(world: World) -> None:
    await world.reply("4", question=None, patient_id="phone:1f3a")
    assert await world.rows("select 1 from patient") == []


async def test_s84_fix_within_a_day_replaces_the_score_and_keeps_the_first(world: World) -> None:
    await world.ask()
    first = await world.reply("7")
    world.clock.advance(23 * HOUR)
    await world.reply("FIX 6", question=None)
    seven, six = await world.published(PainReported)
    assert (six.score, six.corrects, six.reported_at) == (6, seven.report_id, first.received_at)
    assert six.request_id is None
    assert (await texts(world))[-1] == ("score_noted", {"score": "6"})
    assert await world.rows("select raw_text from report order by received_at") == [
        ("7",),
        ("FIX 6",),
    ]


async def test_s84_sorry_i_meant_mends_too_and_again(world: World) -> None:
    await world.ask()
    await world.reply("7")
    await world.reply("sorry I meant 6", question=None)
    await world.reply("FIX 5", question=None)
    _, six, five = await world.published(PainReported)
    assert five.corrects == six.report_id


@pytest.mark.parametrize("text", ["FIX 11", "FIX 6-7", "FIX -6"])
async def test_s84_a_fix_that_cannot_be_noted_is_for_staff_and_the_score_stays(
    world: World, text: str
) -> None:
    await world.ask()
    await world.reply("7")
    await world.reply(text, question=None)
    assert [r.score for r in await world.published(PainReported)] == [7]
    assert [u.asked_again for u in await world.published(AnswerUnclear)] == [False]


async def test_s84_fix_after_a_day_changes_nothing(world: World) -> None:
    await world.ask()
    await world.reply("7")
    world.clock.advance(25 * HOUR)
    await world.reply("FIX 6", question=None)
    assert [r.score for r in await world.published(PainReported)] == [7]


async def test_s88_an_answer_within_the_life_is_in_time(world: World) -> None:
    await world.ask()
    await world.pass_time(world.clock.now() + 30 * HOUR)
    await world.reply("4")
    assert [r.late for r in await world.published(PainReported)] == [False]


async def test_s88_an_answer_after_it_is_kept_as_late_with_its_real_time(world: World) -> None:
    await world.ask()
    await world.rows(
        "update checkin set state = 'retired', closed_at = due_at where kind = 'day_3' returning 1"
    )
    await world.pass_time(world.clock.now() + 60 * HOUR)
    assert len(await world.published(CheckinMissed)) == 1
    reply = await world.reply("4", question=None)
    (reported,) = await world.published(PainReported)
    assert (reported.late, reported.reported_at) == (True, reply.received_at)
    assert ("day_1", "missed") in await world.checkins()


async def test_s88_with_something_newer_open_it_answers_the_newer(world: World) -> None:
    await world.ask()
    await world.pass_time(world.clock.now() + 48 * HOUR)  # day 3 is asked
    newer = await world.last_question()
    await world.reply("4")
    (reported,) = await world.published(PainReported)
    assert (reported.request_id, reported.late) == (newer.request_id, False)
    echo = (await world.published(TextRequested))[-1]
    assert echo.values["score"] == "4"
    assert datetime.fromisoformat(echo.values["asked_day_at"]) == newer.asked_at


async def test_s88_an_echo_names_no_day_when_no_other_question_is_unanswered(world: World) -> None:
    await world.ask()
    await world.reply("4")
    assert "asked_day_at" not in (await world.published(TextRequested))[-1].values


async def test_a_number_long_after_everything_is_not_assumed_to_be_a_score(
    world: World,
) -> None:
    await world.ask()
    await world.reply("4")
    world.clock.advance(HOUR)
    await world.reply("3", question=None)
    assert [r.score for r in await world.published(PainReported)] == [4]


async def test_a_score_of_8_opens_one_case_an_episode(world: World) -> None:
    await world.ask()
    reply = await world.reply("8")
    await world.reply("FIX 9", question=None)
    (opened,) = await world.published(AlertOpened)
    (reported, _) = await world.published(PainReported)
    assert (opened.rule, opened.grade, opened.reply_id) == (
        "score_8_or_more",
        Grade.ORANGE,
        reply.reply_id,
    )
    assert opened.report_id == reported.report_id


async def test_a_score_of_7_opens_none(world: World) -> None:
    await world.ask()
    await world.reply("7")
    assert await world.published(AlertOpened) == []


async def test_s80_the_upper_end_of_a_range_counts_for_alarms(world: World) -> None:
    await world.ask()
    await world.reply("7-8")
    assert len(await world.published(AlertOpened)) == 1
    assert await world.published(PainReported) == []
