"""The practice's name and zone, as every page shows them: booking's word. While booking is away what
it last said holds, and until it has a practice what the environment says.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from services.dashboard.store import known_practice
from shared.clock import Clock
from shared.db import Database, is_outage

log = structlog.get_logger()


@dataclass(frozen=True)
class Said:
    name: str
    zone: ZoneInfo


class KnownPractice:
    def __init__(self, db: Database, clock: Clock, fallback: Said) -> None:
        self._db = db
        self._clock = clock
        self._fallback = fallback
        self._said: Said | None = None
        self._read = False

    @property
    def name(self) -> str:
        return (self._said or self._fallback).name

    @property
    def zone(self) -> ZoneInfo:
        return (self._said or self._fallback).zone

    async def recall(self) -> None:
        """What was last said, once; again later while the database is away."""
        if self._read:
            return
        try:
            async with self._db.transaction() as conn:
                found = await known_practice.find(conn)
        except (psycopg.OperationalError, PoolTimeout) as error:
            _away(error)
            return
        self._read = True
        self._said = Said(found[0], ZoneInfo(found[1])) if found else None

    async def hear(self, said: Said | None) -> None:
        """None: booking has no practice."""
        await self.recall()
        if said == self._said:
            return
        try:
            async with self._db.transaction() as conn:
                if said is None:
                    await known_practice.forget(conn)
                else:
                    at = self._clock.now()
                    await known_practice.save(conn, said.name, said.zone.key, at)
        except (psycopg.OperationalError, PoolTimeout) as error:
            _away(error)
            return
        self._said = said


def _away(error: psycopg.OperationalError | PoolTimeout) -> None:
    """Booking says it again in a moment."""
    if not is_outage(error):
        raise error
    log.warning("practice.not_kept", error=type(error).__name__)
