"""A patient with a whole course behind her, and her page served to a real browser."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from services.followup.pages import Practice, create_pages
from shared.events.intakes import PegBaseline
from shared.events.outreach import TextRequested
from shared.ids import new_id
from tests.integration.followup.conftest import followup_dsn, world
from tests.integration.followup.worlds import World
from tests.support.serving import serving

__all__ = ["followup_dsn", "world"]
VISIT = "visit-0"
SCORES = ("7", "6", "9", None, "6", "5", "4", "4", "about 4 or 5", "4")


@pytest.fixture
async def patients_page(world: World) -> AsyncIterator[str]:
    """The address of her door."""
    await _treat(world)
    app = create_pages(
        world.db,
        world.clock,
        Practice("Center for Acupuncture & Anti-Aging Medicine", "310-555-0100"),
        secret="a-secret-that-only-these-tests-know",
        secure=False,
    )
    async with serving(app) as address:
        yield f"{address}/mine/{VISIT}"


async def sent_code(world: World) -> str:
    return [t for t in await world.published(TextRequested) if t.kind == "code"][-1].values["code"]


async def _treat(world: World) -> None:
    """Ten weeks: a bad one, a silent one, a range, and a complaint that came later."""
    peg = PegBaseline(pain_average=7, enjoyment=8, general_activity=6)
    await world.take_intake(7, peg=peg, pain_days=6)
    for week, score in enumerate(SCORES):
        await world.complete_visit(appointment_id=f"visit-{week}")
        treated = world.clock.now()
        await world.pass_time(treated + timedelta(days=1, hours=8))
        if score:
            await world.reply(score)
            await world.reply("a bruise on my arm, gone by evening")
        await world.pass_time(treated + timedelta(days=7))
    await world.pass_time(world.clock.now() + timedelta(hours=8))
    await world.reply("4")
    await world.reply("3 days")
    await world.take_intake(5, str(new_id()), complaint="neck", recorded_at=world.clock.now())
