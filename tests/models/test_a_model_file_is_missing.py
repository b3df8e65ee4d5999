"""The model files are the measured ones, or the message says what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from models import inference, model_file
from models.model_file import MissingModelError


@pytest.mark.parametrize("name", model_file.KNOWN)
def test_it_is_there_with_its_card(name: str) -> None:
    file = model_file.path(name)
    card = file.with_suffix(".md").read_text(encoding="utf-8")
    for heading in ("Licence", "How it was made", "Measured", "Where it fails", "unfair"):
        assert heading in card


@pytest.mark.parametrize("name", model_file.KNOWN)
def test_it_is_absent(name: str, tmp_path: Path) -> None:
    with pytest.raises(MissingModelError, match="Install Zaalgids again"):
        model_file.path(name, tmp_path)


@pytest.mark.parametrize("name", model_file.KNOWN)
def test_it_was_cut_off_or_altered(name: str, tmp_path: Path) -> None:
    there = model_file.path(name)
    copy = tmp_path / there.name
    shutil.copyfile(there, copy)
    with copy.open("r+b") as out:
        out.seek(1000)
        byte = out.read(1)
        out.seek(1000)
        out.write(bytes([byte[0] ^ 1]))
    with pytest.raises(MissingModelError, match="not the one"):
        model_file.path(name, tmp_path)
    with copy.open("r+b") as out:
        out.truncate(100)
    with pytest.raises(MissingModelError, match="100 bytes"):
        model_file.path(name, tmp_path)


def test_a_library_is_asked_for_that_is_not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inference, "_MODULES", {"litert": "not_installed.here"})
    with pytest.raises(inference.NoInferenceError, match="No inference library"):
        inference.load(model_file.path(model_file.EMBEDDER))
    with pytest.raises(inference.NoInferenceError, match="litert"):
        inference.load(model_file.path(model_file.EMBEDDER), backend="litert")
