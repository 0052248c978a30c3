"""Check-ins follow from treatments that took place, and from nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from services.followup.domain.plans import UnknownProtocolError
from shared.events.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentEvent,
    AppointmentNoShow,
    AppointmentRestored,
    VisitStatus,
)
from shared.events.checkins import (
    CheckinPlanned,
    CheckinRetired,
    PainDaysReported,
    PainReported,
)
from shared.events.outreach import TextWithdrawn
from shared.ids import new_id
from tests.integration.followup.worlds import World, change, completed_visit, completion
from tests.support.facts import visit

WEDNESDAY_17 = datetime(2027, 3, 4, 1, 0, tzinfo=UTC)
FRIDAY_17 = datetime(2027, 3, 6, 1, 0, tzinfo=UTC)
PEG_LATER = ["peg_end", "peg_3_months", "peg_12_months"]
THURSDAY_10 = datetime(2027, 3, 4, 18, 0, tzinfo=UTC)


async def test_s95_a_completed_visit_plans_day_1_day_3_and_the_weeks(world: World) -> None:
    done = await world.complete_visit()
    planned = await world.published(CheckinPlanned)
    assert [(p.kind, p.due_at) for p in planned[:2]] == [
        ("day_1", WEDNESDAY_17),
        ("day_3", FRIDAY_17),
    ]
    assert [p.kind for p in planned[2:]] == ["weekly"] * 8 + PEG_LATER
    # The clocks go forward on 14 March; 17:00 stays 17:00.
    assert [p.due_at.hour for p in planned[2:4]] == [1, 0]
    assert {p.appointment_id for p in planned} == {done.appointment_id}


async def test_s95_nothing_is_planned_from_a_visit_that_is_only_booked(world: World) -> None:
    booked = visit(starts_at=world.clock.now())
    event = AppointmentBooked(patient_id="patient-ana", visit=booked, actor="patient")
    await world.deliver(event)
    assert await world.all_published() == []


async def test_s95_a_completion_delivered_twice_plans_once(world: World) -> None:
    done = completed_visit(world.clock.now())
    event = completion(done, world.clock.now())
    first_id = await world.deliver(event)
    once = await world.all_published()
    await world.deliver(event, first_id)
    await world.deliver(event, new_id())  # the same fact under another id
    assert await world.all_published() == once


async def test_a_treatment_without_a_plan_asks_nothing(world: World) -> None:
    treatment = visit().treatment.model_copy(update={"checkin_plan": None})
    await world.complete_visit(treatment=treatment)
    assert await world.all_published() == []


async def test_a_plan_that_nobody_knows_is_an_error_and_not_silence(world: World) -> None:
    treatment = visit().treatment.model_copy(update={"checkin_plan": "unheard_of"})
    with pytest.raises(UnknownProtocolError):
        await world.complete_visit(treatment=treatment)
    assert await world.rows("select 1 from visit") == []


async def test_a_visit_marked_days_later_is_not_asked_about_what_is_over(world: World) -> None:
    started = world.clock.now()
    world.clock.advance(timedelta(days=4))
    await world.deliver(completion(completed_visit(started), world.clock.now()))
    assert [p.kind for p in await world.published(CheckinPlanned)][:2] == ["day_3", "weekly"]


@pytest.mark.parametrize(
    ("model", "status"),
    [
        (AppointmentNoShow, VisitStatus.NO_SHOW),
        (AppointmentCancelled, VisitStatus.CANCELLED_BY_CLINIC),
        (AppointmentRestored, VisitStatus.ARRIVED),
    ],
)
async def test_s96_a_visit_that_did_not_happen_after_all_asks_nothing(
    world: World, model: type[AppointmentEvent], status: VisitStatus
) -> None:
    done = await world.complete_visit()
    await world.deliver(change(model, done, status))
    planned = {p.checkin_id for p in await world.published(CheckinPlanned)}
    retired = await world.published(CheckinRetired)
    assert {r.checkin_id for r in retired} == planned
    assert await world.published(TextWithdrawn) == []
    await world.pass_time(WEDNESDAY_17)
    assert len(await world.all_published()) == 2 * len(planned)


async def test_s96_a_question_that_is_out_is_taken_back(world: World) -> None:
    done = await world.complete_visit()
    await world.pass_time(WEDNESDAY_17)
    question = await world.last_question()
    await world.deliver(change(AppointmentNoShow, done, VisitStatus.NO_SHOW))
    assert [w.request_id for w in await world.published(TextWithdrawn)] == [question.request_id]


async def test_s96_an_older_event_that_comes_late_changes_nothing(world: World) -> None:
    done = await world.complete_visit()
    before = await world.all_published()
    stale = done.model_copy(update={"version": 1})
    await world.deliver(change(AppointmentNoShow, stale, VisitStatus.NO_SHOW))
    assert await world.all_published() == before


async def test_a_visit_completed_again_after_it_was_taken_back_is_asked_about(
    world: World,
) -> None:
    done = await world.complete_visit()
    restored = change(AppointmentRestored, done, VisitStatus.ARRIVED)
    await world.deliver(restored)
    again = restored.visit.model_copy(
        update={"version": restored.visit.version + 1, "status": VisitStatus.COMPLETED}
    )
    await world.deliver(completion(again, world.clock.now()))
    assert (await world.checkins()).count(("day_1", "planned")) == 1


async def test_s97_the_next_treatment_replaces_what_was_not_asked_yet(world: World) -> None:
    first = await world.complete_visit()
    await world.pass_time(WEDNESDAY_17)
    await world.pass_time(THURSDAY_10)
    second = await world.complete_visit()
    still_planned = await world.rows(
        "select appointment_id, kind from checkin where state = 'planned' order by due_at"
    )
    assert {row[0] for row in still_planned} == {second.appointment_id}
    assert [row[1] for row in still_planned] == ["day_1", "day_3"] + ["weekly"] * 8 + PEG_LATER
    asked = await world.rows("select appointment_id from checkin where state = 'asked'")
    assert asked == [(first.appointment_id,)]  # the question that is out stays answerable


async def test_s97_completions_that_arrive_in_the_wrong_order_end_the_same(world: World) -> None:
    started = world.clock.now()
    world.clock.set(THURSDAY_10)
    second = await world.complete_visit()
    await world.deliver(completion(completed_visit(started), started))
    planned = await world.rows(
        "select appointment_id, kind from checkin where state = 'planned' order by due_at"
    )
    assert [row[1] for row in planned] == ["day_1", "day_1", "day_3"] + ["weekly"] * 8 + PEG_LATER
    assert {row[0] for row in planned[1:]} == {second.appointment_id}


async def test_a_movement_class_leaves_the_watch_after_needling_alone(world: World) -> None:
    await world.complete_visit()
    world.clock.advance(timedelta(hours=20))
    movement = visit().treatment.model_copy(update={"checkin_plan": "weekly"})
    await world.complete_visit(treatment=movement)
    planned = await world.rows("select kind from checkin where state = 'planned' order by due_at")
    assert [row[0] for row in planned] == ["day_1", "day_3"] + ["weekly"] * 8 + PEG_LATER


async def test_a_treatment_taken_back_brings_the_earlier_plan_back(world: World) -> None:
    first = await world.complete_visit()
    world.clock.advance(timedelta(days=2))
    second = await world.complete_visit()
    await world.deliver(change(AppointmentRestored, second, VisitStatus.ARRIVED))
    planned = await world.rows(
        "select appointment_id, kind from checkin where state = 'planned' order by due_at"
    )
    assert {row[0] for row in planned} == {first.appointment_id}
    assert "day_3" in {row[1] for row in planned}


async def test_an_intake_that_comes_after_the_visit_changes_how_it_is_followed(
    world: World,
) -> None:
    await world.complete_visit()
    await world.take_intake(complaint="migraine")
    weekly = await world.rows(
        "select distinct state, asks[1] from checkin where kind = 'weekly' order by state"
    )
    assert weekly == [("planned", "pain_days"), ("retired", "score")]


async def test_a_migraine_is_asked_for_the_days_then_for_the_score(world: World) -> None:
    await world.take_intake(complaint="migraine")
    treatment = visit().treatment.model_copy(update={"checkin_plan": "weekly"})
    await world.complete_visit(treatment=treatment)
    await world.pass_time(world.clock.now() + timedelta(days=7, hours=8))
    await world.reply("3")
    await world.reply("6")
    assert await world.kinds() == ["checkin_days_first", "checkin_score_next", "score_noted"]
    assert [d.days for d in await world.published(PainDaysReported)] == [3]
    assert [p.score for p in await world.published(PainReported)] == [6]


async def test_after_visit_5_the_peg_follows_the_score_of_day_3(world: World) -> None:
    await world.take_intake()
    for _ in range(4):
        await world.complete_visit(appointment_id=str(new_id()))
        await world.pass_time(world.clock.now() + timedelta(days=7))
    await world.complete_visit(appointment_id=str(new_id()))
    before = len(await world.kinds())
    await world.pass_time(world.clock.now() + timedelta(days=3, hours=7))
    for answer in ("5", "4", "5", "6"):
        await world.reply(answer)
    assert (await world.kinds())[before:] == [
        "checkin_score",
        "peg_pain_next",
        "peg_enjoyment",
        "peg_activity",
        "answer_noted",
    ]
