"""The table of S-80, and what people type beside it."""

import time

import pytest

from services.followup.domain.reading import READER_VERSION, ReadingKind, Reason, read
from shared.events.outreach import Answer

SCORES = [
    *((text, 7) for text in ("7", "7.", " 7 ", "07", "7!", "7 thanks", "it's a 7", "７", "7️⃣")),
    *((text, 7) for text in ("7/10", "7 / 10", "7 out of 10", "7 of 10", "seven", "SEVEN")),
    *((text, 10) for text in ("10", "10!!", "ten", "🔟", "10/10")),
    *((text, 0) for text in ("0", "zero", "none", "no pain", "pain free", "no pain at all")),
]
BEYOND_THE_TABLE = [
    ("It’s about a 7 today, thank you", 7),
    ("7.0", 7),
    ("7ish", 7),
    ("my pain is 3", 3),
    ("Pain level: 3", 3),
    ("Hi, 4\nSee you soon", 4),
    ("still a 6 but sleeping", 6),
    ("No pain today, thanks!", 0),
    ("0, no pain", 0),
    ("0 no pain", 0),
    ("٧", 7),
    ("1️⃣0️⃣", 10),
    ("7, my L5 hurts after 2 pills", 7),
    ("one", 1),
    ("(7)", 7),
    ("7…", 7),
    ("feeling about a 7 or so", 7),
    ("7 but no one called", 7),
    ("9 it hurts", 9),
    ("9 help", 9),
    ("4 much better", 4),
    ("4 thank you so much doctor", 4),
]
IN_ANOTHER_LANGUAGE = [
    ("siete", "es", 7),
    ("es un 7, gracias", "es", 7),
    ("sin dolor", "es", 0),
    ("7 de 10", "es", 7),
    ("七", "zh", 7),
    ("现在七分", "zh", 7),
    ("十", "zh", 10),
    ("不痛", "zh", 0),
    ("〇", "zh", 0),
    ("無痛", "zh-Hant", 0),
    ("一点都不疼", "zh", 0),
    ("两分", "zh", 2),
    ("兩分", "zh-Hant", 2),
    ("八分痛", "zh", 8),
]
WITH_WORDS = [
    ("7 but better than yesterday", 7, "but better than yesterday"),
    ("7, numb toes since Tuesday", 7, "numb toes since Tuesday"),
    ("7 and I can't breathe properly", 7, "and I can't breathe properly"),
]
RANGES = [
    *((text, 6, 7) for text in ("about 6 or 7", "6-7", "6 to 7", "6.5", "between 6 and 7")),
    ("6–7", 6, 7),
    ("6 and a half", 6, 7),
    ("7-8 /10, stiff", 7, 8),
    ("from 3 to 4", 3, 4),
    ("7½", 7, 8),
    ("6 ¾ today", 6, 7),
]
WITHOUT_SCORE = [
    *(
        (text, ReadingKind.UNCLEAR, Reason.SEVERAL_NUMBERS)
        for text in (
            "8 now, 3 this morning",
            "was 8 now 3",
            "8-6",
            "down from 8 to 5",
            "7 no wait 8",
        )
    ),
    *(
        (text, ReadingKind.OUT_OF_RANGE, Reason.OUT_OF_RANGE)
        for text in ("11", "100", "-3", "7/5", "10.5", "10-12", "11/10", "10½", "eleven")
    ),
    *(
        (text, ReadingKind.UNCLEAR, Reason.NO_NUMBER)
        for text in ("better", "same", "ok", "👍", "fine thanks", "no", "", "no pain, just stiff")
    ),
    *(
        (text, ReadingKind.UNCLEAR, Reason.DOUBTFUL)
        for text in (
            "no pain today but 4 yesterday",
            "not 0",
            "7 yesterday",
            "7, yesterday",
            "it was a 7",
            "7?",
            "7+",
            "<7",
            "0 to 10",
            "10/10, great visit",
            "0, hurts badly",
            "7, no pain",
        )
    ),
    *(
        (text, ReadingKind.NOT_AN_ANSWER, Reason.NOT_AN_ANSWER)
        for text in (
            "can I come at 3?",
            "L5 hurts",
            "see you on the 16th",
            "310-555-0134",
            "2 pills",
            "two pills",
            "10 minutes late",
            "10am",
            "10:30",
            "see you at 3",
            "my husband drives",
            "who is this",
            "$10",
            "10%",
        )
    ),
]
# What would hurt most: a patient in trouble at 0, a content one at 10.
NEITHER_0_NOR_10 = [
    "none of your business",
    "no pain meds left",
    "no pain yet",
    "no pain, but tingling",
    "no more pain pills",
    "my pain is none of your concern",
    "zero chance",
    "0 sleep",
    "0, unbearable",
    "never a 0",
    "not a 10",
    "pain free 10",
    "10 pain free",
    "10/10 recommend",
    "10-4",
    "10 q",
    "ten minutes away",
    "be there in 10",
    "I'm at 10 main st",
    "today at 10",
    "10 o clock",
    "almost 10",
    "over 10",
    "10 times better",
    "100% better",
    "diez minutos tarde",
    "nada que ver",
    "十分钟",
    "十分痛",
]
TAPPED = "Harbor Clinic check-in: how is it today, 0 to 10? 0 = none, 10 = worst."
REACTIONS = [
    *(f"{verb} “{TAPPED}”" for verb in ("Liked", "Loved", "Disliked", "Laughed at", "Emphasized")),
    f'Questioned "{TAPPED}"',
    f'Reacted 👍 to "{TAPPED}"',
    f"Removed a like from “{TAPPED}”",
    f"\u200b👍\u200b to “{TAPPED}”",
    f"Le gustó “{TAPPED}”",
]


