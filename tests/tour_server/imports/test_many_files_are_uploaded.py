"""Thousands of files in one form wait for the disk once, not once for each."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from tour_server.imports.uploads import Uploads


def test_the_disk_is_waited_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda _handle: waits.append("one"))
    monkeypatch.setattr(os, "sync", lambda: waits.append("all"))
    uploads = Uploads(tmp_path / "imports")
    files = [(f"{number}.jpg", io.BytesIO(b"x")) for number in range(3_000)]
    assert len(uploads.add(1, files)) == 3_000
    assert waits == ["all", "one"], "the files, then the folder with their names"


def test_the_first_of_two_files_of_one_name_counts(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "imports")
    names = uploads.add(1, [("x/a.jpg", io.BytesIO(b"1")), ("y/a.jpg", io.BytesIO(b"2"))])
    assert names == ["a.jpg"]
    assert (uploads.folder(1) / "a.jpg").read_bytes() == b"1"
