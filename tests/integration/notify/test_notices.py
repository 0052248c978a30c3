"""Staff are told of what patients do online, if they asked for it (S-101)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.notify.store import staff_phones
from services.notify.store.staff_phones import StaffPhone
from shared.events.appointments import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentRescheduled,
    VisitStatus,
)
from tests.integration.notify.visits import STARTS_AT, booked, happened
from tests.integration.notify.worlds import World
from tests.support.facts import NOW
from tests.support.patients import patient_saved, received

MEI, BO = "+13105550191", "+13105550192"


@pytest.fixture
async def asked(world: World) -> World:
    """Mei asked to be told of everything, Bo of cancellations."""
    everything = ["booked", "moved", "cancelled"]
    async with world.db.transaction() as conn:
        for staff_id, phone, notices in [("mei", MEI, everything), ("bo", BO, ["cancelled"])]:
            one = StaffPhone(staff_id, staff_id, phone, False, notices)
            await staff_phones.save(conn, one, by="owner", at=NOW)
    await world.hear(patient_saved())
    return world


async def told(world: World) -> list[tuple[str, str]]:
    await world.send_urgent()
    return sorted((o.phone, o.body) for o in world.carrier.accepted)


async def test_s101_who_asked_is_told_of_a_booking_once_and_not_of_whom(asked: World) -> None:
    await asked.hear(booked(), booked())
    assert await told(asked) == [
        (
            MEI,
            "Booked online: Tue Mar 16, 9:30 AM with Dr. Lin. See the calendar on the dashboard.",
        )
    ]


async def test_s101_each_is_told_of_what_they_asked_for(asked: World) -> None:
    there = STARTS_AT + timedelta(days=1)
    moved = happened(AppointmentRescheduled, actor="patient", version=2, starts_at=there)
    cancelled = happened(
        AppointmentCancelled,
        actor="patient",
        reply_id=str(uuid4()),
        version=3,
        starts_at=there,
        status=VisitStatus.CANCELLED_BY_PATIENT,
    )
    await asked.hear(booked(), moved, cancelled)
    said = await told(asked)
    assert [(phone, body.partition(" with")[0]) for phone, body in said] == [
        (MEI, "Booked online: Tue Mar 16, 9:30 AM"),
        (MEI, "Cancelled by text: Wed Mar 17, 9:30 AM"),
        (MEI, "Moved online: Wed Mar 17, 9:30 AM"),
        (BO, "Cancelled by text: Wed Mar 17, 9:30 AM"),
    ]


async def test_s101_what_staff_do_themselves_or_is_no_change_tells_nobody(asked: World) -> None:
    by_staff = booked().model_copy(update={"actor": "staff:1"})
    confirmed = happened(
        AppointmentConfirmed, actor="patient", version=2, status=VisitStatus.CONFIRMED
    )
    await asked.hear(by_staff, confirmed)
    assert await told(asked) == []


async def test_s101_at_night_a_notice_waits_for_the_morning(asked: World) -> None:
    asked.clock.advance(timedelta(hours=14))
    await asked.hear(booked())
    assert await told(asked) == []
    asked.clock.advance(timedelta(hours=8))
    assert len(await told(asked)) == 1


async def test_s101_old_events_read_anew_tell_nobody(asked: World) -> None:
    asked.clock.advance(timedelta(hours=7))
    async with asked.db.transaction() as conn:
        await asked.handlers[type(booked())](conn, received(booked(), NOW))
    assert await told(asked) == []