@pytest.mark.parametrize(("text", "score"), SCORES + BEYOND_THE_TABLE)
def test_s80_a_reply_that_says_one_score_is_that_score(text: str, score: int) -> None:
    assert read(text, Answer.SCORE, "en").score == score


@pytest.mark.parametrize(("text", "language", "score"), IN_ANOTHER_LANGUAGE)
def test_s80_the_patients_own_language_is_understood(text: str, language: str, score: int) -> None:
    assert read(text, Answer.SCORE, language).score == score


def test_s80_a_language_that_is_not_the_patients_is_not_guessed() -> None:
    assert read("siete", Answer.SCORE, "en").score is None


@pytest.mark.parametrize(("text", "score", "words"), WITH_WORDS)
def test_s80_words_beside_a_score_are_kept_for_staff(text: str, score: int, words: str) -> None:
    reading = read(text, Answer.SCORE, "en")
    assert (reading.score, reading.words) == (score, words)


@pytest.mark.parametrize(("text", "low", "high"), RANGES)
def test_s80_a_range_is_kept_and_is_no_score(text: str, low: int, high: int) -> None:
    reading = read(text, Answer.SCORE, "en")
    assert (reading.kind, reading.low, reading.high) == (ReadingKind.RANGE, low, high)
    assert reading.score is None


@pytest.mark.parametrize("text", ["七八分", "七到八", "7-8分", "七或者八", "七分半"])
def test_s80_a_range_in_chinese_is_one_too(text: str) -> None:
    reading = read(text, Answer.SCORE, "zh")
    assert (reading.kind, reading.low, reading.high) == (ReadingKind.RANGE, 7, 8)


@pytest.mark.parametrize(("text", "language"), [("once", "es"), ("十一", "zh"), ("doce", "es")])
def test_s80_a_number_word_beyond_ten_is_out_of_range(text: str, language: str) -> None:
    assert read(text, Answer.SCORE, language).kind is ReadingKind.OUT_OF_RANGE


@pytest.mark.parametrize(("text", "kind", "reason"), WITHOUT_SCORE)
def test_s80_what_is_not_one_score_is_never_guessed(
    text: str, kind: ReadingKind, reason: Reason
) -> None:
    reading = read(text, Answer.SCORE, "en")
    assert (reading.kind, reading.reason, reading.score) == (kind, reason, None)


@pytest.mark.parametrize("text", NEITHER_0_NOR_10)
@pytest.mark.parametrize("language", ["en", "es", "zh"])
def test_a_false_0_or_10_is_never_read(text: str, language: str) -> None:
    assert read(text, Answer.SCORE, language).score not in {0, 10}


@pytest.mark.parametrize("text", ["十分疼", "十分", "有一点疼", "三点来", "十一"])
def test_chinese_words_that_only_look_like_numbers_are_no_score(text: str) -> None:
    assert read(text, Answer.SCORE, "zh").score is None


@pytest.mark.parametrize("text", REACTIONS)
def test_s82_a_tap_on_our_text_is_no_score(text: str) -> None:
    reading = read(text, Answer.SCORE, "es")
    assert (reading.kind, reading.reason) == (ReadingKind.NOT_AN_ANSWER, Reason.REACTION)


def test_an_answer_to_another_kind_of_question_is_no_score() -> None:
    assert read("7", Answer.YES_NO, "en").kind is ReadingKind.NOT_AN_ANSWER


def test_every_reading_names_the_reader_that_made_it() -> None:
    assert read("7", Answer.SCORE, "en").reader_version == READER_VERSION


@pytest.mark.parametrize("text", ["pain now " * 170, "a " * 800 + "7 7", "7 " + "now " * 400 + "?"])
def test_a_text_made_to_be_slow_is_read_at_once(text: str) -> None:
    read("7", Answer.SCORE, "en")  # patterns are compiled by the first
    started = time.thread_time()
    read(text, Answer.SCORE, "en")
    assert time.thread_time() - started < 0.5
