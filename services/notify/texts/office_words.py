"""Office hours as patients read them: "Mon-Fri 9-6, Sat 9-1"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from itertools import groupby

from services.notify.domain.office_hours import Hours, OfficeHours


@dataclass(frozen=True)
class _Language:
    """`days` from Monday on. How a run of days, its hours, and runs are put together."""

    days: tuple[str, ...]
    to: str
    between: str
    twelve: bool
    hours: str
    also: str


_LANGUAGES: Mapping[str, _Language] = {
    "en": _Language(
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "-", " ", True, "{0}-{1}", ", "
    ),
    "es": _Language(
        ("lun", "mar", "mié", "jue", "vie", "sab", "dom"), " a ", ", ", True, "{0} a {1}", "; "
    ),
    "zh": _Language(
        ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), "至", "", False, "{0}到{1}", "，"
    ),
}


def office_words(office: OfficeHours, language: str) -> str:
    """From when the first opens to when the last closes, for each run of days that are alike."""
    spoken = _LANGUAGES.get(language.partition("-")[0], _LANGUAGES["en"])
    return spoken.also.join(
        _run(first, last, hours, spoken) for first, last, hours in _runs(office)
    )


def _runs(office: OfficeHours) -> Iterator[tuple[int, int, Hours]]:
    """(first day, last day, hours) of days in a row that open alike."""
    hours = {day: (spans[0][0], spans[-1][1]) for day, spans in office.week.items() if spans}
    # Days in a row have the same difference between themselves and their place among the open ones.
    places = enumerate(sorted(hours))
    for (_, same), run in groupby(places, key=lambda p: (p[1] - p[0], hours[p[1]])):
        days = [day for _, day in run]
        yield days[0], days[-1], same


def _run(first: int, last: int, hours: Hours, spoken: _Language) -> str:
    named = [spoken.days[first], *([spoken.days[last]] if last != first else [])]
    times = spoken.hours.format(*(_clock(at, spoken) for at in hours))
    return spoken.to.join(named) + spoken.between + times


def _clock(at: time, spoken: _Language) -> str:
    if not spoken.twelve:
        return f"{at.hour}点" + (f"{at.minute:02}分" if at.minute else "")
    return str(at.hour % 12 or 12) + (f":{at.minute:02}" if at.minute else "")
