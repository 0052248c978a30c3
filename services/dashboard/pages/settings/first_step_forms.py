"""What each of the first steps asks, and what is wrong with what was typed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from services.dashboard.domain.opening_words import UnreadableHoursError, read_hours
from services.dashboard.pages.settings.office_hours import DAYS
from services.dashboard.pages.settings.phones import as_e164


@dataclass(frozen=True)
class Step:
    """`why` explains it; `suggests` is what most would type."""

    title: str
    why: str
    suggests: Mapping[str, str] = field(default_factory=dict)


_WEEKDAYS = {f"day-{day}": "09:00-12:30, 13:30-18:00" for day in range(5)}
STEPS: Mapping[str, Step] = {
    "practice": Step(
        "Your practice",
        "Where patients come to, and what texts call it. The name in texts is neutral: a lock screen"
        " shows it to anybody.",
        {"rooms": "2"},
    ),
    "hours": Step(
        "Who works when",
        "One person is enough to begin with; the others follow under Settings.",
        _WEEKDAYS,
    ),
    "treatment": Step(
        "One treatment",
        "What patients can book first. When it is saved, your booking page is open.",
        {"minutes": "60", "needling": "yes"},
    ),
    "texting": Step(
        "Texting",
        "Twilio carries the texts. Its account is set with the installation; what Twilio must be"
        " told is shown here.",
    ),
    "test": Step(
        "A test text",
        "To your own phone. You are then told of alarms too, until you say otherwise under On call.",
    ),
}
FORMS: Mapping[str, tuple[str, ...]] = {
    "practice": ("name", "text_name", "phone", "address", "time_zone", "rooms"),
    "hours": ("name", "title", *(f"day-{day}" for day in DAYS)),
    "treatment": ("name", "summary", "minutes", "needling"),
    "texting": (),
    "test": ("phone",),
}
MINUTES = ("30", "45", "50", "60", "75", "90")
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)
_TEXT_NAME = re.compile(r"[A-Za-z0-9 .&'-]{1,30}")
MOST_ROOMS = 20


def errors_in(step: str, typed: Mapping[str, str]) -> dict[str, str]:
    """By field."""
    return _CHECKS[step](typed)


def _practice(typed: Mapping[str, str]) -> dict[str, str]:
    checks = {
        "name": (bool(typed["name"]), "Say what the practice is called."),
        "text_name": (
            _TEXT_NAME.fullmatch(typed["text_name"]) is not None,
            "At most 30 plain letters and digits: every text has to hold it.",
        ),
        "phone": (as_e164(typed["phone"]) is not None, "Write the number with its area code."),
        "address": (bool(typed["address"]), "Say where patients come to."),
        "time_zone": (bool(typed["time_zone"]), "Choose by which clock you live."),
        "rooms": (
            typed["rooms"].isdecimal() and 1 <= int(typed["rooms"]) <= MOST_ROOMS,
            f"From 1 to {MOST_ROOMS} rooms.",
        ),
    }
    return _failed(checks)


def _hours(typed: Mapping[str, str]) -> dict[str, str]:
    errors = _failed({"name": (bool(typed["name"]), "Say who it is.")})
    for day in DAYS:
        try:
            read_hours(typed[f"day-{day}"])
        except UnreadableHoursError as error:
            errors[f"day-{day}"] = str(error)
    if not any(typed[f"day-{day}"] for day in DAYS):
        errors["day-0"] = "Give the hours of at least one day."
    return errors


def _treatment(typed: Mapping[str, str]) -> dict[str, str]:
    return _failed(
        {
            "name": (bool(typed["name"]), "Say what it is called."),
            "minutes": (typed["minutes"] in MINUTES, "Choose how long it takes."),
            "needling": (typed["needling"] in {"yes", "no"}, "Say whether needles are used."),
        }
    )


def _nothing(_: Mapping[str, str]) -> dict[str, str]:
    return {}


def _test(typed: Mapping[str, str]) -> dict[str, str]:
    wrong = "Write the number with its area code, such as 310-555-0190."
    return _failed({"phone": (as_e164(typed["phone"]) is not None, wrong)})


def _failed(checks: Mapping[str, tuple[bool, str]]) -> dict[str, str]:
    return {name: problem for name, (right, problem) in checks.items() if not right}


_CHECKS: Mapping[str, Callable[[Mapping[str, str]], dict[str, str]]] = {
    "practice": _practice,
    "hours": _hours,
    "treatment": _treatment,
    "texting": _nothing,
    "test": _test,
}
