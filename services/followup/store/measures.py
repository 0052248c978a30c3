"""What was measured beside the score of the moment: the PEG and the days with pain."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from services.followup.domain.peg import Peg, ScoredPeg
from services.followup.domain.questions import PEG
from shared.db import Connection


@dataclass(frozen=True)
class PainDaysRow:
    complaint_id: str | None
    reported_at: datetime
    days: int


async def list_pegs(conn: Connection, patient_id: str) -> list[ScoredPeg]:
    """Those that were finished, oldest first."""
    cursor = await conn.execute(
        """select max(complaint_id), max(reported_at) as at,
                  max(low) filter (where ask = 'peg_pain'),
                  max(low) filter (where ask = 'peg_enjoyment'),
                  max(low) filter (where ask = 'peg_activity'), max(source)
           from report where patient_id = any(same_person(%s)) and ask = any(%s) and kind = 'score'
           group by coalesce(checkin_id::text, split_part(reply_id, ':', 2)) having count(distinct ask) = 3 order by at""",
        (patient_id, [ask.value for ask in PEG]),
    )
    return [_peg(*row) for row in await cursor.fetchall()]


async def list_pain_days(conn: Connection, patient_id: str) -> list[PainDaysRow]:
    async with conn.cursor(row_factory=class_row(PainDaysRow)) as cursor:
        await cursor.execute(
            """select complaint_id, reported_at, low as days from report
               where patient_id = any(same_person(%s)) and ask = 'pain_days' and kind = 'score'
               order by reported_at""",
            (patient_id,),
        )
        return await cursor.fetchall()


def _peg(
    complaint_id: str | None,
    at: datetime,
    pain: int,
    enjoyment: int,
    activity: int,
    source: str,
) -> ScoredPeg:
    items = dict(zip(PEG, (pain, enjoyment, activity), strict=True))
    score = Peg(items, at).score
    assert score is not None  # noqa: S101 - all three are there
    return ScoredPeg(complaint_id, items, score, at, source)
