"""Invented people and numbers for the gallery."""

from datetime import UTC, datetime, timedelta
from typing import Any

PRACTICE = {
    "name": "Harbor Clinic",
    "address": "1 Example Street, Santa Monica, CA 90401",
    "phone": "310-555-0100",
    "phone_e164": "+13105550100",
}

NAV: list[dict[str, Any]] = [
    {"label": "Today", "href": "/staff", "icon": "clock", "current": True, "count": 0},
    {"label": "Calendar", "href": "#", "icon": "calendar", "current": False, "count": 0},
    {"label": "Patients", "href": "#", "icon": "person", "current": False, "count": 0},
    {"label": "Inbox", "href": "#", "icon": "inbox", "current": False, "count": 3},
    {"label": "Alerts", "href": "#", "icon": "bell", "current": False, "count": 1},
    {"label": "Waitlist", "href": "#", "icon": "waiting", "current": False, "count": 0},
    {"label": "Reports", "href": "#", "icon": "chart", "current": False, "count": 0},
    {"label": "Settings", "href": "#", "icon": "gear", "current": False, "count": 0},
]

ERRORS = {
    "given_name": "Enter your first name",
    "phone": "Enter a mobile number, like 310-555-0123",
    "treatment": "Choose a treatment",
    "slot": "Choose a time",
    "pain": "Choose a number from 0 to 10",
    "consent": "Tick the box, or tell us to call instead",
}

_FIRST = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
_SCORES = [8, 7, 7, None, None, 6, 5, 6, None, 4, 4, 3]
_TIMES = [_FIRST + timedelta(weeks=week) for week in range(len(_SCORES))]

PAIN: dict[str, Any] = {
    "zone": "America/Los_Angeles",
    "baseline": 8,
    "bands": [{"label": "2 points better", "score": 6}, {"label": "30 % better", "score": 5.6}],
    "points": [
        {"at": at.isoformat(), "score": score} for at, score in zip(_TIMES, _SCORES, strict=True)
    ],
    "visits": [
        {"at": (at - timedelta(days=1)).isoformat(), "label": "Visit"} for at in _TIMES[::2]
    ],
}

PAIN_ROWS = [
    [f"{at:%b} {at.day}", "no answer" if score is None else score, ""]
    for at, score in reversed(list(zip(_TIMES, _SCORES, strict=True)))
]
