"""What patients said and how it was read. Append-only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg.rows import class_row, dict_row

from services.followup.domain.peg import Peg
from services.followup.domain.questions import Ask
from services.followup.domain.reading import Reading, ReadingKind, Reason
from services.followup.domain.reports import Report, Source
from services.followup.domain.series import Point
from shared.db import Connection

# The rows that count: a corrected one stays in history.
STANDING = "not exists (select 1 from report c where c.corrects = report.report_id)"

# A range is none once a number followed, and not yet while one may.
OVERTAKEN = """(report.kind = 'range' and (checkin.state = 'asked' or exists (
    select 1 from report s
    where s.checkin_id = report.checkin_id and s.ask = 'score' and s.kind = 'score')))"""


async def add(conn: Connection, report: Report) -> None:
    reading = report.reading
    await conn.execute(
        """insert into report (report_id, patient_id, complaint_id, checkin_id, reply_id, raw_text,
                               kind, low, high, reason, words, reader_version, reported_at,
                               received_at, late, corrects, ask, source)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
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
            report.ask,
            report.source,
        ),
    )


async def has_reply(conn: Connection, reply_id: str) -> bool:
    """As a report or as a reaction."""
    cursor = await conn.execute(
        """select 1 from report where reply_id = %(reply)s
           union all select 1 from reaction where reply_id = %(reply)s""",
        {"reply": reply_id},
    )
    return await cursor.fetchone() is not None


async def find_last_score(
    conn: Connection, patient_id: str, received_since: datetime
) -> Report | None:
    """The score last noted, as it stands."""
    return await _find(
        conn,
        f"""patient_id = %s and ask = 'score' and kind = 'score' and received_at >= %s
            and {STANDING} order by received_at desc limit 1""",
        (patient_id, received_since),
    )


async def find_last_before(
    conn: Connection, patient_id: str, complaint_ids: Sequence[str], before: datetime
) -> Report | None:
    """The last score of a complaint that is about a time before this, of any record of the person;
    without complaints, the last that belongs to none.
    """
    return await _find(
        conn,
        f"""patient_id = any(same_person(%s)) and ask = 'score' and kind = 'score'
            and (complaint_id = any(%s) or complaint_id is null and %s)
            and reported_at < %s and {STANDING}
            order by reported_at desc limit 1""",
        (patient_id, list(complaint_ids), not complaint_ids, before),
    )


async def find_by_reply(conn: Connection, patient_id: str, reply_id: str) -> Report | None:
    return await _find(conn, "patient_id = %s and reply_id = %s", (patient_id, reply_id))


async def find_range(conn: Connection, checkin_id: UUID) -> Report | None:
    """The last range that was given as an answer to it."""
    return await _find(
        conn,
        """checkin_id = %s and ask = 'score' and kind = 'range'
           order by received_at desc limit 1""",
        (checkin_id,),
    )


async def get_peg(conn: Connection, checkin_id: UUID) -> Peg:
    cursor = await conn.execute(
        """select ask, low, reported_at from report
           where checkin_id = %s and ask like 'peg%%' and kind = 'score' order by reported_at""",
        (checkin_id,),
    )
    rows = await cursor.fetchall()
    return Peg({Ask(ask): low for ask, low, _ in rows}, rows[-1][2])


async def list_intake(conn: Connection, patient_id: str) -> list[tuple[str, Ask, int]]:
    """What the intake of each complaint says in numbers: complaint, question, answer."""
    cursor = await conn.execute(
        """select complaint_id, ask, low from report
           where patient_id = %s and source = 'intake' order by report_id""",
        (patient_id,),
    )
    return [(complaint, Ask(ask), low) for complaint, ask, low in await cursor.fetchall()]


async def list_points(conn: Connection, patient_id: str) -> list[Point]:
    async with conn.cursor(row_factory=class_row(Point)) as cursor:
        await cursor.execute(
            f"""select report_id, report.complaint_id, checkin.kind as checkin_kind, low, high,
                       reported_at, late, corrects is not null as corrected, report.source
                from report left join checkin using (checkin_id)
                where report.patient_id = any(same_person(%s)) and ask = 'score' and low is not null and {STANDING}
                  and not {OVERTAKEN}
                order by reported_at""",  # noqa: S608 - constants
            (patient_id,),
        )
        return await cursor.fetchall()


async def _find(
    conn: Connection, condition: LiteralString, values: tuple[Any, ...]
) -> Report | None:
    """`condition` is one of the constants above."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(f"select * from report where {condition}", values)  # noqa: S608
        row = await cursor.fetchone()
    return _report(row) if row else None


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
        Ask(row["ask"]),
        Source(row["source"]),
    )
