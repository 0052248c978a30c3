"""The pain charts of a patient: for each complaint the picture's numbers and the same as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.dashboard.domain.complaints import Line, join_lines
from services.dashboard.domain.scores import Point, bands, with_gaps
from services.dashboard.pages.care_words import COMPLAINT
from services.dashboard.pages.formats import short_day
from services.dashboard.pages.phrases import STANDING, words
from services.dashboard.store import measures, scores
from services.dashboard.store.measures import Range
from services.dashboard.store.scores import ScoreRow
from shared.db import Connection
from shared.events.checkins import Standing


@dataclass(frozen=True)
class Chart:
    complaint_id: str | None
    title: str
    picture: dict[str, Any]  # as shared/web's pain_chart.js reads it
    rows: list[list[Any]]
    last: ScoreRow | None


async def charts_of(conn: Connection, patient_id: str, zone: ZoneInfo) -> list[Chart]:
    treated = await scores.list_treated(conn, patient_id)
    return [
        chart(
            line,
            await scores.list_scores(conn, patient_id, line.complaint_ids),
            await scores.list_missed(conn, patient_id, line.complaint_ids),
            await measures.list_ranges(conn, patient_id, line.complaint_ids),
            treated,
            zone,
        )
        for line in join_lines(await scores.list_complaints(conn, patient_id), treated)
    ]


def chart(
    line: Line,
    known: Sequence[ScoreRow],
    missed: Sequence[Point],
    ranges: Sequence[Range],
    treated: Sequence[datetime],
    zone: ZoneInfo,
) -> Chart:
    kept = [Point(row.reported_at, None) for row in ranges]  # compared with nothing
    points = with_gaps([*(Point(row.reported_at, row.score) for row in known), *missed, *kept])
    return Chart(
        complaint_id=line.complaint_ids[0] if line.complaint_ids else None,
        title=COMPLAINT.get(line.code or "", words(line.code or "pain")),
        picture={
            "zone": zone.key,
            "baseline": line.baseline,
            "bands": [{"label": b.label, "score": b.score} for b in bands(line.baseline)],
            "points": [{"at": p.at.isoformat(), "score": p.score} for p in points],
            "visits": [{"at": at.isoformat(), "label": "Visit"} for at in treated],
        },
        rows=_rows(known, missed, ranges, zone),
        last=known[-1] if known else None,
    )


def _rows(
    known: Sequence[ScoreRow], missed: Sequence[Point], ranges: Sequence[Range], zone: ZoneInfo
) -> list[list[Any]]:
    """Newest first. The gaps that only silence shows have no row: there is nothing to say."""
    said = [(row.reported_at, row.score, STANDING[Standing(row.standing)].label) for row in known]
    between = [(row.reported_at, f"{row.low} to {row.high}", "A range") for row in ranges]
    unsaid = [(point.at, "no answer", "") for point in missed]
    return [
        [short_day(at.astimezone(zone).date()), score, remark]
        for at, score, remark in sorted(
            [*said, *between, *unsaid], key=lambda row: row[0], reverse=True
        )
    ]
