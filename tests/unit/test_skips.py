"""A skipped test fails the run in CI, and only there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SKIP_IN_TEST = "import pytest\ndef test_one(): pytest.skip('no such thing here')"
SKIP_MODULE = "import pytest\npytest.skip('all', allow_module_level=True)"
EXPECTED_FAILURE = "import pytest\n@pytest.mark.xfail\ndef test_one(): assert False"


def run_pytest(directory: Path, source: str, ci: str, *options: str) -> tuple[int, str]:
    (directory / "test_it.py").write_text(f"{source}\ndef test_two(): pass\n")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.support.skips", *options, str(directory)],
        env={**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)},
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout


@pytest.mark.parametrize(
    ("source", "options"),
    [(SKIP_IN_TEST, ()), (SKIP_IN_TEST, ("-n", "1")), (SKIP_MODULE, ("-n", "1"))],
    ids=["a test", "a test of a parallel run", "a module of a parallel run"],
)
def test_a_skip_fails_the_run_and_is_named(
    tmp_path: Path, source: str, options: tuple[str, ...]
) -> None:
    status, output = run_pytest(tmp_path, source, "true", *options)
    assert status == pytest.ExitCode.TESTS_FAILED
    assert "test_it.py" in output.split("skipped in CI, where nothing may be")[1]


def test_elsewhere_a_skip_is_only_a_skip(tmp_path: Path) -> None:
    assert run_pytest(tmp_path, SKIP_IN_TEST, "false")[0] == pytest.ExitCode.OK


def test_an_expected_failure_is_not_a_skip(tmp_path: Path) -> None:
    assert run_pytest(tmp_path, EXPECTED_FAILURE, "true")[0] == pytest.ExitCode.OK
