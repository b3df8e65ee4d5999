"""What a screen reader is given of a page: Chromium's accessibility tree, and what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from selenium import webdriver

CONTROLS = frozenset(
    re.findall(
        r"\w+",
        """
        button link textbox searchbox combobox listbox checkbox radio spinbutton slider
        switch
        """,
    )
)
GROUPS = frozenset(
    re.findall(
        r"\w+",
        """
        group region radiogroup form row listitem article dialog navigation Details
        """,
    )
)
# The parts of a field for a day or an hour are the browser's own, with its own names.
PICKERS = frozenset({"Date", "DateTime", "InputTime", "Time"})


class TreeNode:
    """A node that a screen reader meets: its role, name, description, and the names of the groups around it."""

    def __init__(self, node: dict[str, Any], around: tuple[str, ...]) -> None:
        self.role = str(node.get("role", {}).get("value", ""))
        self.name = str(node.get("name", {}).get("value", "")).strip()
        self.description = str(node.get("description", {}).get("value", "")).strip()
        self.around = around
        self._properties = {
            one["name"]: one.get("value", {}).get("value") for one in node.get("properties", [])
        }

    @property
    def level(self) -> int:
        """The level of a heading."""
        return int(self._properties.get("level") or 0)

    @property
    def url(self) -> str:
        """Where a link leads."""
        return str(self._properties.get("url") or "")


def tree_of(browser: webdriver.Chrome) -> list[TreeNode]:
    """Return the nodes of the page in reading order, without those that a screen reader passes over."""
    found = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    by_id = {node["nodeId"]: node for node in found}

    def walk(node: dict[str, Any], around: tuple[str, ...]) -> Iterator[TreeNode]:
        inside = around
        if not node.get("ignored"):
            made = TreeNode(node, around)
            yield made
            if made.role in GROUPS and made.name:
                inside = (*around, made.name)
        role = node.get("role", {}).get("value")
        for child in [] if role in PICKERS else node.get("childIds", []):
            if child in by_id:
                yield from walk(by_id[child], inside)

    return list(walk(found[0], ()))


def tree_faults(browser: webdriver.Chrome) -> list[str]:
    """Return what is wrong with the page for somebody who hears it, one sentence a fault."""
    nodes = tree_of(browser)
    return [
        *_heading_faults([node for node in nodes if node.role == "heading"]),
        *_landmark_faults(nodes),
        *_name_faults(nodes),
        *_table_faults(nodes),
    ]


def _heading_faults(headings: list[TreeNode]) -> Iterator[str]:
    first = [one.name for one in headings if one.level == 1]
    if len(first) != 1:
        yield f"{len(first)} headings of level 1: {first}"
    before = 0
    for one in headings:
        if one.level > before + 1:
            yield f"heading {one.name!r} has level {one.level} after {before}"
        if not one.name:
            yield f"a heading of level {one.level} is empty"
        before = one.level


def _landmark_faults(nodes: list[TreeNode]) -> Iterator[str]:
    roles = Counter(node.role for node in nodes)
    if roles["main"] != 1:
        yield f"{roles['main']} main landmarks"
    for role in ("navigation", "complementary", "search"):
        names = Counter(node.name for node in nodes if node.role == role)
        for name, times in names.items():
            if times > 1:
                yield f"{times} landmarks {role} are called {name!r}"


def _name_faults(nodes: list[TreeNode]) -> Iterator[str]:
    """Yield controls without a name, and those that nothing tells apart."""
    heard: Counter[tuple[str, ...]] = Counter()
    targets: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for node in nodes:
        if node.role not in CONTROLS:
            continue
        if not node.name:
            yield f"a {node.role} has no name (within {node.around})"
        elif node.role == "link":
            targets[(node.name, node.description, *node.around)].add(node.url)
        elif node.role == "button":
            heard[node.role, node.name, node.description] += 1
        else:  # a reader says the group around a field when it is entered
            heard[node.role, node.name, node.description, *node.around] += 1
    for said, times in heard.items():
        if times > 1:
            yield f"{times} times {' / '.join(said)}"
    for words, urls in targets.items():
        if len(urls) > 1:
            yield f"links {' / '.join(words)} lead to {sorted(urls)[:3]}"


def _table_faults(nodes: list[TreeNode]) -> Iterator[str]:
    for at, node in enumerate(nodes):
        if node.role not in ("table", "grid"):
            continue
        inside = []
        for other in nodes[at + 1 :]:
            if other.role in ("table", "grid", "heading", "main"):
                break
            inside.append(other.role)
        if "cell" in inside and not {"columnheader", "rowheader"} & set(inside):
            yield f"table {node.name!r} has no headers"
