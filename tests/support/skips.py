"""In CI a skipped test fails the run: there, everything a test needs must be present."""

import os

import pytest

SKIPPED = pytest.StashKey[set[str]]()
PASSING = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SKIPPED] = set()
    config.pluginmanager.register(_Skips(config.stash[SKIPPED]))


class _Skips:
    def __init__(self, skipped: set[str]) -> None:
        self._skipped = skipped

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self._skipped.add(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._skipped.add(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._fails_the_run() and session.exitstatus in PASSING:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._fails_the_run():
            terminalreporter.section("skipped in CI, where nothing may be", red=True)
            for nodeid in sorted(self._skipped):
                terminalreporter.write_line(nodeid)

    def _fails_the_run(self) -> bool:
        return os.environ.get("CI") == "true" and bool(self._skipped)
