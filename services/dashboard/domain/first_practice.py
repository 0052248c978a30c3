"""A practice's file from what its owner typed in the first steps."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

Week = Mapping[int, Sequence[tuple[time, time]]]
Typed = Mapping[str, str]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ROOM = "treatment"
# A clinic's usual rules, which the settings change afterwards.
_CANCEL_NOTICE_HOURS = 24
_NOTICE_HOURS = 4
_HORIZON_DAYS = 60
_GRID_MINUTES = 15
_BUFFER_MINUTES = 15


def practice_file(
    place: Typed, who: Typed, week: Week, given: Typed, complaints: Mapping[str, str]
) -> dict[str, Any]:
    """As booking takes it: one location, one practitioner, one treatment."""
    location, treatment = _slug(place["name"], "clinic"), _slug(given["name"], "visit")
    return {
        "id": location,
        "name": place["name"],
        "cancel_notice_hours": _CANCEL_NOTICE_HOURS,
        "locations": [_location(location, place)],
        "treatments": [_treatment(treatment, given)],
        "practitioners": [_practitioner(location, treatment, who, week)],
        "complaints": [{"code": code, "label": label} for code, label in complaints.items()],
    }


def _location(location: str, place: Typed) -> dict[str, Any]:
    return {
        "id": location,
        "name": place["name"],
        "text_name": place["text_name"],
        "phone": place["phone"],
        "address": place["address"],
        "time_zone": place["time_zone"],
        "rooms": [
            {"id": f"room-{n}", "name": f"Room {n}", "kind": _ROOM}
            for n in range(1, int(place["rooms"]) + 1)
        ],
    }


def _treatment(treatment: str, given: Typed) -> dict[str, Any]:
    needling = given["needling"] == "yes"
    return {
        "id": treatment,
        "name": given["name"],
        "summary": given["summary"],
        "minutes": int(given["minutes"]),
        "buffer_after_minutes": _BUFFER_MINUTES,
        "grid_minutes": _GRID_MINUTES,
        "notice_hours": _NOTICE_HOURS,
        "horizon_days": _HORIZON_DAYS,
        "needling": needling,
        "reminder_plan": "one_day",
        "checkin_plan": "after_needling" if needling else "weekly",
        "room_kind": _ROOM,
    }


def _practitioner(location: str, treatment: str, who: Typed, week: Week) -> dict[str, Any]:
    return {
        "id": _slug(who["name"], "practitioner"),
        "name": who["name"],
        "title": who["title"],
        "treatments": [treatment],
        "hours": [
            {
                "location": location,
                "days": [_DAYS[day]],
                "opens": opens.isoformat(),
                "closes": closes.isoformat(),
            }
            for day, stretches in week.items()
            for opens, closes in stretches
        ],
    }


def _slug(name: str, otherwise: str) -> str:
    """It stands in addresses."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or otherwise
