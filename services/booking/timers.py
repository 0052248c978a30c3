"""What booking does every so often."""

import functools
from datetime import timedelta

from services.booking.carrier import Carrier
from services.booking.domain.booking import StaleCatalogueError
from services.booking.domain.manage_link import Links
from services.booking.domain.webhook import Secrets
from services.booking.handlers import calling, care_plans, offering, recalls, waitlist, webhooks
from services.booking.handlers.visits import Desk
from services.booking.store import idempotency, phone_codes
from services.booking.store import webhooks as webhooks_store
from services.booking.store.catalogue import CatalogueCache
from shared.clock import Clock
from shared.db import Database
from shared.runtime import Task, timer

# A client that tries again after this is not trying again.
KEYS_KEPT = timedelta(days=3)
CODES_KEPT = timedelta(days=1)
# Longer than a delivery may take; after it the process is taken for dead.
LEASE = timedelta(minutes=1)


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
        try:
            async with db.transaction() as conn:
                desk = Desk(await catalogues.current(conn), links)
                return await offering.offer_next(conn, desk, clock.now())
        except StaleCatalogueError:  # the practice changed its offer meanwhile: look again
            return True

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


async def deliver_next(db: Database, clock: Clock, carrier: Carrier, secrets: Secrets) -> bool:
    """One webhook that is due. False when none is."""
    now = clock.now()
    async with db.transaction() as conn:
        due = await webhooks_store.claim_due(conn, now, now + LEASE)
    if due is None:
        return False
    headers, body = webhooks.message_of(due, secrets, now)
    outcome = await carrier.send(due.url, headers, body)  # outside any transaction
    async with db.transaction() as conn:
        await webhooks.record(conn, due, outcome, clock.now())
    return True


def delivering_webhooks(db: Database, clock: Clock, carrier: Carrier, secrets: Secrets) -> Task:
    deliver = functools.partial(deliver_next, db, clock, carrier, secrets)
    return timer(deliver, every=timedelta(seconds=1))
