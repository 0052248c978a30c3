"""Counting visits and texts."""

from datetime import datetime
from typing import LiteralString

from psycopg import sql
from psycopg.rows import class_row

from services.dashboard.domain.reports import LATE, By, TextCounts, VisitCounts
from shared.db import Connection

NAMED = {
    By.PRACTITIONER: sql.SQL("practitioner"),
    By.WEEKDAY: sql.SQL("extract(isodow from starts_at at time zone %(zone)s)::integer::text"),
    By.LEAD_TIME: sql.SQL("""case when starts_at - booked_at < interval '1 day' then '0'
                          when starts_at - booked_at < interval '4 days' then '1'
                          when starts_at - booked_at < interval '8 days' then '2'
                          when starts_at - booked_at < interval '15 days' then '3'
                          when booked_at is not null then '4' else '5' end"""),
    By.TREATMENT: sql.SQL("treatment"),
    By.REMINDER_PLAN: sql.SQL("coalesce(reminder_plan, '')"),
}
COUNTS: LiteralString = """
    count(*)::integer as booked,
    (count(*) filter (where status in ('arrived', 'completed')))::integer as came,
    (count(*) filter (where status = 'no_show'))::integer as no_show,
    (count(*) filter (where status = 'cancelled_by_patient'))::integer as cancelled_by_patient,
    (count(*) filter (where status = 'cancelled_by_patient'
                      and starts_at - cancelled_at < %(late)s))::integer as cancelled_late,
    (count(*) filter (where status = 'cancelled_by_clinic'))::integer as cancelled_by_clinic,
    (count(*) filter (where confirmed_at is not null
                      and status <> 'cancelled_by_clinic'))::integer as confirmed,
    coalesce(sum(extract(epoch from ends_at - starts_at) / 60)
             filter (where status in ('arrived', 'completed')), 0)::integer as minutes
"""


async def count_visits(
    conn: Connection, by: By, start: datetime, end: datetime, zone: str
) -> list[VisitCounts]:
    """Of the visits that were to begin between the two, in order of their names."""
    query = sql.SQL("select {} as name, {} from visit").format(NAMED[by], sql.SQL(COUNTS))
    between = sql.SQL(" where starts_at >= %(start)s and starts_at < %(end)s group by 1 order by 1")
    async with conn.cursor(row_factory=class_row(VisitCounts)) as cursor:
        values = {"zone": zone, "late": LATE, "start": start, "end": end}
        await cursor.execute(query + between, values)
        return await cursor.fetchall()


async def count_texts(conn: Connection, start: datetime, end: datetime) -> list[TextCounts]:
    """Of those that the carrier took between the two, the most expensive kinds first."""
    async with conn.cursor(row_factory=class_row(TextCounts)) as cursor:
        await cursor.execute(
            """select kind, count(*)::integer as sent,
                      (count(*) filter (where state = 'delivered'))::integer as delivered,
                      (count(*) filter (where state = 'failed'))::integer as failed,
                      coalesce(sum(coalesce(segments, 1)), 0)::integer as segments
               from text where sent_at >= %s and sent_at < %s
               group by kind order by segments desc, kind""",
            (start, end),
        )
        return await cursor.fetchall()


async def sum_minutes(
    conn: Connection, start: datetime, end: datetime
) -> dict[tuple[str, str], int]:
    """Of visits that were not cancelled, by practitioner's id and name."""
    cursor = await conn.execute(
        """select coalesce(practitioner_id, practitioner), practitioner,
                  sum(extract(epoch from ends_at - starts_at) / 60)::integer
           from visit where starts_at >= %s and starts_at < %s
             and status not in ('cancelled_by_patient', 'cancelled_by_clinic')
           group by 1, 2""",
        (start, end),
    )
    return {(row[0], row[1]): row[2] for row in await cursor.fetchall()}
