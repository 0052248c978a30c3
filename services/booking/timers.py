"""What booking does every so often."""

from datetime import timedelta

from services.booking.domain.manage_link import Links
from services.booking.handlers import calling, care_plans, offering, recalls, waitlist
from services.booking.handlers.visits import Desk
from services.booking.store import idempotency, phone_codes
from services.booking.store.catalogue import CatalogueCache
from shared.clock import Clock
from shared.db import Database
from shared.runtime import Task, timer

# A client that tries again after this is not trying again.
KEYS_KEPT = timedelta(days=3)
CODES_KEPT = timedelta(days=1)


def pruning(db: Database, clock: Clock) -> Task:
    async def prune() -> bool:
        async with db.transaction() as conn:
            await idempotency.prune(conn, clock.now() - KEYS_KEPT)
            await phone_codes.prune(conn, clock.now() - CODES_KEPT)
        return False

    return timer(prune, every=timedelta(minutes=30))


def offering_freed_slots(
    db: Database, clock: Clock, catalogues: CatalogueCache, links: Links
) -> Task:
    async def offer() -> bool:
        async with db.transaction() as conn:
            desk = Desk(await catalogues.current(conn), links)
            return await offering.offer_next(conn, desk, clock.now())

    return timer(offer, every=timedelta(seconds=5))


def tidying_the_waitlist(
    db: Database, clock: Clock, catalogues: CatalogueCache, links: Links
) -> Task:
    async def tidy() -> bool:
        async with db.transaction() as conn:
            desk = Desk(await catalogues.current(conn), links)
            await calling.close_begun(conn, clock.now())
            for location_key in desk.catalogue.locations:
                await waitlist.run_out_past(conn, desk, location_key, clock.now())
        return False

    return timer(tidy, every=timedelta(minutes=1))


def counting_care_plans(db: Database, clock: Clock, catalogues: CatalogueCache) -> Task:
    async def count() -> bool:
        async with db.transaction() as conn:
            return await care_plans.count_next(conn, await catalogues.current(conn), clock.now())

    return timer(count, every=timedelta(seconds=2))


def looking_for_the_missing(
    db: Database, clock: Clock, catalogues: CatalogueCache, links: Links
) -> Task:
    async def look() -> bool:
        async with db.transaction() as conn:
            desk = Desk(await catalogues.current(conn), links)
            for location in desk.catalogue.locations.values():
                await recalls.look_through(conn, desk, location, clock.now())
        return False

    return timer(look, every=timedelta(minutes=5))
