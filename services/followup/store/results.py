"""Rows for reports over many patients."""

from datetime import datetime, timedelta

from psycopg.rows import class_row

from services.followup.domain.results import PatientResult
from shared.db import Connection


async def list_results(conn: Connection, since: datetime, until: datetime) -> list[PatientResult]:
    """Every complaint with a baseline and a score in the period, after at least one visit."""
    async with conn.cursor(row_factory=class_row(PatientResult)) as cursor:
        await cursor.execute(
            """select c.patient_id, c.code as complaint, v.treatment_id as treatment,
                      v.practitioner_id as practitioner, c.baseline, s.low as last
               from complaint c
               join lateral (
                   select low, reported_at from report
                   where report.complaint_id = c.complaint_id and ask = 'score' and kind = 'score'
                     and reported_at >= %(since)s and reported_at < %(until)s
                     and not exists (select 1 from report f where f.corrects = report.report_id)
                   order by reported_at desc limit 1) s on true
               join lateral (
                   select treatment_id, practitioner_id from visit
                   where visit.patient_id = c.patient_id and treated_at <= s.reported_at
                   order by treated_at desc limit 1) v on true
               where c.baseline is not null""",
            {"since": since, "until": until},
        )
        return await cursor.fetchall()


async def list_reply_times(
    conn: Connection, since: datetime, until: datetime
) -> list[timedelta | None]:
    """One for each check-in whose question went in the period."""
    cursor = await conn.execute(
        """select (select min(received_at) from report
                   where report.checkin_id = checkin.checkin_id and kind in ('score', 'range')
                     and source = 'checkin' and not late) - sent_at
           from checkin where sent_at >= %s and sent_at < %s and state <> 'retired'""",
        (since, until),
    )
    return [row[0] for row in await cursor.fetchall()]
