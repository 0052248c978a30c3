"""Office hours and the rota. Every change is a new row."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from psycopg.types.json import Jsonb

from services.followup.domain.duty import UNTOLD, Duty, OfficeHours, Part
from shared.db import Connection


async def get(conn: Connection) -> Duty:
    cursor = await conn.execute("select body from duty order by position desc limit 1")
    row = await cursor.fetchone()
    return _duty(row[0]) if row else UNTOLD


async def count(conn: Connection) -> int:
    """Of all savings: another number means that somebody has changed it."""
    cursor = await conn.execute("select count(*) from duty")
    [(number,)] = await cursor.fetchall()
    return int(number)


async def lock(conn: Connection) -> None:
    """Nobody else changes it until the transaction ends."""
    await conn.execute("lock table duty in share row exclusive mode")


async def add(conn: Connection, duty: Duty, saved_by: str, at: datetime) -> None:
    await conn.execute(
        "insert into duty (saved_at, saved_by, body) values (%s, %s, %s)",
        (at, saved_by, Jsonb(_body(duty))),
    )


def _body(duty: Duty) -> dict[str, Any]:
    return {
        "zone": duty.zone.key,
        "hours": [[d.weekday, d.opens.isoformat(), d.closes.isoformat()] for d in duty.hours],
        "in_hours": list(duty.in_hours),
        "on_call": list(duty.on_call),
        "by_weekday": [[day, part, list(rota)] for (day, part), rota in duty.by_weekday.items()],
        "by_date": [
            [on.isoformat(), part, list(rota)] for (on, part), rota in duty.by_date.items()
        ],
    }


def _duty(body: dict[str, Any]) -> Duty:
    return Duty(
        ZoneInfo(body["zone"]),
        tuple(
            OfficeHours(weekday, time.fromisoformat(opens), time.fromisoformat(closes))
            for weekday, opens, closes in body["hours"]
        ),
        tuple(body["in_hours"]),
        tuple(body["on_call"]),
        {(day, Part(part)): tuple(rota) for day, part, rota in body.get("by_weekday", ())},
        {
            (date.fromisoformat(on), Part(part)): tuple(rota)
            for on, part, rota in body.get("by_date", ())
        },
    )
