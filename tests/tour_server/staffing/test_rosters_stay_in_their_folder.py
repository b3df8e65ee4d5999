"""No other capability reads rosters, so that no export, no API and no figure about visitors holds one."""

from __future__ import annotations

import ast
from pathlib import Path

import tour_server

SERVER = Path(tour_server.__file__).parent
MAY_IMPORT = {"capabilities.py": "the list of capabilities"}


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    text = file.read_text(encoding="utf-8")
    if "staffing" not in text:  # to parse all files takes seconds
        return names
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_nobody_else_imports_them() -> None:
    found = {
        str(file.relative_to(SERVER))
        for file in SERVER.rglob("*.py")
        if file.relative_to(SERVER).parts[0] != "staffing"
        if any(name.startswith("tour_server.staffing") for name in imported(file))
    }
    assert found == set(MAY_IMPORT)
