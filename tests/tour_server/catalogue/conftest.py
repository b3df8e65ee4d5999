"""A desk with a tiny museum."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk, prepare


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the tiny museum, never touched."""
    data = tmp_path_factory.mktemp("prepared") / "server"
    prepare(data)
    return data


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """The server's parts, the tiny museum in the drafts, nobody signed in."""
    shutil.copytree(prepared, tmp_path / "server")
    opened = Desk(tmp_path / "server")
    yield opened
    opened.close()
