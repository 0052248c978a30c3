"""Visits of one day are reminded of by one text, and one C confirms them all (R08)."""

from datetime import timedelta

import pytest

from shared.events.appointments import AppointmentCancelled, AppointmentConfirmed, VisitStatus
from shared.events.messages import TextState
from shared.events.replies import Intent, ReplyReceived
from tests.integration.notify.visits import STARTS_AT, VISIT, booked, happened
from tests.integration.notify.worlds import World
from tests.support.patients import ANA, consent, patient_saved

BEN = "patient-ben"
TWO_DAYS_BEFORE = STARTS_AT - timedelta(days=2)


async def book(world: World, appointment_id: str, hours: float, patient_id: str = ANA) -> None:
    """So long after Ana's visit of 9:30."""
    there = STARTS_AT + timedelta(hours=hours)
    one = booked(appointment_id=appointment_id, starts_at=there)
    await world.hear(one.model_copy(update={"patient_id": patient_id}))


@pytest.fixture
async def two(world: World) -> World:
    """Ana comes twice on Tuesday, Ben once; they share a phone and were told of it."""
    await world.hear(patient_saved(), patient_saved(patient_id=BEN, name="Ben Diaz"), booked())
    await world.send_due()
    world.carrier.accepted.clear()
    return world


async def reminded(world: World) -> list[str]:
    await world.send_due()
    world.carrier.accepted.clear()
    world.clock.set(TWO_DAYS_BEFORE)
    await world.send_due()
    return world.carrier.bodies


async def replies(world: World) -> list[tuple[str, str, str | None]]:
    found: list[ReplyReceived] = await world.published(ReplyReceived)
    return [(r.patient_id, r.intent.value, r.appointment_id) for r in found]


async def test_r08_two_visits_of_a_day_are_one_reminder(two: World) -> None:
    await book(two, "later", 4.5)
    assert await reminded(two) == [
        "Lin Center: visits Tue Mar 16, 9:30 AM, 2:00 PM. Reply C to confirm all, R to change,"
        " X if you can't come. Or call 310-555-0100."
    ]
    two.clock.advance(timedelta(hours=6))
    await two.send_due()
    assert len(two.carrier.bodies) == 1, "the other's own reminder was spared"
    reasons = {t.appointment_id: t.reason for t in await two.texts("reminder") if t.lead == "2d"}
    assert reasons == {VISIT: None, "later": "merged"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "visits Tue Mar 16, 9:30 AM (Ana), 11:00 AM (Ben)."),
        ("es", "citas mar 16 de mar, 9:30 AM (Ana), 11:00 AM (Ben)."),
        ("zh", "3月16日周二 上午9:30 (Ana), 上午11:00 (Ben)有预约。"),
    ],
)
async def test_r08_a_family_on_one_phone_is_reminded_by_one_text(
    two: World, language: str, said: str
) -> None:
    await two.hear(
        patient_saved(version=2, language=language),
        patient_saved(patient_id=BEN, name="Ben Diaz", version=2, language=language),
    )
    await book(two, "bens", 1.5, BEN)
    (body,) = await reminded(two)
    assert said in body


async def test_r08_c_confirms_all_that_the_text_spoke_of(two: World) -> None:
    await book(two, "bens", 1.5, BEN)
    await reminded(two)
    await two.reply("C")
    assert await replies(two) == [(ANA, "confirm", VISIT), (BEN, "confirm", "bens")]


async def test_r08_x_is_asked_back_which_of_them(two: World) -> None:
    await book(two, "later", 4.5)
    await reminded(two)
    two.carrier.accepted.clear()
    await two.reply("X")
    await two.send_due()
    assert two.carrier.bodies == [
        "Lin Center: who is this about? Reply 1 for Ana (9:30 AM), 2 for Ana (2:00 PM)."
    ]
    for body in ("2", "X"):
        await two.reply(body)
        await two.send_due()
    assert (await replies(two))[-1] == (ANA, Intent.CANCEL, "later")


async def test_s74_r_on_a_shared_phone_still_means_to_move_when_it_is_told_whose(
    two: World,
) -> None:
    await book(two, "bens", 1.5, BEN)
    await reminded(two)
    two.carrier.accepted.clear()
    await two.reply("R")
    await two.send_due()
    await two.reply("2")
    await two.send_due()
    assert two.carrier.bodies[-1].startswith("Lin Center: pick a new time here:")
    assert "11:00 AM" in two.carrier.bodies[-1]


async def test_r08_only_what_stands_is_of_that_day_and_may_be_texted_is_merged(
    two: World,
) -> None:
    await book(two, "next-day", 24)
    await book(two, "gone", 2)
    gone = happened(
        AppointmentCancelled,
        version=2,
        appointment_id="gone",
        starts_at=STARTS_AT + timedelta(hours=2),
        status=VisitStatus.CANCELLED_BY_CLINIC,
    )
    await two.hear(gone, patient_saved(patient_id=BEN, version=2, text_consent=consent("checkin")))
    await book(two, "bens", 1.5, BEN)
    assert await reminded(two) == [
        "Lin Center: visit Tue Mar 16, 9:30 AM. Reply C to confirm, R to change, X if you can't"
        " come. Or call 310-555-0100."
    ]


async def test_s70_a_merged_reminder_of_confirmed_visits_does_not_ask_again(two: World) -> None:
    await book(two, "later", 4.5)
    for appointment_id, hours in ((VISIT, 0.0), ("later", 4.5)):
        await two.hear(
            happened(
                AppointmentConfirmed,
                version=2,
                appointment_id=appointment_id,
                starts_at=STARTS_AT + timedelta(hours=hours),
                status=VisitStatus.CONFIRMED,
            )
        )
    (body,) = await reminded(two)
    assert "Reply X if you can't come" in body
    assert "confirm" not in body


async def test_r08_a_merged_reminder_that_is_tried_again_speaks_of_the_same(two: World) -> None:
    await book(two, "later", 4.5)
    two.carrier.refusals = []
    await two.send_due()
    two.carrier.accepted.clear()
    two.clock.set(TWO_DAYS_BEFORE)
    two.carrier.refusals = [20429]
    await two.send_due()
    assert two.carrier.bodies == []
    two.clock.advance(timedelta(minutes=1))
    await two.send_due()
    assert ["2:00 PM" in body for body in two.carrier.bodies] == [True]
    planned = [t for t in await two.texts("reminder") if t.state is TextState.PLANNED]
    assert {t.lead for t in planned} == {"3h"}
