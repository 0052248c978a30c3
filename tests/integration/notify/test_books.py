"""After a restore nothing goes by itself, and once a day the books must balance."""

from datetime import timedelta
from pathlib import Path

from services.notify import commands
from services.notify.carrier import Accepted, Outgoing
from services.notify.timers.reconciliation import LOOK_BACK, Reconciliation
from services.notify.timers.restore_guard import RestoreGuard
from shared.events.messages import TextState
from shared.ids import new_id
from tests.integration.notify.carriers import sid_of
from tests.integration.notify.test_switches import ground
from tests.integration.notify.visits import booked
from tests.integration.notify.webhooks import connected
from tests.integration.notify.worlds import World
from tests.support.patients import patient_saved


async def seen_before(world: World) -> None:
    await RestoreGuard(world.db, world.clock).tick()


async def restored(world: World) -> None:
    """As a copy of another cluster would look."""
    async with world.db.transaction() as conn:
        await conn.execute("update restore_guard set identity = 'another cluster'")


async def test_s49_what_a_restored_copy_had_planned_waits_until_it_is_released(
    world: World,
) -> None:
    await seen_before(world)
    await world.hear(patient_saved(), booked())
    await restored(world)
    world.clock.advance(timedelta(hours=1))
    await seen_before(world)
    await world.send_due()
    assert world.carrier.accepted == []
    assert await commands.release(ground(world), []) == "released: 1 confirmation"
    await world.send_due()
    assert len(world.carrier.accepted) == 1


async def test_s49_what_is_planned_after_the_restore_goes(world: World) -> None:
    await seen_before(world)
    await restored(world)
    await seen_before(world)
    world.clock.advance(timedelta(minutes=1))
    await world.hear(patient_saved(), booked())
    await world.send_due()
    assert len(world.carrier.accepted) == 1


async def test_s49_a_database_that_is_itself_holds_nothing(world: World) -> None:
    await seen_before(world)
    await world.hear(patient_saved(), booked())
    world.clock.advance(timedelta(hours=6))
    await seen_before(world)
    await world.send_due()
    assert len(world.carrier.accepted) == 1


async def test_s49_an_operator_can_hold_by_hand_and_what_is_too_late_expires(
    world: World,
) -> None:
    await seen_before(world)
    await world.hear(patient_saved(), booked())
    world.clock.advance(timedelta(minutes=1))
    assert await commands.hold(ground(world), []) == "held: 1 confirmation"
    world.clock.advance(timedelta(days=30))
    await world.send_due()
    assert world.carrier.accepted == []
    assert (await world.text("confirmation")).state is TextState.EXPIRED


async def test_s124_books_that_agree_differ_in_nothing(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    books = Reconciliation(world.db, world.carrier, world.clock, world.metrics)
    assert not await books.compare(LOOK_BACK)


async def test_s124_each_text_that_only_one_side_knows_is_listed(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    (ours,) = world.carrier.accepted
    stray = Outgoing(new_id(), new_id(), ours.phone, "not from here", timedelta(hours=1))
    world.carrier.accepted[:] = [stray]
    books = Reconciliation(world.db, world.carrier, world.clock, world.metrics)
    found = await books.compare(LOOK_BACK)
    assert found.unknown_here == (sid_of(stray),)
    assert found.unknown_there == (ours.text_id,)
    await books.tick()
    assert world.metrics.books_differ._value.get() == 2


async def test_s124_what_no_report_told_the_carriers_list_tells(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    [sid] = map(sid_of, world.carrier.accepted)
    books = Reconciliation(world.db, world.carrier, world.clock, world.metrics)
    for status, state in (("sent", TextState.SENT), ("delivered", TextState.DELIVERED)):
        world.carrier.ends[sid] = Accepted(sid, status)
        await books.tick()
        assert (await world.text("confirmation")).state is state
    await books.tick()
    assert len(await world.rows("select from callback")) == 2


async def test_s124_a_failure_no_report_told_has_the_same_consequences(world: World) -> None:
    await world.hear(patient_saved(), booked())
    await world.send_due()
    [sid] = map(sid_of, world.carrier.accepted)
    world.carrier.ends[sid] = Accepted(sid, "undelivered", "30005")
    await Reconciliation(world.db, world.carrier, world.clock, world.metrics).tick()
    text = await world.text("confirmation")
    assert (text.state, text.error_code) == (TextState.FAILED, "30005")
    assert await world.rows("select kind from task") == [("number_unusable",)]


async def test_s124_the_carriers_own_list_is_what_it_is_compared_with(
    world: World, tmp_path: Path
) -> None:
    await world.hear(patient_saved(), booked())
    async with connected(world, tmp_path) as line:
        await line.send_due()
        books = Reconciliation(world.db, line.carrier, world.clock, world.metrics)
        found = await books.compare(LOOK_BACK)
        assert (found.compared, bool(found)) == (1, False)


async def test_s36_the_carriers_list_tells_how_far_it_has_got(world: World, tmp_path: Path) -> None:
    await world.hear(patient_saved(), booked())
    began = world.clock.now()
    async with connected(world, tmp_path) as line:
        assert not await line.carrier.has_listed_past(began - timedelta(days=1))
        world.clock.advance(timedelta(minutes=10))
        await line.send_due()
        assert await line.carrier.has_listed_past(began)
        assert not await line.carrier.has_listed_past(world.clock.now())
