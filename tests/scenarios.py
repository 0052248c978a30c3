"""Which tests carry which acceptance scenario: `python -m tests.scenarios`.

A test carries S-79b when its name begins with test_s79b_; one test may carry several ids:
test_s36_s38_.... The scenarios are read from SCENARIOS.md, beside the reference data.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.support.reference import reference_data

TESTS = Path(__file__).parent
_SCENARIO = re.compile(r"^- \*\*(S-\d+[a-z]?)\*\*", re.MULTILINE)
_NAME = re.compile(r"test((?:_s\d+[a-z]?)+)_")


def document() -> Path:
    return reference_data().parent / "SCENARIOS.md"


def ids_in(text: str) -> list[str]:
    """The ids of the scenarios described, in the document's order."""
    return _SCENARIO.findall(text)


def ids_of(test_name: str) -> list[str]:
    carried = _NAME.match(test_name)
    if carried is None:
        return []
    return [f"S-{part[1:]}" for part in carried[1].strip("_").split("_")]


def tests_in(source: str) -> Iterator[str]:
    """Names of the test functions, found without running anything."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if name.startswith("test_"):
                    yield name


def carriers(folder: Path) -> dict[str, list[str]]:
    """Scenario id -> the tests that carry it, as file::test."""
    found = defaultdict(list)
    for file in sorted(folder.rglob("test_*.py")):
        for name in tests_in(file.read_text("utf-8")):
            for scenario in ids_of(name):
                found[scenario].append(f"{file.relative_to(folder.parent).as_posix()}::{name}")
    return dict(found)


def report(described: list[str], carried: Mapping[str, list[str]]) -> str:
    missing = [scenario for scenario in described if scenario not in carried]
    lines = []
    for scenario in described:
        if scenario in carried:
            lines += [scenario, *(f"  {test}" for test in carried[scenario])]
    lines += ["", "Without a test: " + (", ".join(missing) or "none")]
    lines += [
        f"{test} carries {scenario}, which nobody described"
        for scenario in unknown(described, carried)
        for test in carried[scenario]
    ]
    held = len(described) - len(missing)
    return "\n".join([*lines, f"{held} of {len(described)} scenarios have a test."])


def unknown(described: list[str], carried: Mapping[str, list[str]]) -> list[str]:
    return sorted(set(carried) - set(described))


def main() -> str | None:
    """What went wrong, in one sentence, or nothing."""
    if not document().exists():
        return (
            "The scenarios are not here: SCENARIOS.md lies in ../shared beside the repository, or "
            "in the folder above the one that MERIDIAN_REFERENCE_DATA names."
        )
    described, carried = ids_in(document().read_text("utf-8")), carriers(TESTS)
    sys.stdout.write(report(described, carried) + "\n")
    if unknown(described, carried):
        return "Some tests carry an id that is not in SCENARIOS.md."
    return None


if __name__ == "__main__":
    sys.exit(main())
