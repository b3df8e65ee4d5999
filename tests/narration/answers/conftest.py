"""The Museum of Pattern, whose texts answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract.museum import Museum
from contract.museum_folder import read_museum
from museum_of_pattern import build
from narration.answers.answering import Answering


@pytest.fixture(scope="session")
def pattern() -> Museum:
    return read_museum(Path(build.__file__).parent / "content", with_files=False)


@pytest.fixture(scope="session")
def guide(pattern: Museum) -> Answering:
    return Answering(pattern)
