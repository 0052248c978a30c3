"""What is planned from what happens to a visit."""

from datetime import timedelta

import pytest

from services.notify.domain.announcement import UNDO_FOR
from shared.events.appointments import (
    AppointmentArrived,
    AppointmentCancelled,
    AppointmentCompleted,
    AppointmentConfirmed,
    AppointmentEvent,
    AppointmentNoShow,
    AppointmentRescheduled,
    AppointmentRestated,
    VisitStatus,
)
from shared.events.messages import TextPlanned, TextRetired, TextState
from tests.integration.notify.visits import STARTS_AT, booked, happened
from tests.integration.notify.worlds import World
from tests.support.patients import ANA, ANAS_PHONE, consent, patient_saved, received

CANCELLED = VisitStatus.CANCELLED_BY_CLINIC


async def reminders(world: World) -> list[tuple[str, int | None, TextState]]:
    return [(t.lead, t.appointment_version, t.state) for t in await world.texts("reminder")]


async def test_a_booking_is_confirmed_at_once_and_reminders_wait(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    assert world.carrier.bodies == [
        "Lin Center: booked for Tue Mar 16, 9:30 AM with Dr. Lin."
        " Change or cancel: https://lin.example/m/7Kq2xV Reply STOP to opt out."
    ]
    assert await reminders(world) == [("2d", 1, "planned"), ("3h", 1, "planned")]
    assert [e.text.kind for e in await world.published(TextPlanned)] == [
        "confirmation",
        "reminder",
        "reminder",
    ]


async def test_a_text_waits_until_its_patient_is_known(world: World) -> None:
    await world.hear(booked())
    await world.send_due()
    assert world.carrier.bodies == []
    await world.hear(patient_saved())
    await world.send_due()
    assert (await world.text("confirmation")).state is TextState.ACCEPTED


async def test_s30_a_cancelled_visit_has_no_text_left_to_send(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    await world.hear(happened(AppointmentCancelled, version=2, status=CANCELLED))
    assert {state for _, _, state in await reminders(world)} == {TextState.RETIRED}
    world.clock.set(STARTS_AT - timedelta(hours=1))
    await world.send_due()
    assert not [body for body in world.carrier.bodies if "Reply C" in body]
    assert {e.text.reason for e in await world.published(TextRetired)} == {CANCELLED}


async def test_s32_a_moved_visit_has_new_reminders_and_one_text_about_it(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    later = STARTS_AT + timedelta(days=7)
    await world.hear(happened(AppointmentRescheduled, version=2, starts_at=later))
    world.clock.advance(UNDO_FOR)
    await world.send_due()
    assert await reminders(world) == [
        ("2d", 1, "retired"),
        ("3h", 1, "retired"),
        ("2d", 2, "planned"),
        ("3h", 2, "planned"),
    ]
    assert world.carrier.bodies[1:] == [
        "Lin Center: your visit moved to Tue Mar 23, 9:30 AM. Old time is cancelled."
        " Details: https://lin.example/m/7Kq2xV"
    ]


async def test_what_the_practice_calls_otherwise_is_told_to_nobody_and_said_from_then_on(
    world: World,
) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    place = booked().visit.location.model_copy(update={"text_name": "Lin Clinic"})
    restated = happened(AppointmentRestated, version=2)
    visit = restated.visit.model_copy(update={"location": place})
    await world.hear(restated.model_copy(update={"visit": visit}))
    world.clock.set(STARTS_AT - timedelta(days=2) + timedelta(minutes=1))
    await world.send_due()
    assert [body.split(":")[0] for body in world.carrier.bodies] == ["Lin Center", "Lin Clinic"]


async def test_s20_a_move_that_is_taken_back_in_time_is_never_told(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    later = STARTS_AT + timedelta(days=7)
    await world.hear(happened(AppointmentRescheduled, version=2, starts_at=later))
    world.clock.advance(UNDO_FOR - timedelta(seconds=1))
    await world.send_due()
    await world.hear(happened(AppointmentRescheduled, version=3, starts_at=STARTS_AT))
    world.clock.advance(UNDO_FOR)
    await world.send_due()
    assert len(world.carrier.bodies) == 1


async def test_s20_two_moves_make_one_text_with_the_final_time(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    for version, days in ((2, 7), (3, 2)):
        there = STARTS_AT + timedelta(days=days)
        await world.hear(happened(AppointmentRescheduled, version=version, starts_at=there))
    world.clock.advance(UNDO_FOR)
    await world.send_due()
    (told,) = world.carrier.bodies[1:]
    assert "moved to Thu Mar 18" in told


async def test_s20_a_move_and_back_by_three_steps_is_still_no_news(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    for version, days in ((2, 7), (3, 2), (4, 0)):
        there = STARTS_AT + timedelta(days=days)
        await world.hear(happened(AppointmentRescheduled, version=version, starts_at=there))
    world.clock.advance(UNDO_FOR)
    await world.send_due()
    assert len(world.carrier.bodies) == 1


async def test_s20_a_change_shortly_before_the_visit_is_told_at_once(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    soon = world.clock.now() + timedelta(hours=2)
    await world.hear(happened(AppointmentRescheduled, version=2, starts_at=soon))
    await world.send_due()
    assert len(world.carrier.bodies) == 2


async def test_s33_the_older_of_two_moves_changes_nothing_when_it_comes_last(world: World) -> None:
    first, second = STARTS_AT + timedelta(days=1), STARTS_AT + timedelta(days=2)
    await world.hear(patient_saved(), booked())
    await world.send_due()
    await world.hear(happened(AppointmentRescheduled, version=3, starts_at=second))
    await world.hear(happened(AppointmentRescheduled, version=2, starts_at=first))
    world.clock.advance(UNDO_FOR)
    await world.send_due()
    planned = [t for t in await world.texts("reminder") if t.state is TextState.PLANNED]
    assert {t.appointment_version for t in planned} == {3}
    assert [body for body in world.carrier.bodies if "moved" in body] == [
        "Lin Center: your visit moved to Thu Mar 18, 9:30 AM. Old time is cancelled."
        " Details: https://lin.example/m/7Kq2xV"
    ]


async def test_a_patient_who_was_never_told_the_first_time_is_told_of_a_booking(
    world: World,
) -> None:
    await world.hear(patient_saved(), booked())
    later = STARTS_AT + timedelta(days=7)
    await world.hear(happened(AppointmentRescheduled, version=2, starts_at=later))
    await world.send_due()
    assert [t.kind for t in await world.texts() if t.sid] == ["confirmation"]
    assert "booked for Tue Mar 23" in world.carrier.bodies[0]


@pytest.mark.parametrize(
    ("model", "status"),
    [
        (AppointmentCompleted, VisitStatus.COMPLETED),
        (AppointmentNoShow, VisitStatus.NO_SHOW),
        (AppointmentArrived, VisitStatus.ARRIVED),
    ],
)
async def test_s34_no_reminder_goes_for_a_visit_that_is_over_early(
    world: World, model: type[AppointmentEvent], status: VisitStatus
) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    await world.hear(happened(model, version=2, status=status))
    world.clock.set(STARTS_AT - timedelta(hours=3))
    await world.send_due()
    assert len(world.carrier.bodies) == 1


async def test_s39_an_event_delivered_twice_plans_one_text(world: World) -> None:
    """Even under another event id: the rows themselves are unique."""
    await world.hear(patient_saved(), booked(), booked())
    await world.send_due()
    async with world.db.transaction() as conn:
        await conn.execute("delete from visit")
        await world.handlers[type(booked())](conn, received(booked()))
    await world.send_due()
    assert len(world.carrier.bodies) == 1
    assert len(await world.texts()) == 3


async def test_a_confirmed_visit_is_reminded_of_without_asking(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    confirmed = happened(AppointmentConfirmed, version=2, status=VisitStatus.CONFIRMED)
    await world.hear(confirmed)
    world.clock.set(STARTS_AT - timedelta(hours=1))
    await world.send_due()
    assert world.carrier.bodies[-1] == (
        "Lin Center: visit Tue Mar 16, 9:30 AM. Reply X if you can't come. Or call 310-555-0100."
    )


async def test_s45_a_visit_moved_into_the_reminders_window_gets_those_that_still_can_go(
    world: World,
) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    there = world.clock.now() + timedelta(hours=26)
    await world.hear(happened(AppointmentRescheduled, version=2, starts_at=there))
    world.clock.advance(UNDO_FOR)
    await world.send_due()
    assert [body for body in world.carrier.bodies[1:] if "moved to Tue Mar 9, 12:00 PM" in body]
    planned = [t for t in await world.texts("reminder") if t.state is TextState.PLANNED]
    assert [(t.lead, t.due_at) for t in planned] == [("3h", there - timedelta(hours=3))]


async def test_s20_what_was_moved_and_then_cancelled_is_cancelled_as_the_patient_knows_it(
    world: World,
) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    there = STARTS_AT + timedelta(days=2)
    await world.hear(happened(AppointmentRescheduled, version=2, starts_at=there))
    world.clock.advance(UNDO_FOR / 2)
    await world.hear(
        happened(
            AppointmentCancelled,
            version=3,
            status=VisitStatus.CANCELLED_BY_CLINIC,
            starts_at=there,
        )
    )
    world.clock.advance(UNDO_FOR)
    await world.send_due()
    assert world.carrier.bodies[1:] == [
        "Lin Center: your visit Tue Mar 16, 9:30 AM is cancelled. Questions or a new time?"
        " Call 310-555-0100."
    ]


async def test_s69_a_patient_who_did_not_tick_the_box_gets_no_text(world: World) -> None:
    await world.hear(patient_saved(text_consent=None), booked())
    await world.send_due()
    world.clock.set(STARTS_AT - timedelta(hours=1))
    await world.send_due()
    assert world.carrier.bodies == []
    assert (await world.text("confirmation")).reason == "no_consent"


async def test_s69_the_box_that_was_ticked_is_kept_as_it_was_read(world: World) -> None:
    ticked = consent("visit")
    await world.hear(patient_saved(text_consent=ticked))
    assert await world.rows(
        "select phone, patient_id, category, state, source, wording, wording_version, at"
        " from consent_entry"
    ) == [
        (
            ANAS_PHONE,
            ANA,
            "visit",
            "granted",
            "booking_page",
            ticked.wording,
            ticked.wording_version,
            ticked.given_at,
        )
    ]


async def test_consent_taken_back_in_the_record_holds_from_then_on(world: World) -> None:
    await world.hear(patient_saved(), patient_saved(version=2, text_consent=consent("checkin")))
    await world.hear(booked())
    await world.send_due()
    assert (await world.text("confirmation")).reason == "no_consent"
    rows = await world.rows(
        "select category, state from consent where patient_id = %s order by 1", ANA
    )
    assert rows == [("checkin", "granted"), ("visit", "revoked")]


async def test_s123_outside_production_only_listed_phones_are_texted(world: World) -> None:
    await world.hear(patient_saved(phone="+14155552671"), booked())
    await world.send_due()
    assert world.carrier.bodies == []
    assert (await world.text("confirmation")).reason == "not_allowed_here"
