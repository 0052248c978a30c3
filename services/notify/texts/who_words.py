""" "1 for Ana, 2 for B." - who a shared phone's text may be about."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from services.notify.domain.addressing import Candidate
from services.notify.texts.wall_clock import wall_time

_ONE: Mapping[str, str] = {"en": "{0} for {1}", "es": "{0} para {1}", "zh": "{0}={1}"}


def who_words(options: Sequence[Candidate], named: Collection[str], language: str) -> str:
    """Only the `named` agreed to be spoken of on this phone; of the others it is their initial. Two
    who would read alike are told apart by the day of their visit, or on one day by its time.
    """
    one = _ONE.get(language.partition("-")[0], _ONE["en"])
    labels = [c.first_name if c.patient_id in named else initial(c.first_name) for c in options]
    twice = {label for label, count in Counter(labels).items() if count > 1}
    days = {_local(c).date() for c in options}
    shown = [
        f"{label} ({_apart(c, language, same_day=len(days) == 1)})" if label in twice else label
        for label, c in zip(labels, options, strict=True)
    ]
    return ", ".join(one.format(n, label) for n, label in enumerate(shown, start=1))


def initial(first_name: str) -> str:
    return f"{first_name[:1]}."


def _apart(candidate: Candidate, language: str, *, same_day: bool) -> str:
    local = _local(candidate)
    if not same_day:
        return f"{local.month}/{local.day}"
    zone = ZoneInfo(candidate.visit.location.time_zone)
    return wall_time(candidate.visit.starts_at, zone, language=language)


def _local(candidate: Candidate) -> datetime:
    return candidate.visit.starts_at.astimezone(ZoneInfo(candidate.visit.location.time_zone))
