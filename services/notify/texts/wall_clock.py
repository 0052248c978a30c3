"""Times as patients read them: "Tue Mar 16, 9:30 AM", with plain spaces whatever the platform."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Without the accents that GSM-7 lacks.
_DIAS = ("lun", "mar", "mié", "jue", "vie", "sab", "dom")
_MESES = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
_XINGQI = "一二三四五六日"
_US_ZONE = re.compile(r"([A-Z]+)[SD]T")


def wall_clock(
    at: datetime, zone: ZoneInfo, *, reader_zone: ZoneInfo | None = None, language: str = "en"
) -> str:
    """In the clinic's `zone`; named ("PT") only for a reader who lives by another one (S-16)."""
    local = at.astimezone(zone)
    said = _LANGUAGES.get(language.partition("-")[0], _english)(local)
    return said + _zone_if_other(local, reader_zone)


def wall_time(
    at: datetime, zone: ZoneInfo, *, reader_zone: ZoneInfo | None = None, language: str = "en"
) -> str:
    """As `wall_clock`, without the day."""
    local = at.astimezone(zone)
    said = _halves(local) if language.partition("-")[0] == "zh" else _twelve(local)
    return said + _zone_if_other(local, reader_zone)


def wall_day(at: datetime, zone: ZoneInfo, language: str = "en") -> str:
    """As `wall_clock`, without the time."""
    local = at.astimezone(zone)
    return _DAY_ONLY.get(language.partition("-")[0], _english_day)(local)


def _zone_if_other(local: datetime, reader_zone: ZoneInfo | None) -> str:
    if reader_zone is None or local.astimezone(reader_zone).utcoffset() == local.utcoffset():
        return ""
    return f" {_zone_name(local)}"


def _english(local: datetime) -> str:
    return f"{_english_day(local)}, {_twelve(local)}"


def _spanish(local: datetime) -> str:
    return f"{_spanish_day(local)}, {_twelve(local)}"


def _chinese(local: datetime) -> str:
    return f"{_chinese_day(local)} {_halves(local)}"


def _english_day(local: datetime) -> str:
    return f"{_DAYS[local.weekday()]} {_MONTHS[local.month - 1]} {local.day}"


def _spanish_day(local: datetime) -> str:
    return f"{_DIAS[local.weekday()]} {local.day} de {_MESES[local.month - 1]}"


def _chinese_day(local: datetime) -> str:
    return f"{local.month}月{local.day}日周{_XINGQI[local.weekday()]}"


def _halves(local: datetime) -> str:
    half = "上午" if local.hour < 12 else "下午"
    return f"{half}{local.hour % 12 or 12}:{local.minute:02}"


_LANGUAGES: Mapping[str, Callable[[datetime], str]] = {
    "en": _english,
    "es": _spanish,
    "zh": _chinese,
}
_DAY_ONLY: Mapping[str, Callable[[datetime], str]] = {
    "en": _english_day,
    "es": _spanish_day,
    "zh": _chinese_day,
}


def _twelve(local: datetime) -> str:
    half = "AM" if local.hour < 12 else "PM"
    return f"{local.hour % 12 or 12}:{local.minute:02} {half}"


def _zone_name(local: datetime) -> str:
    name = local.tzname() or ""
    return _US_ZONE.sub(r"\1T", name)
