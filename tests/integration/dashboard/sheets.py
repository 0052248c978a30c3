"""The sheet of a course of twelve weekly visits, as followup answers it."""

from datetime import datetime, timedelta
from typing import Any

from tests.support.facts import NOW

WEEK = timedelta(weeks=1)
SCORES = (5, 8, 5, 5, 5, 6, None, 5, 5, 4, 5, 5)


def course_sheet() -> dict[str, Any]:
    first = NOW - 12 * WEEK
    visits = [first + n * WEEK for n in range(12)]
    day_1 = [at + timedelta(days=1) for at in visits]
    return {
        "patient_id": "patient-1",
        "as_of": NOW.isoformat(),
        "series": {
            "complaint_id": "complaint-1",
            "complaint": "low_back",
            "baseline": 6,
            "latest": None,
            "trend": "plateau",
            "decisions": [_decision(6, visits[5], 6), _decision(12, visits[11], 5)],
            "points": [_point(at, s) for at, s in zip(day_1, SCORES, strict=True) if s is not None],
            "gaps": [{"kind": "day_1", "due_at": day_1[6].isoformat()}],
        },
        "pegs": [_peg(first, 7), _peg(visits[11], 6)],
        "pain_days": [{"reported_at": visits[4].isoformat(), "days": 4}],
        "visits": [{"treated_at": at.isoformat(), "needling": True} for at in visits],
        "visits_in_90_days": 12,
        "visits_in_12_months": 12,
        "no_clear_gain": True,
        "coverage": {
            "visits_in_90_days": 12,
            "visits_in_12_months": 12,
            "improvement_shown": False,
            "left": 0,
        },
    }


def _point(at: datetime, score: int) -> dict[str, Any]:
    return {
        "reported_at": at.isoformat(),
        "checkin_kind": "day_1",
        "score": score,
        "low": score,
        "high": score,
        "late": False,
        "corrected": score == 4,
        "change_points": score - 6,
        "change_percent": round((score - 6) / 6 * 100, 1),
    }


def _decision(visit: int, at: datetime, score: int) -> dict[str, Any]:
    return {
        "visit": visit,
        "treated_at": at.isoformat(),
        "score": score,
        "change_points": score - 6,
        "change_percent": round((score - 6) / 6 * 100, 1),
        "any_gain": score < 6,
        "responder": False,
    }


def _peg(at: datetime, score: int) -> dict[str, Any]:
    return {
        "complaint_id": "complaint-1",
        "reported_at": at.isoformat(),
        "pain_average": score,
        "enjoyment": score,
        "general_activity": score,
        "score": float(score),
        "change_points": float(score - 7),
        "change_percent": 0.0,
    }
