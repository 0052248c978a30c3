"""Six hours without a sender: what is still of use goes, the rest is listed."""

from datetime import datetime, timedelta
from typing import Any

import httpx

from services.notify import commands
from shared.events.appointments import AppointmentCancelled, AppointmentRescheduled, VisitStatus
from shared.events.messages import TextExpired, TextState
from shared.events.outreach import Answer, Category, TextRequested
from tests.integration.notify.desks import token
from tests.integration.notify.test_staff_api import desk
from tests.integration.notify.test_switches import ground
from tests.integration.notify.visits import STARTS_AT, booked, happened
from tests.integration.notify.worlds import World
from tests.support.patients import ANA, patient_saved

__all__ = ["desk"]  # a fixture

OUTAGE = timedelta(hours=6)


async def told_of_the_booking(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()


async def listed_by(world: World, desk: httpx.AsyncClient, hours: int = 24) -> list[Any]:
    """What staff see now, signed in again."""
    address = f"/staff/v1/texts/expired?hours={hours}"
    listed: list[Any] = (await desk.get(address, headers=token(world))).json()
    return listed


async def kinds_after(world: World, back_at: datetime) -> list[str]:
    """What goes when the sender is back."""
    before = len(world.carrier.accepted)
    world.clock.set(back_at)
    await world.send_due()
    sent = {o.text_id for o in world.carrier.accepted[before:]}
    return [t.kind for t in await world.texts() if t.text_id in sent]


async def test_s48_a_reminder_whose_visit_has_begun_is_listed_as_expired(
    world: World, desk: httpx.AsyncClient
) -> None:
    await told_of_the_booking(world)
    assert await kinds_after(world, STARTS_AT + timedelta(minutes=1)) == []
    listed = await listed_by(world, desk)
    assert {(t["kind"], t["patient_id"]) for t in listed} == {("reminder", ANA)}
    assert len(await world.published(TextExpired)) == len(listed) == 2
    shown = await commands.show_expired(ground(world), [])
    assert shown.endswith("2 expired")
    assert listed[0]["text_id"] in shown


async def test_s48_what_expired_longer_ago_is_not_listed(
    world: World, desk: httpx.AsyncClient
) -> None:
    await told_of_the_booking(world)
    await kinds_after(world, STARTS_AT)
    world.clock.advance(timedelta(hours=3))
    assert await listed_by(world, desk, hours=2) == []
    assert len(await listed_by(world, desk, hours=4)) == 2


async def test_s48_a_move_and_a_cancellation_are_told_while_the_visit_is_ahead(
    world: World,
) -> None:
    await told_of_the_booking(world)
    await world.hear(
        happened(AppointmentRescheduled, version=2, starts_at=STARTS_AT + timedelta(hours=1))
    )
    assert await kinds_after(world, world.clock.now() + OUTAGE) == ["moved"]
    await world.hear(
        happened(AppointmentCancelled, version=3, status=VisitStatus.CANCELLED_BY_CLINIC)
    )
    assert await kinds_after(world, world.clock.now() + timedelta(hours=2)) == ["cancelled"]


async def test_s48_a_check_in_goes_up_to_twelve_hours_late(world: World) -> None:
    await told_of_the_booking(world)
    world.clock.advance(timedelta(days=1))
    now = world.clock.now()
    request = TextRequested(
        patient_id=ANA,
        request_id="checkin-1",
        kind="checkin_score",
        category=Category.CHECKIN,
        values={},
        expects=Answer.SCORE,
        not_before=now,
        not_after=now + timedelta(hours=12),
    )
    await world.hear(request)
    assert await kinds_after(world, now + OUTAGE) == ["checkin_score"]


async def test_s48_what_would_go_at_night_waits_for_the_morning(world: World) -> None:
    await told_of_the_booking(world)
    world.clock.advance(timedelta(hours=9))  # 19:00
    await world.hear(
        happened(AppointmentRescheduled, version=2, starts_at=STARTS_AT + timedelta(hours=1))
    )
    assert await kinds_after(world, world.clock.now() + OUTAGE) == []
    moved = await world.text("moved")
    assert (moved.state, moved.reason) == (TextState.PLANNED, "quiet_hours")
