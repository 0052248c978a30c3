"""What people really type, and how often it is read as it should be."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.followup.corpus import read_corpus
from services.followup.domain.reading import ReadingKind, read, read_days, read_reaction
from services.followup.domain.reading.confusion import Confusion, Example, confuse
from shared.events.outreach import Answer

CORPUS = Path(__file__).parent / "corpus"
EXACT_PERCENT = 97.0
LANGUAGES = st.sampled_from(["en", "es", "zh", "fr"])
BEFORE = st.sampled_from(["", "it's a ", "about ", "Hi, ", "today ", "Pain: ", "I'd say ", "now "])
AFTER = st.sampled_from(["", ".", "!!", " thanks", "/10", " out of 10", " today", ", slept well"])


@pytest.fixture(scope="module")
def confusion() -> Confusion:
    return confuse(read_corpus(CORPUS))


def test_the_corpus_is_large_has_three_languages_and_no_reply_twice() -> None:
    examples = list(read_corpus(CORPUS))
    scores = [e for e in examples if e.question == "score"]
    assert len(scores) >= 400
    assert {e.language for e in scores} == {"en", "es", "zh"}
    repeated = Counter((e.text, e.language, e.question) for e in examples)
    assert [example for example, times in repeated.items() if times > 1] == []


def test_s80_no_0_and_no_10_is_read_that_nobody_said(confusion: Confusion) -> None:
    assert confusion.false_ends == ()


def test_s114_no_grave_sign_is_missed(confusion: Confusion) -> None:
    assert confusion.missed_flags == ()


def test_s80_at_least_97_percent_are_read_exactly(confusion: Confusion) -> None:
    assert confusion.exact_percent >= EXACT_PERCENT


def test_no_score_is_read_as_another_score(confusion: Confusion) -> None:
    wrong = [(e, seen) for e, seen in confusion.wrong if e.question == "score" and seen.isdigit()]
    assert wrong == []


def test_a_false_end_and_a_missed_flag_would_be_seen() -> None:
    confused = confuse(
        [
            Example("0", "en", "score", "7"),
            Example("sore", "en", "reaction", "red"),
            Example("7", "en", "score", "7"),
        ]
    )
    assert len(confused.false_ends) == len(confused.missed_flags) == 1
    assert confused.exact_percent == pytest.approx(33.3, abs=0.1)


def test_the_command_prints_the_table() -> None:
    command = [sys.executable, "-m", "services.followup", "confusion"]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[3], capture_output=True, text=True, timeout=50
    )
    assert done.returncode == 0, done.stderr
    assert "0 false 0 or 10, 0 missed red flags" in done.stdout


@given(before=BEFORE, number=st.integers(0, 10), after=AFTER, language=LANGUAGES)
def test_a_number_in_plain_words_around_it_is_that_number(
    before: str, number: int, after: str, language: str
) -> None:
    assert read(f"{before}{number}{after}", Answer.SCORE, language).score == number


@given(text=st.text(max_size=200), language=LANGUAGES)
def test_whatever_is_typed_is_read_as_something_on_the_scale_or_nothing(
    text: str, language: str
) -> None:
    reading = read(text, Answer.SCORE, language)
    assert (reading.low is None) == (reading.high is None)
    assert reading.low is None or 0 <= reading.low <= (reading.high or 0) <= 10
    days = read_days(text, language).score
    assert days is None or 0 <= days <= 7
    read_reaction(text)


@given(number=st.integers(11, 10**9), after=st.sampled_from(["", " thanks", " today", "/10"]))
def test_a_number_off_the_scale_is_never_a_score(number: int, after: str) -> None:
    assert read(f"{number}{after}", Answer.SCORE, "en").score is None


@given(low=st.integers(0, 10), high=st.integers(0, 10))
def test_two_numbers_are_never_one_score(low: int, high: int) -> None:
    reading = read(f"{low} {high}", Answer.SCORE, "en")
    assert reading.score is None
    ranged = read(f"{low}-{high}", Answer.SCORE, "en")
    assert ranged.kind is not ReadingKind.SCORE


@given(
    text=st.text(alphabet=st.characters(categories=["Ll", "Lu", "Zs", "Po"]), max_size=40),
)
def test_a_grave_sign_is_found_whatever_stands_around_it(text: str) -> None:
    reading = read_reaction(f"{text}. chest pain")
    assert reading.grade == "red" or "chest_pain" in reading.denied
