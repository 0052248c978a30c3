"""The page of traps names tests that exist."""

import re
from collections import defaultdict

import pytest

from tests.support.processes import REPOSITORY

PAGE = REPOSITORY / "docs" / "carrier-traps.md"
NAMED = re.compile(r"`(test_\w+)::(test_\w+)`")
DEFINED = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)


def rows() -> list[str]:
    lines = PAGE.read_text("utf-8").splitlines()
    return [row for row in lines if row.startswith("| ") and not row.startswith("| trap ")]


def by_file() -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for file in (REPOSITORY / "tests").rglob("test_*.py"):
        found[file.stem].update(DEFINED.findall(file.read_text("utf-8")))
    return found


TESTS = by_file()


@pytest.mark.parametrize("row", rows())
def test_each_trap_names_a_test_that_exists(row: str) -> None:
    named = NAMED.findall(row)
    assert named, row
    assert [name for file, name in named if name not in TESTS[file]] == []
