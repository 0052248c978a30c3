"""What was measured beside the score of the moment: the PEG and the days with pain."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from services.followup.domain.peg import Peg
from services.followup.domain.questions import PEG, Ask
from shared.db import Connection


@dataclass(frozen=True)
class PegRow:
    """All three items, and their mean to one decimal place."""

    complaint_id: str | None
    reported_at: datetime
    pain_average: int
    enjoyment: int
    general_activity: int
    score: float


@dataclass(frozen=True)
class PainDaysRow:
    complaint_id: str | None
    reported_at: datetime
    days: int


async def list_pegs(conn: Connection, patient_id: str) -> list[PegRow]:
    """Those that were finished, oldest first."""
    cursor = await conn.execute(
        """select max(complaint_id), max(reported_at) as at,
                  max(low) filter (where ask = 'peg_pain'),
                  max(low) filter (where ask = 'peg_enjoyment'),
                  max(low) filter (where ask = 'peg_activity')
           from report where patient_id = %s and ask = any(%s) and kind = 'score'
           group by checkin_id having count(distinct ask) = 3 order by at""",
        (patient_id, [ask.value for ask in PEG]),
    )
    return [_peg(*row) for row in await cursor.fetchall()]


async def list_pain_days(conn: Connection, patient_id: str) -> list[PainDaysRow]:
    async with conn.cursor(row_factory=class_row(PainDaysRow)) as cursor:
        await cursor.execute(
            """select complaint_id, reported_at, low as days from report
               where patient_id = %s and ask = 'pain_days' and kind = 'score'
               order by reported_at""",
            (patient_id,),
        )
        return await cursor.fetchall()


def _peg(complaint_id: str | None, at: datetime, pain: int, joy: int, activity: int) -> PegRow:
    items = {Ask.PEG_PAIN: pain, Ask.PEG_ENJOYMENT: joy, Ask.PEG_ACTIVITY: activity}
    score = Peg(items, at).score
    assert score is not None  # noqa: S101 - all three are there
    return PegRow(complaint_id, at, pain, joy, activity, float(score))
