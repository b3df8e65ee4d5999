"""The two databases every part of the server is tested on, and a desk with a tiny museum."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk, prepare
from tests.postgres import Postgres
from tests.tiny_museum import tiny_museum
from tour_server.database import Database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, SQLite and then PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.url(f"t{secrets.token_hex(6)}")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an SQLite database with all tables, never touched: migrating takes an eighth of a second."""
    file = tmp_path_factory.mktemp("migrated") / "test.db"
    opened = Database(f"sqlite:///{file}")
    opened.migrate()
    opened.close()
    return file


@pytest.fixture
def database(database_url: str, migrated: Path) -> Iterator[Database]:
    """A database with all tables, without rows."""
    scheme, _, file = database_url.partition(":///")
    if scheme == "sqlite":
        shutil.copy(migrated, file)
    opened = Database(database_url)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the tiny museum, never touched."""
    data = tmp_path_factory.mktemp("prepared") / "server"
    prepare(data)
    return data


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """The server's parts with the tiny museum in the drafts, without a signed-in browser."""
    shutil.copytree(prepared, tmp_path / "server")
    opened = Desk(tmp_path / "server")
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def either_desk(request: pytest.FixtureRequest, prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk with the tiny museum on each database."""
    shutil.copytree(prepared, tmp_path / "server")
    if request.param == "sqlite":
        opened = Desk(tmp_path / "server")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        opened = Desk(tmp_path / "server", database=server.url(f"t{secrets.token_hex(6)}"))
        opened.parts.drafts.load(tiny_museum(lambda key: f"{key}.png"), "import")
    yield opened
    opened.close()
