"""What a text may say of a visit. Never the treatment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from services.notify.domain.text import TOLD
from services.notify.texts.wall_clock import wall_clock, wall_day, wall_time
from shared.events.appointments import Location, Visit


def clinic_values(location: Location) -> dict[str, str]:
    known = {"clinic": location.text_name, "phone": location.phone}
    return {**known, "address": location.address} if location.address else known


def visit_values(visit: Visit, reader_zone: ZoneInfo | None, language: str) -> dict[str, str]:
    zone = ZoneInfo(visit.location.time_zone)
    return {
        **clinic_values(visit.location),
        "when": wall_clock(visit.starts_at, zone, reader_zone=reader_zone, language=language),
        "practitioner": visit.practitioner.name,
        "link": visit.manage_url,
    }


@dataclass(frozen=True)
class Reader:
    """Who reads a text, and by whose clock the clinic lives."""

    language: str
    zone: ZoneInfo | None
    clinic_zone: ZoneInfo


def asked_values(values: Mapping[str, str], reader: Reader, now: datetime) -> dict[str, str]:
    """What another service gave: each instant, a name that ends in `_at`, as the wall time it is at
    the clinic. A deadline (`_by_at`) that falls on this very day is its time alone, and what
    only names a day (`_day_at`) is that.
    """
    words = {name: _word(name, at, reader, now) for name, at in read_instants(values).items()}
    return {**values, **words}


def as_they_know_it(values: Mapping[str, str], reader: Reader) -> dict[str, str]:
    """Of a visit that was moved and then cancelled before the patient heard of it: the time they
    know.
    """
    told = values.get(TOLD)
    if told is None:
        return {}
    starts_at = datetime.fromisoformat(told.partition(" ")[0])
    clinic, own = reader.clinic_zone, reader.zone
    return {"when": wall_clock(starts_at, clinic, reader_zone=own, language=reader.language)}


def read_instants(values: Mapping[str, str]) -> dict[str, datetime]:
    """Raises ValueError."""
    instants = {n: datetime.fromisoformat(v) for n, v in values.items() if n.endswith("_at")}
    if any(at.tzinfo is None for at in instants.values()):
        raise ValueError("an instant needs its offset")
    return instants


def _word(name: str, at: datetime, reader: Reader, now: datetime) -> str:
    clinic = reader.clinic_zone
    if name.endswith("_day_at"):
        return wall_day(at, clinic, reader.language)
    today = at.astimezone(clinic).date() == now.astimezone(clinic).date()
    word = wall_time if today and name.endswith("_by_at") else wall_clock
    return word(at, clinic, reader_zone=reader.zone, language=reader.language)
