"""An importer over a database: the same objects as the server's, without jobs and pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tour_server.imports.importer import Importer
from tour_server.database import Database


@pytest.fixture
def importer(database: Database, tmp_path: Path) -> Importer:
    """An importer over an empty museum."""
    return Importer(database, tmp_path)
