"""Tests are marked for the long run and ordered, and one that fails once and then passes is reported as flaky."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.selection import FailedTests, FlakyTests, longest_files_first, mark_long


class Item:
    """The part of a pytest.Item that the selection uses."""

    def __init__(self, name: str, *markers: str, file: str = "test_x.py") -> None:
        self.name, self.markers = name, set(markers)
        self.nodeid = f"{file}::{name}"
        self.fixturenames: list[str] = []

    def iter_markers(self) -> list[Any]:
        return [SimpleNamespace(name=name) for name in self.markers]

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.markers else None

    def add_marker(self, marker: pytest.MarkDecorator) -> None:
        self.markers.add(marker.name)


@pytest.mark.parametrize(
    ("item", "long"),
    [
        (Item("test_a"), False),
        (Item("test_a[sqlite]"), False),
        (Item("test_a[postgresql]"), True),
        (Item("test_a[3-mosquitto]"), True),
        (Item("test_a[postgresql]", "both_kinds"), False),
        (Item("test_a_postgresql"), False),
        (Item("test_a", "long"), True),
    ],
)
def test_the_second_kind_of_database_and_broker_is_long(item: Any, long: bool) -> None:
    mark_long([item])
    assert ("long" in item.markers) is long


def test_the_longest_files_come_first_and_each_stays_together_in_its_order() -> None:
    quick = [Item(f"test_{n}", file="test_quick.py") for n in range(20)]
    journey = Item("test_b", "journey", file="test_journey.py")
    pages = [Item("test_c", "browser", file="test_pages.py"), Item("test_a", file="test_pages.py")]
    items: list[Any] = [quick[0], pages[0], *quick[1:], journey, pages[1]]
    longest_files_first(items)
    assert items == [journey, *pages, *quick]


def report(name: str, outcome: str) -> Any:
    return SimpleNamespace(nodeid=name, failed=outcome == "failed", passed=outcome == "passed")


def test_a_test_that_failed_twice_is_kept_once() -> None:
    failed = FailedTests()
    for one in (report("a", "failed"), report("b", "passed"), report("a", "failed")):
        failed.pytest_runtest_logreport(one)
    assert failed.names == ["a"]


def test_only_a_test_that_passes_in_all_its_phases_is_flaky() -> None:
    flaky, lines = FlakyTests(), []
    for one in (report("a", "passed"), report("b", "passed"), report("b", "failed")):
        flaky.pytest_runtest_logreport(one)
    flaky.pytest_terminal_summary(SimpleNamespace(line=lines.append))  # type: ignore[arg-type]
    assert lines == ["flaky: a"]
