"""What another calendar's events mean."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain.intervals import Interval
from services.booking.domain.outside_calendar import UnreadableCalendarError, busy_times

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
MARCH = Interval(datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC))


def calendar(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN"]
    for n, event in enumerate(events):
        unnamed = () if "UID:" in event else (f"UID:{n}@example",)
        lines += ["BEGIN:VEVENT", *unnamed, "DTSTAMP:20270101T000000Z", *event.split("|")]
        lines.append("END:VEVENT")
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def local(*events: str) -> list[str]:
    found = busy_times(calendar(*events), LOS_ANGELES, MARCH)
    return [
        f"{b.start.astimezone(LOS_ANGELES):%d %H:%M}-{b.end.astimezone(LOS_ANGELES):%d %H:%M}"
        for b in found
    ]


WEEKLY = "DTSTART;TZID=America/Los_Angeles:20270305T090000|DTEND;TZID=America/Los_Angeles:20270305T100000|RRULE:FREQ=WEEKLY;COUNT=3"


def test_a_weekly_event_keeps_its_wall_time_when_the_clocks_change() -> None:
    assert local(WEEKLY) == ["05 09:00-05 10:00", "12 09:00-12 10:00", "19 09:00-19 10:00"]


def test_dates_left_out_and_moved_occurrences_are_followed() -> None:
    moved = (
        "UID:0@example|RECURRENCE-ID;TZID=America/Los_Angeles:20270319T090000"
        "|DTSTART;TZID=America/Los_Angeles:20270320T150000"
        "|DTEND;TZID=America/Los_Angeles:20270320T160000"
    )
    left_out = f"UID:0@example|{WEEKLY}|EXDATE;TZID=America/Los_Angeles:20270312T090000"
    assert local(left_out, moved) == ["05 09:00-05 10:00", "20 15:00-20 16:00"]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART:20270305T170000Z|DTEND:20270305T180000Z", ["05 09:00-05 10:00"]),
        ("DTSTART:20270305T090000|DTEND:20270305T100000", ["05 09:00-05 10:00"]),  # floating
        ("DTSTART:20270305T090000|DURATION:PT90M", ["05 09:00-05 10:30"]),
        ("DTSTART;VALUE=DATE:20270314|DTEND;VALUE=DATE:20270315", ["14 00:00-15 00:00"]),
        ("DTSTART;VALUE=DATE:20270305", ["05 00:00-06 00:00"]),
        ("DTSTART:20270305T170000Z|DTEND:20270305T180000Z|TRANSP:TRANSPARENT", []),
        ("DTSTART:20270305T170000Z|DTEND:20270305T180000Z|STATUS:CANCELLED", []),
        ("DTSTART:20270305T170000Z|DTEND:20270305T180000Z|UID:x@meridian", []),  # our own visit
        ("DTSTART:20270305T170000Z", []),  # takes no time
        ("DTSTART:20250305T170000Z|DTEND:20250305T180000Z", []),
    ],
)
def test_what_an_event_takes(event: str, expected: list[str]) -> None:
    assert local(event) == expected


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<html></html>",
        b"\xff\xfe\x00",
        calendar("DTSTART:20270305T170000Z|DTEND:20270305T170001Z|RRULE:FREQ=SECONDLY"),
        calendar(
            "DTSTART:20270305T170000Z|DTEND:20270305T170001Z"
            "|RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,1,2,3,4;BYSECOND=0,1,2,3,4,5"
        ),
        calendar(*["DTSTART:20270305T170000Z|DTEND:20270305T180000Z"] * 2)[:-40],
    ],
)
def test_what_cannot_be_read_is_said_to_be_so(text: bytes) -> None:
    with pytest.raises(UnreadableCalendarError):
        busy_times(text, LOS_ANGELES, MARCH)


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: calendar(t)))
def test_whatever_comes_is_read_or_refused(text: bytes) -> None:
    try:
        found = busy_times(text, LOS_ANGELES, MARCH)
    except UnreadableCalendarError:
        return
    assert all(b.overlaps(MARCH) and b.start < b.end for b in found)
