"""From what a clock on the clinic's wall shows to instants, on the two odd days of the year too."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.booking.domain.intervals import Interval

DAY = timedelta(days=1)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which the clock shows `wall` or, where it skips that, more.

    A time shown twice (autumn) means its first showing; a skipped one (spring) the moment of the
    jump.
    """
    before = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if before.astimezone(zone).replace(tzinfo=None) == wall:
        return before
    after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _jump(after, before, zone)


def _jump(earliest: datetime, latest: datetime, zone: ZoneInfo) -> datetime:
    """The instant in (earliest, latest] at which the zone's offset changes, to the second."""
    offset = earliest.astimezone(zone).utcoffset()
    while latest - earliest > timedelta(seconds=1):
        middle = earliest + timedelta(seconds=(latest - earliest) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            earliest = middle
        else:
            latest = middle
    return latest


@lru_cache(maxsize=8192)
def opening(day: date, opens: time, closes: time, zone: ZoneInfo) -> Interval:
    """Opening hours that begin on `day`. Closing at or before the opening time is the day after."""
    closing_day = day if closes > opens else day + DAY
    return Interval(
        instant(datetime.combine(day, opens), zone),
        instant(datetime.combine(closing_day, closes), zone),
    )


def whole_day(day: date, zone: ZoneInfo) -> Interval:
    """From midnight to midnight, which is 23 or 25 hours twice a year."""
    return opening(day, time(), time(), zone)


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    """What the clock shows then, without a zone."""
    return at.astimezone(zone).replace(tzinfo=None)


def local_date(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def clock(at: datetime, zone: ZoneInfo) -> str:
    """ "9:30 AM". strftime's own hour has a leading zero, and CLDR puts U+202F before AM, which is
    not in a text's alphabet.
    """
    local = at.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < 12 else 'PM'}"


def wall_clock(at: datetime, zone: ZoneInfo) -> str:
    """ "Tue Mar 16, 9:30 AM"."""
    local = at.astimezone(zone)
    return f"{local:%a %b} {local.day}, {clock(at, zone)}"
