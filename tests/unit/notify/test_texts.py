"""The words of our texts."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from services.notify.domain.mailing import MAILED
from services.notify.handlers.record_text import FOR_STAFF
from services.notify.texts import EMAIL, MissingValueError, Texts, UnknownKindError
from services.notify.texts.values import Reader, asked_values, read_instants
from services.notify.texts.wall_clock import wall_clock
from shared.sms import characters_outside_gsm7, count_segments
from tests.unit.notify.texts_at import PACIFIC

TEXTS = Texts.load()
# As long as they get in real life.
VALUES = {
    "clinic": "Santa Monica Wellness",
    "when": "Wed Sep 30, 12:30 PM PT",
    "practitioner": "Dr. Bartholomew-Smith",
    "link": "https://visits.santamonicawellness.example/m/" + "x" * 22,
    "phone": "310-555-0100",
    "score": "10",
    "grade": "CRISIS",
    "options": "1 for Bartholomew, 2 for Maximiliana, 3 for Bo",
    "code": "481516",
    "whose": "M.",
    "whens": "Wed Sep 30, 11:30 AM PT (Bartholomew), 12:30 PM PT (Maximiliana)",
    "count": "52",
    "what": "Cancelled",
    "how": "by text",
    "hours": "Mon-Thu 9:30-5:30, Fri 9-1",
    "starts_at": "Wed Sep 30, 12:30 PM PT",
    "reply_by_at": "Tue Sep 29, 12:30 PM PT",
    "asked_day_at": "Wed Sep 30",
}
# Words of the keyword filter that must never be asked for, and of the body and its treatment.
NEVER = ("cancel to", "reply cancel", "reply end", "reply quit", "reply yes", "pain", "needle")
TYPED = {"staff_message", "test_text"}
EVERY = [
    (lang, kind) for lang, kind, _ in TEXTS if kind not in TYPED and not kind.startswith(EMAIL)
]
MAILED_IN = [(lang, kind) for kind in sorted(MAILED) for lang in ("en", "es", "zh")]
# Fixed words that must name what they are for; they are never about a visit.
FIXED = {"safety", "safety_crisis", "cannot_read", *FOR_STAFF}


@pytest.mark.parametrize(("language", "kind"), [e for e in EVERY if e[0] != "zh"])
def test_every_text_fits_one_segment_of_gsm7(language: str, kind: str) -> None:
    written = TEXTS.write(kind, language, VALUES)
    assert characters_outside_gsm7(written.body) == set()
    assert count_segments(written.body).units <= 160
    assert written.segments == 1


@pytest.mark.parametrize("kind", [kind for language, kind in EVERY if language == "zh"])
def test_a_chinese_text_fits_three_segments(kind: str) -> None:
    assert TEXTS.write(kind, "zh", {**VALUES, "when": "12月30日周三 下午12:30 PT"}).segments <= 3


def test_no_text_says_what_it_must_not() -> None:
    for _, kind, variants in TEXTS:
        if kind not in FIXED:
            for variant in variants:
                assert not [word for word in NEVER if word in variant.lower()]


@pytest.mark.parametrize("language", ["es", "zh"])
def test_x02_every_text_to_patients_is_there_in_their_language(language: str) -> None:
    english = {kind for lang, kind in EVERY if lang == "en" and kind not in FOR_STAFF}
    assert {kind for lang, kind in EVERY if lang == language} == english


def test_the_first_variant_that_fits_is_used() -> None:
    short = TEXTS.write("confirmation", "en", {**VALUES, "link": "https://h.example/m/7K"})
    assert "Santa Monica Wellness" in short.body
    assert "Santa Monica Wellness" not in TEXTS.write("confirmation", "en", VALUES).body


def test_a_language_without_the_text_falls_back_to_english() -> None:
    assert TEXTS.write("score_noted", "ko", {"score": "10"}).body == (
        "Thanks, we noted 10. If that's wrong reply FIX and the number."
    )
    assert (
        TEXTS.write("score_noted", "zh-Hant", {"score": "10"}).body
        == "谢谢，已记录10。如有误请回复FIX和数字。"
    )


def test_an_unknown_kind_and_a_missing_value_are_refused() -> None:
    with pytest.raises(UnknownKindError):
        TEXTS.write("birthday", "en", VALUES)
    with pytest.raises(MissingValueError, match="score"):
        TEXTS.write("score_noted", "en", {})


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2027, 3, 16, 16, 30, tzinfo=UTC), "Tue Mar 16, 9:30 AM"),
        (datetime(2027, 3, 16, 19, 0, tzinfo=UTC), "Tue Mar 16, 12:00 PM"),
        (datetime(2027, 1, 1, 8, 5, tzinfo=UTC), "Fri Jan 1, 12:05 AM"),
        (datetime(2027, 11, 7, 22, 0, tzinfo=UTC), "Sun Nov 7, 2:00 PM"),
    ],
)
def test_s16_a_text_says_the_clinics_wall_clock_time(at: datetime, said: str) -> None:
    assert wall_clock(at, PACIFIC) == said
    assert wall_clock(at, PACIFIC, reader_zone=PACIFIC) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "mar 16 de mar, 9:30 AM"),
        ("es-MX", "mar 16 de mar, 9:30 AM"),
        ("zh", "3月16日周二 上午9:30"),
        ("ko", "Tue Mar 16, 9:30 AM"),
    ],
)
def test_x02_a_time_is_read_in_the_patients_language(language: str, said: str) -> None:
    at = datetime(2027, 3, 16, 16, 30, tzinfo=UTC)
    assert wall_clock(at, PACIFIC, language=language) == said


def test_s16_the_zone_is_named_to_a_reader_who_lives_by_another() -> None:
    at = datetime(2027, 3, 16, 16, 30, tzinfo=UTC)
    new_york = ZoneInfo("America/New_York")
    assert wall_clock(at, PACIFIC, reader_zone=new_york) == "Tue Mar 16, 9:30 AM PT"
    assert "\u202f" not in wall_clock(at, PACIFIC)


READER = Reader("en", None, PACIFIC)
THURSDAY = {"starts_at": "2027-03-18T14:00:00-07:00", "reply_by_at": "2027-03-16T11:30:00-07:00"}


@pytest.mark.parametrize(
    ("language", "starts", "reply_by"),
    [
        ("en", "Thu Mar 18, 2:00 PM", "11:30 AM"),
        ("es", "jue 18 de mar, 2:00 PM", "11:30 AM"),
        ("zh", "3月18日周四 下午2:00", "上午11:30"),
    ],
)
def test_s105_an_instant_is_written_as_a_wall_time_and_a_deadline_of_today_without_its_day(
    language: str, starts: str, reply_by: str
) -> None:
    now = datetime(2027, 3, 16, 17, 0, tzinfo=UTC)
    said = asked_values(THURSDAY, replace(READER, language=language), now)
    assert said == {"starts_at": starts, "reply_by_at": reply_by}


def test_s105_a_deadline_of_another_day_names_it_and_another_zone_is_named() -> None:
    reader = replace(READER, zone=ZoneInfo("Pacific/Honolulu"))
    said = asked_values(THURSDAY, reader, datetime(2027, 3, 15, 17, 0, tzinfo=UTC))
    assert said["reply_by_at"] == "Tue Mar 16, 11:30 AM PT"


@pytest.mark.parametrize(
    ("language", "day"), [("en", "Tue Mar 9"), ("es", "mar 9 de mar"), ("zh", "3月9日周二")]
)
def test_s88_the_day_an_answer_is_for_is_the_clinics(language: str, day: str) -> None:
    asked = {"asked_day_at": "2027-03-10T01:00:00+00:00"}  # 5 PM the day before
    said = asked_values(asked, replace(READER, language=language), datetime.now(UTC))
    assert said == {"asked_day_at": day}
    echo = TEXTS.write("score_noted", language, {"score": "4", **said}).body
    assert day in echo
    assert day not in TEXTS.write("score_noted", language, {"score": "4"}).body


def test_what_is_no_instant_is_written_as_it_was_given() -> None:
    assert asked_values({"code": "0042"}, READER, datetime.now(UTC)) == {"code": "0042"}


@pytest.mark.parametrize("value", ["tomorrow", "", "2027-03-18T14:00:00"])
def test_an_instant_that_is_none_or_has_no_offset_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|offset"):
        read_instants({"starts_at": value})


def test_a_variant_whose_value_is_not_known_is_passed_over() -> None:
    assert TEXTS.write("code", "en", {"code": "0042"}).body.startswith("Your code is 0042.")


@pytest.mark.parametrize(("language", "kind"), MAILED_IN)
def test_x02_every_email_is_there_in_every_language_with_a_subject_and_words(
    language: str, kind: str
) -> None:
    values = {**VALUES, "stop_link": "https://clinic.example/mail/x", "address": "2001 Wilshire"}
    written = TEXTS.write_mail(kind, language, values)
    assert written.template == f"{language}/{EMAIL}{kind}/0"
    assert 0 < len(written.subject) <= 70
    assert "\n" not in written.subject
    assert VALUES["clinic"] in written.body
    assert VALUES["phone"] in written.body


def test_an_email_without_a_known_address_leaves_it_out() -> None:
    written = TEXTS.write_mail("confirmation", "en", VALUES)
    assert "\n\n\n" not in written.body
    assert "{" not in written.body


def test_what_is_written_by_email_cannot_be_asked_for_as_a_text() -> None:
    assert not TEXTS.knows("email_confirmation")
