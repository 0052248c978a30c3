"""Segment arithmetic, against the vectors of Twilio's own calculator."""

from typing import Any

import pytest

from shared.sms import Segments, characters_outside_gsm7, count_segments
from tests.support.reference import load_reference

_BITS_PER_UNIT = {"GSM-7": 7, "UCS-2": 16}


def test_every_vector_of_twilios_calculator_is_counted_alike() -> None:
    vectors = load_reference("sms_segment_vectors.json")
    differing = [
        vector["id"]
        for vector in vectors["upstream"] + vectors["measured"]
        if not _agrees(
            count_segments(vector["body"]), vector.get("expected") or vector["calculator"]
        )
    ]
    assert differing == []


def _agrees(counted: Segments, expected: dict[str, Any]) -> bool:
    bits = counted.units * _BITS_PER_UNIT[counted.encoding]
    ours = {"segments": counted.segments, "encoding": counted.encoding, "message_bits": bits}
    return all(expected.get(name, value) == value for name, value in ours.items())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments("GSM-7", 0, 1)),
        ("a" * 160, Segments("GSM-7", 160, 1)),
        ("a" * 161, Segments("GSM-7", 161, 2)),
        ("€" * 80, Segments("GSM-7", 160, 1)),
        ("我" * 70, Segments("UCS-2", 70, 1)),
        ("我" * 71, Segments("UCS-2", 71, 2)),
        ("😀" * 35, Segments("UCS-2", 70, 1)),
    ],
)
def test_a_text_holds_160_septets_or_70_code_units(text: str, expected: Segments) -> None:
    assert count_segments(text) == expected


def test_an_escaped_character_is_not_split_across_segments() -> None:
    whole_fit = "a" * 152 + "€" + "a" * 152
    assert count_segments(whole_fit) == Segments("GSM-7", 306, 3)
    assert count_segments("a" * 306) == Segments("GSM-7", 306, 2)


def test_the_characters_that_make_a_text_expensive_are_named() -> None:
    assert characters_outside_gsm7("Sí, mañana a las 2:30\u202fPM – ok") == {"í", "\u202f", "–"}
    assert characters_outside_gsm7("Te esperamos mañana. ¿Todo bien? [C]") == set()
