"""How scenarios are matched with the tests that carry them."""

from pathlib import Path

import pytest

from tests import scenarios

DOCUMENT = """
Zone of the clinic, see **S-999**.
- **S-36** Given Twilio accepted the message, then S-37 is not at stake.
- **S-79b** Given any inbound, then the order is fixed.
- **S-80** Given one open question.
"""


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("test_s36_an_accepted_text_is_found", ["S-36"]),
        ("test_s79b_the_order_is_fixed", ["S-79b"]),
        ("test_s36_s38_neither_loses_a_text", ["S-36", "S-38"]),
        ("test_s3_cluster", ["S-3"]),
        ("test_sms_segments", []),
        ("test_a_s36_in_the_middle", []),
        ("test_s36", []),
    ],
)
def test_the_ids_are_the_first_words_of_a_tests_name(name: str, ids: list[str]) -> None:
    assert scenarios.ids_of(name) == ids


def test_only_described_scenarios_count_not_those_mentioned() -> None:
    assert scenarios.ids_in(DOCUMENT) == ["S-36", "S-79b", "S-80"]


def test_tests_are_found_in_classes_and_without_import(tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    folder.mkdir()
    source = (
        "import nothing_like_it\n"
        "class TestIt:\n    async def test_s36_one(self) -> None: ...\n"
        "def test_s36_two() -> None: ...\n"
        "def s36_three() -> None: ...\n"
    )
    (folder / "test_it.py").write_text(source)
    found = scenarios.carriers(folder)
    assert sorted(found["S-36"]) == [
        "tests/test_it.py::test_s36_one",
        "tests/test_it.py::test_s36_two",
    ]


def test_the_report_names_what_lacks_a_test_and_what_is_unknown() -> None:
    carried = {"S-36": ["tests/a.py::test_s36_x"], "S-777": ["tests/a.py::test_s777_x"]}
    lines = scenarios.report(scenarios.ids_in(DOCUMENT), carried).splitlines()
    assert lines[:2] == ["S-36", "  tests/a.py::test_s36_x"]
    assert "Without a test: S-79b, S-80" in lines
    assert "tests/a.py::test_s777_x carries S-777, which nobody described" in lines
    assert lines[-1] == "1 of 3 scenarios have a test."


def test_an_absent_document_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERIDIAN_REFERENCE_DATA", str(tmp_path / "data"))
    assert "MERIDIAN_REFERENCE_DATA" in (scenarios.main() or "")
