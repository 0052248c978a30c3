"""Several senders at once: each text is one's, and there is only one of each."""

import asyncio
from datetime import timedelta

from services.notify.store import texts
from shared.events.messages import TextState
from shared.ids import new_id
from tests.integration.notify.conftest import notify_dsn, world
from tests.integration.notify.worlds import World
from tests.support.facts import NOW
from tests.support.patients import ANA, patient_saved
from tests.unit.notify.texts_at import text

__all__ = ["notify_dsn", "world"]  # fixtures


async def add(world: World, lead: str) -> bool:
    row = text(
        text_id=new_id(),
        patient_id=ANA,
        state=TextState.PLANNED,
        due_at=NOW,
        expires_at=NOW + timedelta(days=1),
        lead=lead,
    )
    async with world.db.transaction() as conn:
        return await texts.add(conn, row)


async def test_s35_each_due_text_is_claimed_by_one_of_many(world: World) -> None:
    await world.hear(patient_saved())
    for number in range(40):
        await add(world, f"{number}h")
    rounds = await asyncio.gather(*(world.sender().claim(7) for _ in range(8)))
    claimed = [t.text_id for batch in rounds for t in batch]
    assert len(claimed) == len(set(claimed)) == 40
    assert await world.sender().claim(7) == []


async def test_s35_the_same_text_cannot_be_planned_twice(world: World) -> None:
    assert sorted(await asyncio.gather(*(add(world, "3h") for _ in range(6)))) == [
        *[False] * 5,
        True,
    ]


async def test_s35_without_its_unique_key_the_same_text_would_be_planned_twice(
    world: World,
) -> None:
    """The negative control of the test above."""
    async with world.db.transaction() as conn:
        await conn.execute("alter table text drop constraint text_once")
    assert await asyncio.gather(*(add(world, "3h") for _ in range(6))) == [True] * 6
