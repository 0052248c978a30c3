"""What a patient's text does."""

from datetime import timedelta

import pytest
from psycopg.types.json import Jsonb

from shared.events.appointments import (
    AppointmentCancelled,
    AppointmentConfirmed,
    VisitStatus,
)
from shared.events.checkins import PainReported, Standing
from shared.events.messages import TextingResumed, TextingStopped, TextState
from shared.events.outreach import Answer, Category, TextRequested, TextWithdrawn
from shared.events.replies import Intent, ReplyReceived
from tests.integration.notify.visits import STARTS_AT, VISIT, booked, happened
from tests.integration.notify.worlds import World
from tests.support.facts import NOW
from tests.support.patients import ANA, patient_saved


@pytest.fixture
async def told(world: World) -> World:
    """Ana has her confirmation."""
    await world.hear(patient_saved(), booked())
    await world.send_due()
    return world


async def last_reply(world: World) -> ReplyReceived:
    replies: list[ReplyReceived] = await world.published(ReplyReceived)
    return replies[-1]


def check_in(request_id: str = "checkin-1", **changes: object) -> TextRequested:
    return TextRequested(
        patient_id=ANA,
        request_id=request_id,
        kind="checkin_score",
        category=Category.CHECKIN,
        values={},
        expects=Answer.SCORE,
        not_before=NOW,
        not_after=NOW + timedelta(days=30),
    ).model_copy(update=changes)


@pytest.mark.parametrize(
    "body",
    ["C", " c ", "C.", "yes", "Yes!", "confirm", "👍", "👍🏽", "I'll be there", "I’ll be there"],
)
async def test_s70_a_confirming_word_is_passed_on_once_and_answered_once(
    told: World, body: str
) -> None:
    await told.reply(body)
    reply = await last_reply(told)
    assert (reply.intent, reply.appointment_id) == (Intent.CONFIRM, VISIT)
    confirmed = happened(
        AppointmentConfirmed, version=2, status=VisitStatus.CONFIRMED, reply_id=reply.reply_id
    )
    await told.hear(confirmed, confirmed)
    await told.send_due()
    assert told.carrier.bodies[1:] == ["Thanks, confirmed: Tue Mar 16, 9:30 AM. See you then."]


async def test_s71_a_confirmation_is_about_the_visit_of_the_latest_text(told: World) -> None:
    told.clock.advance(timedelta(minutes=1))
    await told.hear(
        booked(appointment_id="appointment-2", starts_at=STARTS_AT + timedelta(days=20))
    )
    await told.send_due()
    await told.reply("C")
    assert (await last_reply(told)).appointment_id == "appointment-2"


async def test_s72_x_is_asked_back_and_the_second_x_cancels(told: World) -> None:
    await told.reply("X")
    assert (await last_reply(told)).intent is Intent.CANCEL_WISH
    await told.send_due()
    assert told.carrier.bodies[-1] == (
        "Lin Center: cancel Tue Mar 16, 9:30 AM? Reply X again to cancel, or C to keep it."
    )
    told.clock.advance(timedelta(minutes=29))
    await told.reply("x")
    reply = await last_reply(told)
    assert (reply.intent, reply.appointment_id) == (Intent.CANCEL, VISIT)
    await told.hear(
        happened(
            AppointmentCancelled,
            version=2,
            status=VisitStatus.CANCELLED_BY_PATIENT,
            reply_id=reply.reply_id,
        )
    )
    await told.send_due()
    assert told.carrier.bodies[-1] == (
        "Lin Center: your visit Tue Mar 16, 9:30 AM is cancelled. For a new time call 310-555-0100."
    )


async def test_s72_a_second_x_that_comes_late_is_asked_back_again(told: World) -> None:
    await told.reply("X")
    told.clock.advance(timedelta(minutes=31))
    await told.reply("X")
    assert [r.intent for r in await told.published(ReplyReceived)] == [Intent.CANCEL_WISH] * 2


async def test_s72_c_after_x_keeps_the_visit(told: World) -> None:
    await told.reply("X")
    await told.reply("C")
    await told.reply("X")
    assert [r.intent for r in await told.published(ReplyReceived)] == [
        Intent.CANCEL_WISH,
        Intent.CONFIRM,
        Intent.CANCEL_WISH,
    ]


async def test_s73_x_in_the_late_window_is_referred_to_the_phone(told: World) -> None:
    told.clock.set(STARTS_AT - timedelta(hours=23))
    await told.reply("X")
    await told.reply("X")
    await told.send_due()
    assert {r.intent for r in await told.published(ReplyReceived)} == {Intent.CANCEL_WISH}
    assert told.carrier.bodies[-1] == (
        "Lin Center: it is too late to cancel Tue Mar 16, 9:30 AM by text. Please call 310-555-0100."
    )


@pytest.mark.parametrize(
    "body", ["STOP", " stop ", "Stop.", "UNSUBSCRIBE", "cancel", "End", "optout"]
)
async def test_s60_an_opt_out_stops_everything_and_is_not_answered(told: World, body: str) -> None:
    await told.reply(body)
    told.clock.advance(timedelta(days=6))
    await told.send_due()
    assert len(told.carrier.bodies) == 1
    assert {t.state for t in await told.texts("reminder")} == {TextState.RETIRED}
    assert [(e.patient_id, e.source) for e in await told.published(TextingStopped)] == [
        (ANA, "keyword")
    ]
    assert (await last_reply(told)).intent is Intent.OPT_OUT
    rows = await told.rows("select words from consent_entry where state = 'revoked'")
    assert rows == [(body,)]


