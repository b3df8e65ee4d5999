"""A busy machine takes its time to serve the screen: systemd waits for the first time, and not for ever."""

from __future__ import annotations

import logging

import pytest

from runtime.service_watchdog import ServiceWatchdog
from runtime.serving_report import START_SECONDS, ServingReport


class CountedWatchdog(ServiceWatchdog):
    """Counts what systemd hears."""

    def __init__(self) -> None:
        super().__init__({})
        self.heard = 0

    def serves(self) -> None:
        self.heard += 1


class Start:
    """A kiosk's start, at a clock of its own."""

    def __init__(self) -> None:
        self.seconds = 1_000.0
        self.watchdog = CountedWatchdog()
        self.report = ServingReport(self.watchdog, lambda: self.seconds)

    def look(self, serves: bool, after: float = 30.0) -> int:
        """Returns how often systemd has heard that it lives, at this look."""
        before = self.watchdog.heard
        self.seconds += after
        self.report.take(serves)
        return self.watchdog.heard - before


def test_it_is_not_ended_while_it_starts(caplog: pytest.LogCaptureFixture) -> None:
    start = Start()
    assert [start.look(serves=False) for _ in range(8)] == [1] * 8
    assert start.look(serves=True) == 1
    assert caplog.records == []


def test_one_that_never_serves_is_ended_and_the_log_says_why_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    start = Start()
    assert start.look(serves=False, after=START_SECONDS - 1) == 1
    assert [start.look(serves=False) for _ in range(3)] == [0] * 3
    (said,) = caplog.records
    assert said.levelno == logging.ERROR
    assert "has not served its screen in the 10 minutes since its start" in said.message


def test_one_that_served_and_stops_is_ended_at_once(caplog: pytest.LogCaptureFixture) -> None:
    start = Start()
    start.look(serves=True)
    assert [start.look(serves=False) for _ in range(2)] == [0, 0]
    assert start.look(serves=True) == 1
    assert start.look(serves=False) == 0
    assert [one.message for one in caplog.records] == [
        "The kiosk does not serve its screen any more; systemd is not told that it does."
    ] * 2
