"""Pytest plugins of `tests/run.py`: they mark long tests, record failed ones and report flaky ones."""

from __future__ import annotations

import pytest

SECOND_KINDS = ("postgresql", "mosquitto")  # beside SQLite and iotcore, the embedded ones


def mark_long(items: list[pytest.Item]) -> None:
    """Add the marker `long` to each test on the second database or broker that is not part of the core.

    A test that is about the database or the broker itself carries the marker `both_kinds` and stays in the core on
    each kind.
    """
    for item in items:
        if item.get_closest_marker("both_kinds") or item.get_closest_marker("long"):
            continue
        if _parameter_ids(item) & set(SECOND_KINDS):
            item.add_marker(pytest.mark.long)


def _parameter_ids(item: pytest.Item) -> set[str]:
    """Returns the words between the brackets of the test's name; without parameters, an empty set."""
    _, bracket, ids = item.name.partition("[")
    return set(ids.removesuffix("]").split("-")) if bracket else set()


class FailedTests:
    """A pytest plugin that keeps the names of the tests that failed, in the order of their failures."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keeps the name of a test whose body, set-up or tear-down failed."""
        if report.failed and report.nodeid not in self.names:
            self.names.append(report.nodeid)


class FlakyTests:
    """A pytest plugin for the second run of failed tests: names those that pass now as flaky."""

    def __init__(self) -> None:
        self._outcomes: dict[str, bool] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keeps whether every phase of each test passed."""
        self._outcomes[report.nodeid] = self._outcomes.get(report.nodeid, True) and report.passed

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Prints one line for each flaky test, before pytest's closing line."""
        for name, passed in self._outcomes.items():
            if passed:
                terminalreporter.line(f"flaky: {name}")