async def test_a_new_booking_does_not_undo_an_opt_out(told: World) -> None:
    await told.reply("STOP")
    await told.hear(patient_saved(version=2), booked(appointment_id="appointment-2"))
    await told.send_due()
    assert len(told.carrier.bodies) == 1


@pytest.mark.parametrize("body", ["START", "unstop", "Yes"])
async def test_texts_are_resumed_for_visits_after_an_opt_out(told: World, body: str) -> None:
    await told.reply("STOP")
    await told.reply(body)
    assert (await last_reply(told)).intent is Intent.OPT_IN
    assert len(await told.published(TextingResumed)) == 1
    await told.hear(booked(appointment_id="appointment-2"))
    await told.send_due()
    assert len(told.carrier.bodies) == 2


async def test_the_consent_ledger_cannot_be_rewritten(told: World) -> None:
    for change in ("update consent_entry set state = 'granted'", "delete from consent_entry"):
        with pytest.raises(Exception, match="append-only"):
            await told.rows(change + " returning 1")


async def test_an_answer_goes_to_whoever_asked_and_closes_when_it_was_read(told: World) -> None:
    await told.hear(check_in())
    await told.send_due()
    await told.reply("7")
    reply = await last_reply(told)
    assert reply.question
    assert (reply.intent, reply.question.request_id) == (Intent.ANSWER, "checkin-1")
    await told.hear(pain_reported("checkin-1", reply.reply_id))
    await told.reply("7")
    reply = await last_reply(told)
    assert (reply.intent, reply.question) == (Intent.OTHER, None)


def pain_reported(request_id: str, reply_id: str) -> PainReported:
    return PainReported(
        patient_id=ANA,
        report_id="report-1",
        complaint_id=None,
        checkin_id=None,
        reply_id=reply_id,
        request_id=request_id,
        score=7,
        reported_at=NOW,
        baseline=None,
        change_points=None,
        change_percent=None,
        standing=Standing.NO_BASELINE,
        reader_version="1",
    )


async def test_a_later_question_takes_the_place_of_one_that_was_not_answered(told: World) -> None:
    await told.hear(check_in())
    await told.send_due()
    told.clock.advance(timedelta(days=1))
    await told.hear(check_in("checkin-2"))
    await told.send_due()
    await told.reply("4")
    question = (await last_reply(told)).question
    assert question
    assert question.request_id == "checkin-2"


async def test_a_withdrawn_request_is_neither_sent_nor_answered(told: World) -> None:
    withdrawn = TextWithdrawn(patient_id=ANA, request_id="checkin-1", reason="next_visit")
    await told.hear(check_in(), withdrawn)
    await told.send_due()
    assert (await told.text("checkin_score")).reason == "next_visit"
    await told.reply("4")
    assert (await last_reply(told)).intent is Intent.OTHER


async def test_a_command_wins_over_the_open_question_which_stays_open(told: World) -> None:
    await told.hear(check_in())
    await told.send_due()
    await told.reply("C")
    reply = await last_reply(told)
    assert reply.intent is Intent.CONFIRM
    assert reply.question
    await told.reply("5")
    assert (await last_reply(told)).intent is Intent.ANSWER


async def test_a_reaction_is_no_answer(told: World) -> None:
    await told.hear(check_in())
    await told.send_due()
    await told.reply("Liked “Lin Center check-in: how is it today, 0 to 10? ...”")
    assert (await last_reply(told)).intent is Intent.REACTION


async def test_an_answer_to_a_reply_is_outside_caps_and_hours(told: World) -> None:
    await told.hear(check_in())
    await told.send_due()
    night = NOW.replace(hour=7) + timedelta(days=1)
    told.clock.set(night)
    await told.reply("7")
    reply = await last_reply(told)
    noted = check_in("noted-1", kind="score_noted", values={"score": "7"}, expects=None)
    await told.hear(noted.model_copy(update={"in_reply_to": reply.reply_id}))
    await told.send_due()
    assert told.carrier.bodies[-1] == (
        "Thanks, we noted 7. If that's wrong reply FIX and the number."
    )


async def test_a_request_is_one_text_however_often_it_comes(told: World) -> None:
    await told.hear(check_in(), check_in())
    await told.send_due()
    assert len(await told.texts("checkin_score")) == 1


async def test_a_stranger_is_heard_under_a_name_that_does_not_give_the_phone_away(
    world: World,
) -> None:
    await world.reply("hello", phone="+13105550199")
    reply = await last_reply(world)
    assert (reply.intent, reply.body) == (Intent.OTHER, "hello")
    assert reply.patient_id.startswith("phone:")
    assert "0199" not in reply.patient_id


async def test_a_reply_that_cannot_be_handled_is_kept_and_others_go_on(world: World) -> None:
    await world.hear(patient_saved(), booked())
    whole = (await world.rows("select content from visit"))[0][0]
    await world.rows("update visit set content = '{}' returning 1")
    await world.reply("C")
    await world.reply("hello", phone="+13105550199")
    assert [r.body for r in await world.published(ReplyReceived)] == ["hello"]
    await world.rows("update visit set content = %s returning 1", Jsonb(whole))
    world.clock.advance(timedelta(minutes=1))
    await world.understand()
    assert [r.body for r in await world.published(ReplyReceived)] == ["hello", "C"]
