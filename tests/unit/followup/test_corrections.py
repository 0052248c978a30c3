"""How patients mend a number."""

import pytest

from services.followup.domain.reading import find_correction


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("FIX 6", "6"),
        ("fix: 6", "6"),
        ("Fix6", "6"),
        ("FIX it to 6", "6"),
        ("sorry I meant 6", "6"),
        ("Sorry, I meant 6!", "6!"),
        ("oops meant six", "six"),
        ("perdón, quise decir 6", "6"),
        ("更正 6", "6"),
        ("FIX - 6", "6"),
        ("FIX-6", "6"),
        ("FIX -6", "-6"),
        ("fix my appointment", "my appointment"),
    ],
)
def test_s84_what_was_meant_is_what_follows(text: str, meant: str) -> None:
    assert find_correction(text) == meant


@pytest.mark.parametrize("text", ["6", "fixed it", "I am sorry", "sorry, running late", ""])
def test_other_texts_mend_nothing(text: str) -> None:
    assert find_correction(text) is None
