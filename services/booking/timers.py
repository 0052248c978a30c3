"""What booking does every so often."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from services.booking.carrier.calendar_fetch import CalendarFetch
from services.booking.handlers.outside_calendars import read_again
from services.booking.handlers.visits import Desk
from services.booking.handlers.zone_data import keep_wall_times
from services.booking.store import idempotency, outside_calendars
from services.booking.store.catalogue import CatalogueCache
from shared.clock import Clock
from shared.db import Connection, Database
from shared.runtime import Task, timer
from shared.zone_data import installed_version

# How old a reading of an outside calendar may be.
READ_EVERY = timedelta(minutes=15)

OpenDesk = Callable[[Connection], Awaitable[Desk]]

# A client that tries again after this is not trying again.
KEYS_KEPT = timedelta(days=3)


def pruning(db: Database, clock: Clock) -> Task:
    async def prune() -> bool:
        async with db.transaction() as conn:
            await idempotency.prune(conn, clock.now() - KEYS_KEPT)
        return False

    return timer(prune, every=timedelta(minutes=30))


def reading_calendars(
    db: Database, clock: Clock, catalogues: CatalogueCache, fetch: CalendarFetch
) -> Task:
    async def read() -> bool:
        async with db.transaction() as conn:
            due = await outside_calendars.claim_due(conn, clock.now(), READ_EVERY)
            catalogue = await catalogues.current(conn)
        for calendar in due:
            await read_again(db, fetch, catalogue, calendar, clock.now())
        return False

    return timer(read, every=timedelta(minutes=1), bell=db.bell("outside_calendars"))


def keeping_wall_times(db: Database, clock: Clock, desk: OpenDesk) -> Task:
    """Zone data is read at the start of a process, so the first look is the one that counts."""
    version = installed_version()

    async def keep() -> bool:
        async with db.transaction() as conn:
            await keep_wall_times(conn, await desk(conn), version, clock.now())
        return False

    return timer(keep, every=timedelta(hours=12))
