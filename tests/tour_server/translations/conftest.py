"""A desk at which nothing is published but what was approved."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk


@pytest.fixture
def prepared_desk_with_approvals(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """The tiny museum in the drafts, at a museum where texts are approved."""
    shutil.copytree(prepared, tmp_path / "with-approvals")
    opened = Desk(tmp_path / "with-approvals", needs_approval=True)
    yield opened
    opened.close()
