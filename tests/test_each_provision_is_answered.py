"""docs/security-provisions.md: it answers every provision, in one of four states, and the tests that it names exist."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
PAGE = TESTS.parent / "docs" / "security-provisions.md"
# EN 303 645 V2.1.1: how many provisions each clause has.
PROVISIONS = {
    "5.1": 5, "5.2": 3, "5.3": 16, "5.4": 4, "5.5": 8, "5.6": 9, "5.7": 2, "5.8": 3, "5.9": 3, "5.10": 1, "5.11": 4,
    "5.12": 3, "5.13": 1, "6": 5,
}  # fmt: skip
RISKS = 10
STATE = re.compile(r"met|not met|partly: .+|n/a: .+")
NAMED = re.compile(r"`([^`]+)`")


def rows() -> dict[str, list[str]]:
    """Returns the cells of each row by its provision or risk. Raises AssertionError where one comes twice."""
    found: dict[str, list[str]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and re.match(r"\d+(\.\d+)?-\d+$|I\d+ ", cells[0]):
            key = cells[0].split()[0]
            assert key not in found, key
            found[key] = cells[1:]
    return found


def test_no_provision_and_no_risk_is_missing() -> None:
    wanted = {
        f"{clause}-{number}"
        for clause, count in PROVISIONS.items()
        for number in range(1, count + 1)
    }
    assert set(rows()) == wanted | {f"I{number}" for number in range(1, RISKS + 1)}


@pytest.mark.parametrize("key", list(rows()))
def test_its_row_has_a_state_and_names_tests_that_exist(key: str) -> None:
    *_, how, state, shown = rows()[key]
    assert how or state.startswith("n/a"), "it says how"
    assert STATE.fullmatch(state), state
    for name in NAMED.findall(shown):
        file, _, function = name.partition("::")
        assert (TESTS / file).is_file(), name
        assert not function or function in functions(TESTS / file), name
    assert NAMED.sub("", shown).strip() == "", "nothing but names stands there"


@pytest.mark.parametrize("key", list(rows()))
def test_what_is_met_is_shown_by_a_test_or_stands_on_a_page(key: str) -> None:
    *_, how, state, shown = rows()[key]
    if state == "met":
        assert NAMED.search(shown) or "](" in how


@functools.cache
def functions(file: Path) -> frozenset[str]:
    """Returns the names of a file's tests."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
