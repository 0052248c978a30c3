"""Consent of two records that are one person."""

from datetime import timedelta

import pytest

from services.notify.store import consents
from services.notify.store.consents import Entry
from shared.events.merges import PatientsMerged, PatientsUnmerged
from shared.events.outreach import Category
from tests.integration.notify.worlds import World
from tests.support.patients import ANA, ANAS_PHONE, consent, patient_saved

ANNA = "anna"
BOTH = frozenset({Category.VISIT, Category.CHECKIN})


async def holds(world: World, patient_id: str) -> frozenset[Category]:
    async with world.db.transaction() as conn:
        return (await consents.get_current(conn, ANAS_PHONE, patient_id)).categories


async def says(world: World, patient_id: str, *, yes: bool, category: Category) -> None:
    async with world.db.transaction() as conn:
        entry = Entry(
            ANAS_PHONE,
            granted=yes,
            source="reply",
            at=world.clock.now(),
            patient_id=patient_id,
            category=category,
        )
        await consents.add(conn, entry)


@pytest.fixture
async def two(world: World) -> World:
    """Ana agreed to both kinds of texts, under both spellings of her name."""
    await world.hear(patient_saved(), patient_saved(patient_id=ANNA, name="Anna Diaz"))
    return world


async def merge(world: World) -> None:
    world.clock.advance(timedelta(minutes=1))
    now = world.clock.now()
    await world.hear(
        PatientsMerged(
            patient_id=ANA,
            merge_id="m",
            merged_id=ANNA,
            at=now,
            undo_until=now + timedelta(days=30),
            actor="staff:mei",
        )
    )


async def unmerge(world: World) -> None:
    world.clock.advance(timedelta(minutes=1))
    await world.hear(
        PatientsUnmerged(
            patient_id=ANA, merge_id="m", merged_id=ANNA, at=world.clock.now(), actor="staff:mei"
        )
    )


@pytest.mark.parametrize("who", [ANA, ANNA])
async def test_s103_a_no_of_either_record_is_a_no_of_both(two: World, who: str) -> None:
    await says(two, who, yes=False, category=Category.CHECKIN)
    await merge(two)
    assert await holds(two, ANA) == await holds(two, ANNA) == {Category.VISIT}


async def test_s103_a_yes_of_one_record_holds_for_both(world: World) -> None:
    await world.hear(
        patient_saved(),
        patient_saved(patient_id=ANNA, name="Anna Diaz", text_consent=consent("visit")),
    )
    await merge(world)
    assert await holds(world, ANNA) == await holds(world, ANA) == BOTH


async def test_s103_taken_back_each_record_has_its_own_word_again(two: World) -> None:
    await says(two, ANNA, yes=False, category=Category.CHECKIN)
    await merge(two)
    await unmerge(two)
    assert await holds(two, ANA) == BOTH
    assert await holds(two, ANNA) == {Category.VISIT}


async def test_s103_what_was_said_since_the_merge_stands_when_it_is_taken_back(two: World) -> None:
    await merge(two)
    two.clock.advance(timedelta(minutes=1))
    await says(two, ANA, yes=False, category=Category.VISIT)
    await unmerge(two)
    assert await holds(two, ANA) == {Category.CHECKIN}
    assert await holds(two, ANNA) == BOTH
