"""When a phone may ring."""

import tomllib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from services.notify.domain.quiet_hours import TextingHours
from services.notify.jurisdictions import FILE, UnknownJurisdictionError, load_texting_hours
from tests.unit.notify.texts_at import PACIFIC

HOURS = TextingHours()


@pytest.mark.parametrize(
    ("hour", "minute", "allowed"),
    [(7, 59, False), (8, 0, True), (20, 59, True), (21, 0, False), (0, 0, False)],
)
def test_the_hours_are_half_open(hour: int, minute: int, allowed: bool) -> None:
    at = datetime(2027, 3, 9, hour, minute, tzinfo=PACIFIC)
    assert HOURS.allow(at, PACIFIC) is allowed


@pytest.mark.parametrize(
    ("night", "opening"),
    [
        (datetime(2027, 3, 13, 22, tzinfo=PACIFIC), datetime(2027, 3, 14, 15, tzinfo=UTC)),
        (datetime(2027, 3, 14, 0, 30, tzinfo=PACIFIC), datetime(2027, 3, 14, 15, tzinfo=UTC)),
        (datetime(2027, 11, 6, 23, tzinfo=PACIFIC), datetime(2027, 11, 7, 16, tzinfo=UTC)),
    ],
)
def test_s44_the_first_text_after_a_change_of_clocks_is_at_eight_on_the_wall(
    night: datetime, opening: datetime
) -> None:
    assert HOURS.next_opening(night, PACIFIC) == opening
    assert opening.astimezone(PACIFIC).hour == 8


@pytest.mark.parametrize("night", [(2027, 3, 9, 21, 0), (2027, 3, 9, 23, 0), (2027, 3, 10, 7, 59)])
def test_the_last_moment_before_a_night_is_a_minute_before_nine(night: tuple[int, ...]) -> None:
    at = datetime(*night, tzinfo=PACIFIC)  # type: ignore[arg-type, misc]
    assert HOURS.last_closing(at, PACIFIC) == datetime(2027, 3, 9, 20, 59, tzinfo=PACIFIC)


CENTRAL = ZoneInfo("America/Chicago")


def local(zone: ZoneInfo, day: int, hour: int, minute: int = 0) -> datetime:
    """Of March 2027; the 7th is a Sunday."""
    return datetime(2027, 3, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("state", "when", "allowed"),
    [
        ("US-CA", (7, 8, 0), True),
        ("US-TX", (8, 8, 59), False),
        ("US-TX", (8, 9, 0), True),
        ("US-TX", (7, 11, 59), False),
        ("US-TX", (7, 12, 0), True),
        ("US-TX", (7, 20, 59), True),
        ("US-AL", (7, 12, 0), False),
        ("US-AL", (8, 20, 0), False),
        ("US-RI", (9, 17, 59), True),
        ("US-RI", (6, 17, 0), False),
        ("US-CT", (8, 8, 30), False),
        ("US", (8, 20, 59), True),
    ],
)
def test_s41_the_clinics_state_says_when_a_phone_may_ring(
    state: str, when: tuple[int, int, int], allowed: bool
) -> None:
    hours = load_texting_hours(state, CENTRAL.key)
    assert hours.allow(local(CENTRAL, *when), CENTRAL) is allowed


def test_s41_over_a_sunday_without_hours_a_text_moves_to_saturday_or_monday() -> None:
    hours = load_texting_hours("US-MS", CENTRAL.key)
    sunday = local(CENTRAL, 7, 12)
    assert hours.last_closing(sunday, CENTRAL) == local(CENTRAL, 6, 19, 59)
    assert hours.next_opening(sunday, CENTRAL) == local(CENTRAL, 8, 8)


def test_s42_the_recipients_zone_counts_where_it_says_which_state_it_is() -> None:
    hours = load_texting_hours("US-TX", CENTRAL.key)
    louisville, honolulu = ZoneInfo("America/Kentucky/Louisville"), ZoneInfo("Pacific/Honolulu")
    assert hours.next_opening(local(louisville, 8, 3), louisville) == local(louisville, 8, 10)
    assert hours.next_opening(local(honolulu, 8, 3), honolulu) == local(honolulu, 8, 8)


@pytest.mark.parametrize("state", ["", "CA", "MX-BCN"])
def test_a_jurisdiction_that_is_none_is_refused(state: str) -> None:
    with pytest.raises(UnknownJurisdictionError):
        load_texting_hours(state, CENTRAL.key)


def test_every_jurisdiction_names_its_source_and_hours_that_are_open() -> None:
    for name, entry in tomllib.loads(FILE.read_text("utf-8")).items():
        assert entry["source"], name
        hours = load_texting_hours(name, CENTRAL.key)
        assert hours.next_opening(local(CENTRAL, 7, 0), CENTRAL) < local(CENTRAL, 9, 0)
        assert {ZoneInfo(zone).key for zone in entry.get("zones", ())} == set(
            entry.get("zones", ())
        )
