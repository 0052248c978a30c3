"""A phone that is proven after the booking: booking's own events, heard by notify."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from shared.events import event_types
from shared.events.appointments import AppointmentRescheduled
from shared.events.messages import TextState
from tests.integration.booking.test_pages import ABOUT, BOOK, CHOICE, REASON
from tests.integration.notify.visits import STARTS_AT, booked, happened
from tests.integration.notify.worlds import World, new_world
from tests.support.booking import NOW, Booking, booking, demo_practice
from tests.support.facts import NOW as FACTS_NOW
from tests.support.patients import consent, patient_saved

__all__ = ["booking"]

ON_THE_LIST = {**CHOICE, **ABOUT, **REASON, "text_consent": "yes", "name": "Ana López"}


@dataclass
class Both:
    booking: Booking
    world: World
    heard: int = 0

    async def settle(self) -> None:
        """What booking has published since is heard, and what is due is sent."""
        rows = await self.booking.list_rows(
            "select position, type, payload from outbox where position > %s order by position",
            self.heard,
        )
        for row in rows:
            model = event_types()[row["type"]]
            if model in self.world.handlers:
                await self.world.hear(model.model_validate(row["payload"]))
            self.heard = row["position"]
        await self.world.send_due()

    def code(self) -> str:
        """As the patient reads it on their phone."""
        found = re.search(r"\d{6}", self.world.carrier.bodies[-1])
        assert found
        return found[0]


@pytest.fixture
async def both(booking: Booking, notify_dsn: str) -> AsyncIterator[Both]:
    await booking.load(demo_practice().model_copy(update={"prove_phones": True}))
    async with new_world(notify_dsn, NOW) as world:
        yield Both(booking, world)


async def test_s09_the_code_is_the_only_text_until_it_is_typed_and_then_the_visit_is_confirmed(
    both: Both,
) -> None:
    done = await both.booking.http.post(f"{BOOK}/book", data=ON_THE_LIST)
    await both.settle()
    assert len(both.world.carrier.bodies) == 1
    page = done.headers["location"].removesuffix("/phone")
    code = both.code()
    for _ in range(2):  # typed twice, confirmed once
        await both.booking.http.post(f"{page}/phone", data={"code": code})
        await both.settle()
        assert len(both.world.carrier.bodies) == 2
        assert "booked for Tue Jan 12, 9:00 AM" in both.world.carrier.bodies[1]
    reminders = await both.world.texts("reminder")
    assert reminders
    both.world.clock.set(reminders[0].due_at)
    await both.settle()
    assert len(both.world.carrier.bodies) == 3


async def test_a_phone_that_is_never_proven_is_never_texted_about_the_visit(both: Both) -> None:
    await both.booking.http.post(f"{BOOK}/book", data=ON_THE_LIST)
    await both.settle()
    both.world.clock.advance(timedelta(hours=20))
    await both.settle()
    assert len(both.world.carrier.bodies) == 1
    assert {t.state for t in await both.world.texts("confirmation")} == {TextState.RETIRED}


async def test_a_visit_that_moved_before_the_proof_is_confirmed_as_it_is_now(world: World) -> None:
    new_time = STARTS_AT + timedelta(days=2)
    moved = happened(AppointmentRescheduled, version=2, starts_at=new_time, booked_at=FACTS_NOW)
    await world.hear(patient_saved(text_consent=None), booked(booked_at=FACTS_NOW))
    await world.send_due()
    await world.hear(moved)
    world.clock.advance(timedelta(minutes=4))
    await world.send_due()
    assert world.carrier.bodies == []
    agreed = consent("visit").model_copy(update={"given_at": FACTS_NOW})
    await world.hear(patient_saved(version=2, text_consent=agreed))
    await world.send_due()
    [body] = world.carrier.bodies
    assert "Thu Mar 18, 9:30 AM" in body


async def test_a_visit_booked_before_the_patient_agreed_to_texts_is_not_confirmed_late(
    world: World,
) -> None:
    await world.hear(patient_saved(text_consent=None), booked(booked_at=FACTS_NOW))
    await world.send_due()
    later = consent("visit").model_copy(update={"given_at": FACTS_NOW + timedelta(hours=1)})
    world.clock.advance(timedelta(hours=1))
    await world.hear(patient_saved(version=2, text_consent=later))
    await world.send_due()
    assert world.carrier.bodies == []
