"""Office hours, and how old a text grows in them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.notify.domain.inbox import Attention, age_of, attention_for
from services.notify.domain.office_hours import OfficeHours
from services.notify.texts.office_words import office_words
from shared.events.replies import Intent, ThreadAge
from tests.unit.notify.texts_at import PACIFIC

DAY = ((time(9), time(18)),)
OFFICE = OfficeHours(PACIFIC, dict.fromkeys(range(6), DAY))
WITH_A_BREAK = OfficeHours(
    PACIFIC, {0: ((time(9), time(12)), (time(13), time(17, 30)))}, frozenset({date(2027, 3, 15)})
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Of March 2027; the 8th is a Monday, clocks change on the 14th."""
    return datetime(2027, 3, day, hour, minute, tzinfo=PACIFIC)


@pytest.mark.parametrize(
    ("since", "until", "worked"),
    [
        (at(8, 10), at(8, 12), 2),
        (at(8, 17), at(9, 10), 2),
        (at(8, 20), at(9, 9), 0),
        (at(13, 17), at(15, 10), 2),  # over a Sunday, and a night of 23 hours
        (at(8, 8), at(8, 22), 9),
        (at(8, 12), at(8, 12), 0),
    ],
)
def test_s79_only_office_hours_count(since: datetime, until: datetime, worked: int) -> None:
    assert OFFICE.worked(since.astimezone(UTC), until.astimezone(UTC)) == timedelta(hours=worked)


def test_s79_a_break_and_a_holiday_do_not_count() -> None:
    assert WITH_A_BREAK.worked(at(8, 11), at(8, 14)) == timedelta(hours=2)
    assert WITH_A_BREAK.worked(at(15, 9), at(15, 17)) == timedelta()
    assert not WITH_A_BREAK.include(at(8, 12, 30))
    assert not WITH_A_BREAK.include(at(15, 10))


def test_s79_the_office_is_open_by_its_own_wall_clock() -> None:
    honolulu = OfficeHours(ZoneInfo("Pacific/Honolulu"), OFFICE.week)
    assert OFFICE.include(at(8, 9))
    assert not honolulu.include(at(8, 9))
    assert not OFFICE.include(at(8, 18))
    assert not OFFICE.include(at(14, 12))


@pytest.mark.parametrize(
    ("now", "age"),
    [
        (at(8, 11, 59), ThreadAge.FRESH),
        (at(8, 12), ThreadAge.RED),
        (at(8, 13, 59), ThreadAge.RED),
        (at(8, 14), ThreadAge.ESCALATED),
        (at(9, 8), ThreadAge.ESCALATED),
    ],
)
def test_s79_a_text_is_red_after_two_working_hours_and_told_after_four(
    now: datetime, age: ThreadAge
) -> None:
    assert age_of(at(8, 10), now, OFFICE) is age
    assert age_of(None, now, OFFICE) is ThreadAge.FRESH


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Mon-Sat 9-6"),
        ("es-MX", "lun a sab, 9 a 6"),
        ("zh", "周一至周六9点到18点"),
        ("ko", "Mon-Sat 9-6"),
    ],
)
def test_s76_office_hours_are_said_in_the_patients_language(language: str, said: str) -> None:
    assert office_words(OFFICE, language) == said


def test_s76_days_that_differ_are_said_apart() -> None:
    half = (time(9, 30), time(13))
    week = {**dict.fromkeys((0, 1, 3), DAY), 5: (half,)}
    assert office_words(OfficeHours(PACIFIC, week), "en") == "Mon-Tue 9-6, Thu 9-6, Sat 9:30-1"
    assert office_words(WITH_A_BREAK, "zh") == "周一9点到17点30分"
    assert office_words(OfficeHours(PACIFIC, {}), "en") == ""


@pytest.mark.parametrize(
    ("intent", "body", "attention"),
    [
        (Intent.OTHER, "can I come at 3?", Attention.PERSON),
        (Intent.OTHER, "", Attention.PERSON),
        (Intent.OTHER, "Y", Attention.PERSON),
        (Intent.OTHER, "7", Attention.NONE),
        (Intent.OTHER, "5/10", Attention.NONE),
        (Intent.OTHER, "11", Attention.PERSON),
        (Intent.OTHER, "6-7", Attention.PERSON),
        (Intent.OTHER, "310-555-0134", Attention.PERSON),
        (Intent.OTHER, "FIX 6", Attention.NONE),
        (Intent.OTHER, "pain 8", Attention.NONE),
        (Intent.CANCEL_WISH, "please cancel my visit", Attention.PERSON),
        (Intent.ANSWER, "7", Attention.NONE),
        (Intent.ANSWER, "7 out of 10", Attention.NONE),
        (Intent.ANSWER, "7, can I come on Friday?", Attention.PERSON),
        (Intent.ANSWER, "7 and my toes are numb since Tuesday", Attention.PERSON),
        (Intent.ANSWER, "七，我可以改到星期五吗？", Attention.PERSON),
        (Intent.CONFIRM, "C", Attention.NONE),
        (Intent.OPT_OUT, "STOP", Attention.NONE),
        (Intent.REACTION, "Liked “see you on Tuesday?”", Attention.NONE),
        (Intent.HELP, "HELP", Attention.NONE),
    ],
)
def test_s79_what_nobody_else_sees_to_waits_for_a_person(
    intent: Intent, body: str, attention: Attention
) -> None:
    assert attention_for(intent, body, media_count=0, known=True) is attention


def test_s78_a_picture_always_waits_for_a_person_and_so_does_a_strangers_number() -> None:
    seen = attention_for(Intent.ANSWER, "7", media_count=1, known=True)
    strange = attention_for(Intent.OTHER, "7", media_count=0, known=False)
    assert {seen, strange} == {Attention.PERSON}
