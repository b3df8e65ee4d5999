"""A file that is written durably is there whole, or the old one is still there."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from runtime.durable_files import READABLE_BY_OWNER, durable_file, write_durably


def test_the_new_content_replaces_the_old(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "file"
    write_durably(file, b"old")
    write_durably(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(file.parent.iterdir()) == [file]


def test_an_error_while_writing_leaves_the_old_content(tmp_path: Path) -> None:
    file = tmp_path / "file"
    write_durably(file, b"old")

    def write_half() -> None:
        with durable_file(file) as out:
            out.write(b"ne")
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError):
        write_half()
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file], "nothing half-written stays"


def test_a_full_disk_leaves_the_old_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    write_durably(file, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_durably(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_secret_is_never_readable_by_others(tmp_path: Path) -> None:
    file = tmp_path / "key"
    with durable_file(file, READABLE_BY_OWNER) as out:
        parts = [part for part in tmp_path.iterdir() if part != file]
        assert [part.stat().st_mode & 0o077 for part in parts] == [0]
        out.write(b"secret")
    assert file.stat().st_mode & 0o777 == 0o600


def test_many_threads_write_one_file_and_it_is_always_whole(tmp_path: Path) -> None:
    file = tmp_path / "file"
    contents = [bytes([number]) * 10_000 for number in range(8)]
    threads = [threading.Thread(target=write_durably, args=(file, body)) for body in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert file.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [file]
