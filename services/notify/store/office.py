"""Office hours, as the practice has set them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from services.notify.domain.office_hours import Hours, OfficeHours
from shared.db import Connection


async def get(conn: Connection, zone: ZoneInfo) -> OfficeHours:
    week: defaultdict[int, list[Hours]] = defaultdict(list)
    for weekday, hours in await list_week(conn):
        week[weekday].append(hours)
    return OfficeHours(zone, dict(week), frozenset(await list_closed_days(conn)))


async def list_week(conn: Connection) -> list[tuple[int, Hours]]:
    cursor = await conn.execute(
        "select weekday, opens, closes from office_hours order by weekday, opens"
    )
    return [(day, (opens, closes)) for day, opens, closes in await cursor.fetchall()]


async def list_closed_days(conn: Connection) -> dict[date, str]:
    """Day -> why, in order."""
    cursor = await conn.execute("select on_day, why from office_closed_day order by on_day")
    return dict(await cursor.fetchall())


async def replace(
    conn: Connection, week: Sequence[tuple[int, Hours]], closed: Mapping[date, str]
) -> None:
    await conn.execute("delete from office_hours")
    await conn.execute("delete from office_closed_day")
    for weekday, (opens, closes) in week:
        await conn.execute("insert into office_hours values (%s, %s, %s)", (weekday, opens, closes))
    for day, why in closed.items():
        await conn.execute("insert into office_closed_day values (%s, %s)", (day, why))
