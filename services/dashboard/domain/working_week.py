"""The hours of a week as somebody edits them: rows of a day, each from one time to another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
# Closing then is the end of the day.
MIDNIGHT = "00:00"


@dataclass(frozen=True)
class Stretch:
    """As it was typed: times are HH:MM or empty. `next_day`: somebody said that it closes then."""

    location: str
    opens: str = ""
    closes: str = ""
    next_day: bool = False

    @property
    def blank(self) -> bool:
        return not self.opens and not self.closes


Week = Mapping[str, Sequence[Stretch]]  # by day


def week_of(hours: Iterable[Mapping[str, Any]]) -> dict[str, list[Stretch]]:
    """From what booking keeps, where one entry may be of several days."""
    week: dict[str, list[Stretch]] = {day: [] for day in DAYS}
    for entry in hours:
        for day in entry["days"]:
            opens, closes = entry["opens"][:5], entry["closes"][:5]
            over = goes_over(opens, closes)
            week[day].append(Stretch(entry["location"], opens, closes, next_day=over))
    return {day: sorted(found, key=lambda each: each.opens) for day, found in week.items()}


def hours_of(week: Week) -> list[dict[str, Any]]:
    """As booking takes it. Rows that were left blank are no hours."""
    return [
        {"location": each.location, "days": [day], "opens": each.opens, "closes": each.closes}
        for day, found in week.items()
        for each in found
        if not each.blank
    ]


def errors_of(week: Week) -> dict[str, str]:
    """By the field that has to be mended: mon-0-opens."""
    days = list(week)
    before = dict(zip(days, [*days[-1:], *days[:-1]], strict=True))
    return {
        field: words
        for day, found in week.items()
        for field, words in _errors_of_day(day, found, _over_from(week[before[day]])).items()
    }


def goes_over(opens: str, closes: str) -> bool:
    """Whether it closes on the day after, past midnight."""
    return bool(opens and closes) and closes <= opens and closes != MIDNIGHT


def wrong_times(opens: str, closes: str, *, next_day: bool = False) -> str | None:
    """Hours past midnight are nearly always a slip, so they have to be said twice."""
    if not opens or not closes:
        return "Say from when and until when, or clear both."
    if goes_over(opens, closes) and not next_day:
        return "The end must be after the beginning; or tick that it is on the next day."
    return None


def copied(week: Week, source: str, targets: Iterable[str]) -> dict[str, list[Stretch]]:
    """The days of `targets` are as the day `source`."""
    return {
        day: list(week[source] if day in set(targets) else found) for day, found in week.items()
    }


def with_row(week: Week, day: str, location: str) -> dict[str, list[Stretch]]:
    return {
        each: [*found, Stretch(location)] if each == day else list(found)
        for each, found in week.items()
    }


def placed(week: Week, location: str) -> dict[str, list[Stretch]]:
    """Rows that name no location are at this one."""
    return {
        day: [each if each.location else replace(each, location=location) for each in found]
        for day, found in week.items()
    }


def _errors_of_day(day: str, found: Sequence[Stretch], over: str) -> dict[str, str]:
    """`over`: until when the night before goes on into this day."""
    errors, latest = {}, over
    for place, each in _in_order(found):
        field = f"{day}-{place}-opens"
        if wrong := wrong_times(each.opens, each.closes, next_day=each.next_day):
            errors[field] = f"{DAYS[day]}: {wrong}"
        elif each.opens < latest:
            errors[field] = f"{DAYS[day]}: these hours overlap the ones before."
        ends_today = each.closes != MIDNIGHT and not goes_over(each.opens, each.closes)
        latest = max(latest, each.closes if ends_today else "24:00")
    return errors


def _over_from(found: Sequence[Stretch]) -> str:
    """Until when the last of these hours goes on past midnight; empty where none does."""
    return max((each.closes for each in found if goes_over(each.opens, each.closes)), default="")


def _in_order(found: Sequence[Stretch]) -> list[tuple[int, Stretch]]:
    return sorted(
        ((place, each) for place, each in enumerate(found) if not each.blank),
        key=lambda item: item[1].opens,
    )
