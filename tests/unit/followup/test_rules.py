"""When something is a case, and how grave."""

from datetime import UTC, datetime, timedelta

import pytest

from services.followup.domain.reading import read_reaction
from services.followup.domain.rules import (
    Background,
    judge_help,
    judge_reaction,
    judge_score,
    judge_silence,
    judge_words,
)
from shared.events.alerts import Grade

NOW = datetime(2027, 3, 20, 1, 0, tzinfo=UTC)
SEVERE, RISE, AFTER = "score_8_or_more", "rise", "rise_after_needling"


def background(needled: float | None, treated: float | None, before: int | None) -> Background:
    """Hours since the needles and since any treatment."""

    def ago(hours: float | None) -> datetime | None:
        return None if hours is None else NOW - timedelta(hours=hours)

    return Background(ago(treated), ago(needled), before)


@pytest.mark.parametrize(
    ("score", "needled", "treated", "before", "found"),
    [
        (7, 24, 24, 7, []),
        (7, 24, 24, 6, []),
        (8, 24, 24, 7, [(SEVERE, Grade.ORANGE)]),
        (6, 24, 24, 4, [(AFTER, Grade.ORANGE)]),
        (9, 72, 72, 4, [(SEVERE, Grade.ORANGE), (AFTER, Grade.ORANGE)]),
        (6, 73, 73, 4, [(RISE, Grade.YELLOW)]),  # after the 72 hours
        (6, None, 24, 4, [(RISE, Grade.YELLOW)]),  # treated without needles
        (8, 14 * 24, 14 * 24, 8, [(SEVERE, Grade.ORANGE)]),
        (8, 15 * 24, 15 * 24, 8, [(SEVERE, Grade.YELLOW)]),  # no treatment in 14 days
        (10, None, None, None, [(SEVERE, Grade.YELLOW)]),
        (2, 24, 24, 0, [(AFTER, Grade.ORANGE)]),
        (2, 24, 24, None, []),
    ],
)
def test_s117_a_bad_score_is_judged_by_when_the_patient_was_treated(
    score: int,
    needled: float | None,
    treated: float | None,
    before: int | None,
    found: list[tuple[str, Grade]],
) -> None:
    judged = judge_score(score, NOW, background(needled, treated, before))
    assert [(f.rule, f.grade) for f in judged] == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("no", None),
        ("a small bruise", None),
        ("feverish since last night", ("reaction", Grade.ORANGE)),
        ("I can't breathe properly", ("reaction", Grade.RED)),
        ("no chest pain, just sore", ("sign_denied", Grade.YELLOW)),
        ("no fever", ("reaction_unclear", Grade.YELLOW)),
        ("my arm feels funny", ("reaction_unclear", Grade.YELLOW)),
    ],
)
def test_s115_what_is_denied_or_cannot_be_read_is_looked_at_and_never_silent(
    words: str, found: tuple[str, Grade] | None
) -> None:
    finding = judge_reaction(read_reaction(words))
    assert (finding and (finding.rule, finding.grade)) == found


@pytest.mark.parametrize(
    ("words", "grade"),
    [
        ("numb toes since Tuesday", Grade.ORANGE),
        ("and I can't breathe properly", Grade.RED),
        ("but better than yesterday", None),
        ("sore", None),
    ],
)
def test_s80_a_sign_in_the_words_beside_a_score_is_a_case(words: str, grade: Grade | None) -> None:
    finding = judge_words(read_reaction(words))
    assert (finding and finding.grade) == grade


@pytest.mark.parametrize(
    ("question_open", "needled", "found"),
    [(True, None, True), (False, 71, True), (False, 73, False), (False, None, False)],
)
def test_s118_help_is_a_task_while_a_question_is_open_or_soon_after_needling(
    question_open: bool, needled: float | None, found: bool
) -> None:
    judged = judge_help(
        NOW, question_open=question_open, background=background(needled, needled, None)
    )
    assert (judged is not None) is found


@pytest.mark.parametrize(
    ("last", "days_ago", "found"),
    [(8, 3, True), (10, 14, True), (8, 15, False), (7, 3, False), (None, 0, False)],
)
def test_silence_after_a_bad_score_is_a_case(last: int | None, days_ago: int, found: bool) -> None:
    judged = judge_silence(last, NOW - timedelta(days=days_ago), NOW)
    assert (judged is not None) is found


@pytest.mark.parametrize(
    ("words", "flags", "found"),
    [
        ("a small bruise", {"blood_thinners"}, ("bruise_on_blood_thinners", Grade.ORANGE)),
        ("a small bruise", {"no_electro"}, None),
        ("a bit sore", {"blood_thinners"}, None),
    ],
)
def test_p13_a_bruise_on_blood_thinners_is_a_same_day_case(
    words: str, flags: set[str], found: tuple[str, Grade] | None
) -> None:
    finding = judge_reaction(read_reaction(words), frozenset(flags))
    assert (finding and (finding.rule, finding.grade)) == found
