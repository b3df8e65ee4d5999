"""A back-up that is cut off, damaged or made to do harm is refused in a sentence, and nothing is left behind."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import tarfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.tour_server.backup.conftest import NOW, MakeDatabase, checked, fill, restore_from
from tour_server.backup.archive import (
    HEADER,
    MANIFEST,
    MANIFEST_HASH,
    BackupError,
    BackupHeader,
    Manifest,
    Member,
    TableContents,
)
from tour_server.backup.back_up import back_up_database

FLIPS = 60


@pytest.fixture
def whole(new_database: MakeDatabase, tmp_path: Path) -> Path:
    database, _ = new_database("sqlite")
    database.migrate()
    fill(database)
    back_up_database(database, tmp_path / "whole.tar", NOW)
    return tmp_path / "whole.tar"


def refused(file: Path, folder: Path) -> str:
    with pytest.raises(BackupError) as said:
        restore_from(file, folder)
    assert not folder.exists()
    return str(said.value)


def test_a_file_that_is_cut_off(whole: Path, tmp_path: Path) -> None:
    content = whole.read_bytes()
    with tarfile.open(whole) as tar:
        end = max(one.offset_data + one.size for one in tar)
    for length in [0, 1, 511, 512, 700, *range(2_000, end, len(content) // 20), end - 1]:
        (tmp_path / "cut.tar").write_bytes(content[:length])
        assert "cut.tar" in refused(tmp_path / "cut.tar", tmp_path / "new")


def test_a_damaged_byte_is_seen_wherever_it_matters(whole: Path, tmp_path: Path) -> None:
    content = whole.read_bytes()
    with tarfile.open(whole) as tar:
        bodies = [(one.offset_data, one.size) for one in tar if one.size]
    rng = random.Random(4)
    for begin, size in rng.choices(bodies, k=FLIPS):
        damaged = bytearray(content)
        damaged[begin + rng.randrange(size)] ^= 1 << rng.randrange(8)
        (tmp_path / "damaged.tar").write_bytes(damaged)
        refused(tmp_path / "damaged.tar", tmp_path / "new")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a tar",
        b"\0" * 10_240,
        gzip.compress(b"x" * 1000, mtime=0),
        random.Random(1).randbytes(9_000),
    ],
    ids=["empty", "words", "zeros", "gzip", "noise"],
)
def test_what_is_no_back_up(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "other.tar").write_bytes(content)
    assert "not a back-up of Zaalgids" in refused(tmp_path / "other.tar", tmp_path / "new")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "can't be read: No such file" in refused(tmp_path / "none.tar", tmp_path / "new")


class Forger:
    """Writes a tar whose hashes are right, with members that a back-up never has."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.members: list[Member] = []
        self.tables: dict[str, TableContents] = {}
        self.same: dict[str, str] = {}
        self.change: Callable[[tarfile.TarInfo], None] = lambda _info: None

    def write(self, *members: tuple[str, bytes]) -> Path:
        header = BackupHeader("9", "2026-03-02T09:30:00+00:00", "0004", "sqlite", "everything")
        with tarfile.open(self.file, "w") as tar:
            self.add(tar, HEADER, msgspec.json.encode(header))
            for name, content in members:
                self.add(tar, name, content, self.change)
            body = msgspec.json.encode(Manifest(self.members, self.tables, self.same))
            self.add(tar, MANIFEST, body)
            self.add(
                tar, MANIFEST_HASH, f"{hashlib.sha256(body).hexdigest()}  {MANIFEST}\n".encode()
            )
        return self.file

    def add(
        self,
        tar: tarfile.TarFile,
        name: str,
        content: bytes,
        change: Callable[[tarfile.TarInfo], None] = lambda _info: None,
    ) -> None:
        info = tarfile.TarInfo(name)
        info.size = len(content)
        change(info)
        tar.addfile(info, io.BytesIO(content))
        self.members.append(Member(name, len(content), hashlib.sha256(content).hexdigest()))


@pytest.fixture
def forger(tmp_path: Path) -> Forger:
    return Forger(tmp_path / "forged.tar")


@pytest.mark.parametrize(
    "name",
    [
        "files/../../etc/cron.d/x",
        "/etc/passwd",
        "files//etc/passwd",
        "files/a/./b",
        "files/",
        "other/x",
        "rows/../x/000000.jsonl.gz",
        "files/a\\b",
        "files/" + "x/" * 600 + "y",
    ],
)
def test_a_name_that_leads_elsewhere(name: str, forger: Forger, tmp_path: Path) -> None:
    assert "is no name of" in refused(forger.write((name, b"evil")), tmp_path / "new")
    assert not (tmp_path / "etc").exists()


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE]
)
def test_what_is_no_plain_file(kind: bytes, forger: Forger, tmp_path: Path) -> None:
    def change(info: tarfile.TarInfo) -> None:
        info.type, info.linkname, info.size = kind, "/etc/passwd", 0

    forger.change = change
    assert "is not a plain file" in refused(forger.write(("files/x", b"")), tmp_path / "new")


