"""Time off of practitioners and closures of locations."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg.rows import class_row

from services.booking.domain.intervals import Interval
from services.booking.domain.wall_time import wall
from shared.db import Connection


@dataclass(frozen=True)
class TimeOff:
    """Of a practitioner, or, with none, of the location."""

    id: UUID
    practitioner_key: int | None
    location_key: int | None
    starts_at: datetime
    ends_at: datetime
    time_zone: str  # whose clock it was agreed on
    reason: str | None
    created_by: str
    created_at: datetime

    def concerns(self, practitioner_key: int, location_key: int) -> bool:
        return practitioner_key == self.practitioner_key or location_key == self.location_key


async def add(conn: Connection, off: TimeOff) -> None:
    """Every process reads the catalogue again, and a booking reasoned without it is refused."""
    await conn.execute("update catalogue_revision set revision = revision + 1")
    await conn.execute(
        """insert into time_off (id, practitioner_key, location_key, starts_at, ends_at,
                                 wall_starts_at, wall_ends_at, time_zone, reason, created_by,
                                 created_at)
           values (%(id)s, %(practitioner_key)s, %(location_key)s, %(starts_at)s, %(ends_at)s,
                   %(wall_starts_at)s, %(wall_ends_at)s, %(time_zone)s, %(reason)s, %(created_by)s,
                   %(created_at)s)""",
        {
            **vars(off),
            "wall_starts_at": wall(off.starts_at, ZoneInfo(off.time_zone)),
            "wall_ends_at": wall(off.ends_at, ZoneInfo(off.time_zone)),
        },
    )


async def remove(conn: Connection, time_off_id: UUID, actor: str, at: datetime) -> bool:
    """False when there is none, or no more."""
    await conn.execute("update catalogue_revision set revision = revision + 1")
    cursor = await conn.execute(
        """update time_off set removed_by = %s, removed_at = %s
           where id = %s and removed_at is null returning id""",
        (actor, at, time_off_id),
    )
    return await cursor.fetchone() is not None


async def list_during(conn: Connection, during: Interval) -> list[TimeOff]:
    async with conn.cursor(row_factory=class_row(TimeOff)) as cursor:
        await cursor.execute(
            """select id, practitioner_key, location_key, starts_at, ends_at, time_zone, reason,
                      created_by, created_at
               from time_off where removed_at is null and starts_at < %s and ends_at > %s
               order by starts_at, id""",
            (during.end, during.start),
        )
        return await cursor.fetchall()
