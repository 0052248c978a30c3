"""Names and phones as people type them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.patient import (
    Contact,
    RefusedFieldError,
    parse_name,
    parse_phone,
)


@pytest.mark.parametrize(
    "typed",
    ["310-555-0142", "(310) 555 0142", "+1 310.555.0142", "３１０-555-0142", " 3105550142 "],
)
def test_a_phone_is_kept_as_e164(typed: str) -> None:
    assert parse_phone(typed) == "+13105550142"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "missing"),
        ("310-555-0142 x12", "extension"),
        ("310-555-0142 ext. 3", "extension"),
        ("911", "not_a_phone"),
        ("555-0142", "not_a_phone"),
        ("call me", "not_a_phone"),
    ],
)
def test_a_phone_no_text_reaches_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(RefusedFieldError) as refused:
        parse_phone(typed)
    assert (refused.value.field, refused.value.code) == ("phone", code)


@given(st.text(max_size=200))
def test_no_typed_phone_breaks_the_parser(typed: str) -> None:
    with contextlib.suppress(RefusedFieldError):
        assert parse_phone(typed).startswith("+")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana   López ", "Ana López"),
        ("林 佳安", "林 佳安"),
        ("Ana\u0000\nLópez 🌿", "Ana López 🌿"),
        ("عبد الله", "عبد الله"),
    ],
)
def test_a_name_is_kept_as_written_without_stray_blanks(typed: str, kept: str) -> None:
    assert parse_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"), [(" ", "missing"), ("12", "missing"), ("a" * 121, "too_long")]
)
def test_a_name_that_is_none_is_refused(typed: str, code: str) -> None:
    with pytest.raises(RefusedFieldError, match=code):
        parse_name(typed)


def test_one_person_is_recognised_however_the_name_is_typed() -> None:
    assert (
        Contact("Ana LÓPEZ", "+13105550142").folded_name
        == Contact("ana lópez", "+13105550142").folded_name
    )