def test_links_within_the_manifest(forger: Forger, tmp_path: Path) -> None:
    for path, other in (("../x", "a"), ("b", "/etc/passwd"), ("a", "a"), ("b", "c")):
        forger.members, forger.same = [], {path: other}
        assert "can't be the same" in refused(forger.write(("files/a", b"1")), tmp_path / "new")


def test_a_file_below_a_file(forger: Forger, tmp_path: Path) -> None:
    members = (("files/a", b"1"), ("files/a/b", b"2"))
    assert "can't be written" in refused(forger.write(*members), tmp_path / "new")


def test_a_member_twice(forger: Forger, tmp_path: Path) -> None:
    members = (("files/a", b"1"), ("files/a", b"2"))
    assert "twice" in refused(forger.write(*members), tmp_path / "new")


@pytest.mark.long
def test_rows_that_grow_without_end(forger: Forger, tmp_path: Path) -> None:
    """A gigabyte of rows in a megabyte of file."""
    bomb = io.BytesIO()
    with gzip.GzipFile(fileobj=bomb, mode="wb", mtime=0) as packer:
        for _ in range(1024):
            packer.write(b"[" * (1 << 20))
    columns = ["kind", "key", "version", "body", "changed_at", "changed_by"]
    forger.tables = {"revision": TableContents(columns, 1)}
    file = forger.write(("rows/revision/000000.jsonl.gz", bomb.getvalue()))
    tracemalloc.start()
    said = refused(file, tmp_path / "new")
    assert tracemalloc.get_traced_memory()[1] < 500e6
    tracemalloc.stop()
    assert "larger than it can be" in said


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (b'["work","a",1,"{}","yesterday","noor"]\n', "can't be read"),
        (b'["work","a",1]\n', "can't be read"),
        (b"{}\n", "can't be read"),
        (b'["work","a",[1],"{}","2026-03-02T09:30:00+00:00","noor"]\n', "does not take"),
        (b'["work","a",1,"{}",null,"noor"]\n', "does not take"),
        (b"", "came 0 of 1"),
    ],
)
def test_rows_that_fit_no_table(rows: bytes, said: str, forger: Forger, tmp_path: Path) -> None:
    columns = ["kind", "key", "version", "body", "changed_at", "changed_by"]
    forger.tables = {"revision": TableContents(columns, 1)}
    file = forger.write(("rows/revision/000000.jsonl.gz", gzip.compress(rows)))
    assert said in refused(file, tmp_path / "new")


def test_tables_of_another_program(forger: Forger, tmp_path: Path) -> None:
    forger.tables = {"sqlite_master": TableContents(["sql"], 0)}
    assert "is not that of its own revision" in refused(forger.write(), tmp_path / "new")


def test_a_false_size(whole: Path, tmp_path: Path) -> None:
    """A header that claims exabytes costs neither memory nor time."""
    content = bytearray(whole.read_bytes())
    content[124:136] = b"\x80" + (1 << 59).to_bytes(11, "big")
    content[148:156] = b" " * 8
    content[148:156] = f"{sum(content[:512]):06o}\0 ".encode()
    (tmp_path / "false.tar").write_bytes(content)
    refused(tmp_path / "false.tar", tmp_path / "new")


def test_a_document_of_a_newer_program(forger: Forger, tmp_path: Path) -> None:
    body = b'{"v":2,"anything":"else"}'
    with tarfile.open(forger.file, "w") as tar:
        forger.add(tar, HEADER, body)
    assert "written by newer software" in refused(forger.file, tmp_path / "new")


def test_a_manifest_of_a_newer_program(forger: Forger, tmp_path: Path) -> None:
    file = forger.write()
    body = b'{"v":2,"members":[],"tables":{}}'
    with tarfile.open(file, "w") as tar:
        header = BackupHeader("9", "2026-03-02T09:30:00+00:00", "0004", "sqlite", "everything")
        forger.add(tar, HEADER, msgspec.json.encode(header))
        forger.add(tar, MANIFEST, body)
        forger.add(tar, MANIFEST_HASH, f"{hashlib.sha256(body).hexdigest()}  {MANIFEST}\n".encode())
    assert "written by newer software" in refused(file, tmp_path / "new")


def test_a_whole_file_is_whole(whole: Path) -> None:
    assert checked(whole).tables["draft"].rows == 3
