"""How much the cases ask of the staff, and how much of it was of use."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class AlertLoad:
    """Of a period. `acted_on` are closed cases with an outcome other than "no action"."""

    reports: int
    reports_with_finding: int
    red: int
    orange: int
    yellow: int
    closed: int
    acted_on: int
    pages: int
    pages_held: int
    median_to_acknowledge: timedelta | None


async def get(conn: Connection, since: datetime, until: datetime) -> AlertLoad:
    async with conn.cursor(row_factory=class_row(AlertLoad)) as cursor:
        await cursor.execute(
            """with opened as (
                   select * from alert where opened_at >= %(since)s and opened_at < %(until)s),
               entries as (
                   select * from alert_entry where at >= %(since)s and at < %(until)s)
               select (select count(*) from report where received_at >= %(since)s
                       and received_at < %(until)s) as reports,
                      (select count(distinct report_id) from entries
                       where what in ('opened', 'found') and report_id is not null)
                          as reports_with_finding,
                      count(*) filter (where grade = 'red') as red,
                      count(*) filter (where grade = 'orange') as orange,
                      count(*) filter (where grade = 'yellow') as yellow,
                      count(closed_at) as closed,
                      count(*) filter (where outcome <> 'no_action') as acted_on,
                      (select count(*) from entries where what = 'paged') as pages,
                      (select count(*) from entries where what = 'page_held') as pages_held,
                      percentile_cont(0.5) within group (order by acknowledged_at - opened_at)
                          as median_to_acknowledge
               from opened""",
            {"since": since, "until": until},
        )
        row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - an aggregate has one row
    return row
