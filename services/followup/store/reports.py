"""What patients said and how it was read. Append-only."""

from datetime import datetime
from typing import Any

from psycopg.rows import class_row, dict_row

from services.followup.domain.reading import Reading, ReadingKind, Reason
from services.followup.domain.reports import Report
from services.followup.domain.series import Point
from shared.db import Connection

# The rows that count: a corrected one stays in history.
STANDING = "not exists (select 1 from report c where c.corrects = report.report_id)"


async def add(conn: Connection, report: Report) -> None:
    reading = report.reading
    await conn.execute(
        """insert into report (report_id, patient_id, complaint_id, checkin_id, reply_id, raw_text,
                               kind, low, high, reason, words, reader_version, reported_at,
                               received_at, late, corrects)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (
            report.id,
            report.patient_id,
            report.complaint_id,
            report.checkin_id,
            report.reply_id,
            report.raw_text,
            reading.kind,
            reading.low,
            reading.high,
            reading.reason,
            reading.words,
            reading.reader_version,
            report.reported_at,
            report.received_at,
            report.late,
            report.corrects,
        ),
    )


async def has_reply(conn: Connection, reply_id: str) -> bool:
    cursor = await conn.execute("select 1 from report where reply_id = %s", (reply_id,))
    return await cursor.fetchone() is not None


async def find_last_score(
    conn: Connection, patient_id: str, received_since: datetime
) -> Report | None:
    """The score last noted, as it stands."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            f"""select * from report
                where patient_id = %s and kind = 'score' and received_at >= %s and {STANDING}
                order by received_at desc limit 1""",  # noqa: S608 - a constant
            (patient_id, received_since),
        )
        row = await cursor.fetchone()
    return _report(row) if row else None


async def list_points(conn: Connection, patient_id: str) -> list[Point]:
    async with conn.cursor(row_factory=class_row(Point)) as cursor:
        await cursor.execute(
            f"""select report_id, report.complaint_id, checkin.kind as checkin_kind, low, high,
                       reported_at, late, corrects is not null as corrected
                from report left join checkin using (checkin_id)
                where report.patient_id = %s and low is not null and {STANDING}
                order by reported_at""",  # noqa: S608 - a constant
            (patient_id,),
        )
        return await cursor.fetchall()


def _report(row: dict[str, Any]) -> Report:
    reason = Reason(row["reason"]) if row["reason"] else None
    reading = Reading(
        ReadingKind(row["kind"]),
        row["low"],
        row["high"],
        reason,
        row["words"],
        row["reader_version"],
    )
    return Report(
        row["report_id"],
        row["patient_id"],
        row["complaint_id"],
        row["checkin_id"],
        row["reply_id"],
        row["raw_text"],
        reading,
        row["reported_at"],
        row["received_at"],
        row["late"],
        row["corrects"],
    )
