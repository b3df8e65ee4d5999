"""Pytest plugins of `tests/run.py`: they mark and order tests, record failed ones and report flaky ones."""

from __future__ import annotations

from collections import defaultdict

import pytest

SECOND_KINDS = ("postgresql", "mosquitto")  # beside SQLite and iotcore, the embedded ones
# What a test takes about, by its marker or the fixture that it asks for: estimated from the slowest tests of a whole
# run on two processors. The first that a test has counts.
SECONDS = {
    "slow": 60.0,
    "long": 20.0,
    "journey": 10.0,
    "two_machines": 10.0,
    "browser": 3.0,
    "postgresql": 2.0,
    "mosquitto": 1.0,
    "desk": 0.5,
}
SECONDS_OF_OTHERS = 0.1


def mark_long(items: list[pytest.Item]) -> None:
    """Add the marker `long` to each test on the second database or broker that is not part of the core.

    A test that is about the database or the broker itself carries the marker `both_kinds` and stays in the core on
    each kind.
    """
    for item in items:
        if any(item.get_closest_marker(marker) for marker in ("both_kinds", "long", "slow")):
            continue
        if _parameter_ids(item) & set(SECOND_KINDS):
            item.add_marker(pytest.mark.long)


def longest_files_first(items: list[pytest.Item]) -> None:
    """Order whole files by the time that they take about, so that no worker begins a long one when others are done.

    pytest-xdist by itself begins with the files of the most tests; a journey is one test that takes a minute.
    """
    seconds: defaultdict[str, float] = defaultdict(float)
    for item in items:
        seconds[_file(item)] += _seconds(item)
    items.sort(key=lambda item: (-seconds[_file(item)], _file(item)))


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _seconds(item: pytest.Item) -> float:
    had = {marker.name for marker in item.iter_markers()} | {*getattr(item, "fixturenames", ())}
    return next((SECONDS[one] for one in SECONDS if one in had), SECONDS_OF_OTHERS)


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
