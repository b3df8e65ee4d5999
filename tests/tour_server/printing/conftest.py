from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.look import Look
from tests.desk import Desk
from tour_server.catalogue.pictures import Pictures
from tour_server.printing.print_fonts import PrintFonts

SERVER = "https://guide.museum.example"


@pytest.fixture(scope="session")
def font_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of our typefaces, made once: that takes ten seconds."""
    folder = tmp_path_factory.mktemp("fonts")
    PrintFonts(Pictures(folder), folder).stacks(Look(), "")
    return folder


@pytest.fixture
def printing_desk(prepared: Path, font_cache: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose server knows the address by which phones reach it."""
    shutil.copytree(prepared, tmp_path / "server")
    shutil.copytree(font_cache, tmp_path / "server" / "cache" / "print-fonts")
    opened = Desk(tmp_path / "server", public_url=SERVER)
    yield opened
    opened.close()
