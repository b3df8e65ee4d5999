"""The file of a back-up: a tar whose members are hashed, written and read from end to end in bounded memory.

Its members, in this order:

- `backup.json`: what it is (BackupHeader), first, so that a reader can refuse it before it reads more;
- `rows/<table>/<number>.jsonl.gz`: the rows of a table, in pieces: one JSON array a line (tour_server.backup.rows);
- `files/<path>`: the files of the data folder, as they are; pictures and sound don't shrink;
- `manifest.json`: size and SHA-256 of every member before it, the columns of every table, and which files are equal;
- `manifest.json.sha256`: the hash of the manifest.

Note: the hashes show damage, not forgery: whoever can change the file can change its manifest too.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Protocol

import msgspec
from msgspec import Struct

from runtime.document_version import DocumentVersionError, DocumentVersions

VERSIONS = DocumentVersions("back-up", without_field=None)
"""The versions of a back-up: of its header and its manifest."""
HEADER, MANIFEST, MANIFEST_HASH = "backup.json", "manifest.json", "manifest.json.sha256"
SETTINGS = "settings.toml"  # the settings file that the server had
EVERYTHING, DATABASE = "everything", "database"  # what a back-up can hold

COPIED_AT_ONCE = 1 << 20
MAX_HEADER_BYTES = 1 << 16
MAX_MANIFEST_BYTES = 1 << 27  # 130 bytes a file: a million files
MAX_PIECE_BYTES = 1 << 27  # of rows, when it is unpacked; the writer begins a new piece after 2 MiB
MAX_READ_BYTES = MAX_MANIFEST_BYTES + (1 << 20)
_TABLE = r"[a-z][a-z0-9_]{0,62}"
_ROWS = re.compile(rf"^rows/({_TABLE})/\d{{6,9}}\.jsonl\.gz$")


class BackupError(Exception):
    """A back-up can't be made or used; the message is a sentence for the technician."""


class Readable(Protocol):
    """A file as far as its content is read once, from its beginning to its end."""

    def read(self, size: int = -1, /) -> bytes:
        """Returns at most `size` bytes, all that are left for -1, none at the end."""


class BackupHeader(Struct, frozen=True, omit_defaults=False):
    """What a back-up is."""

    software: str  # the version of the program that wrote it
    written_at: str  # ISO 8601, UTC
    revision: str  # of the database
    database: str  # the kind it came from: sqlite or postgresql
    holds: str  # EVERYTHING or DATABASE
    v: int = VERSIONS.current


class TableContents(Struct, frozen=True):
    """The columns of a table, in the order of each row's values, and how many rows there are."""

    columns: list[str]
    rows: int


class Member(Struct, frozen=True):
    """One member of the tar."""

    name: str
    size: int
    sha256: str


class Manifest(Struct, frozen=True):
    """What a back-up holds. `same`: path of a file -> path of the file with the same content."""

    members: list[Member]
    tables: dict[str, TableContents]
    same: dict[str, str] = {}
    v: int = VERSIONS.current


class BackupWriter:
    """Writes a back-up to an open file. Every method raises OSError on a full disk."""

    def __init__(self, file: IO[bytes], header: BackupHeader) -> None:
        self._tar = tarfile.TarFile(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)
        self._members: list[Member] = []
        self._tables: dict[str, TableContents] = {}
        self._same: dict[str, str] = {}
        self._inodes: dict[tuple[int, int], str] = {}
        self._add_bytes(HEADER, msgspec.json.encode(header))

    def add_rows(self, table: str, number: int, lines: bytes) -> None:
        """Add the piece `number` of the rows of a table."""
        self._add_bytes(f"rows/{table}/{number:06d}.jsonl.gz", gzip.compress(lines, 6, mtime=0))

    def end_table(self, table: str, contents: TableContents) -> None:
        """Note what a table holds, after its last piece."""
        self._tables[table] = contents

    def add_file(self, path: str, source: Path) -> None:
        """Add a file of the data folder. One that is another name of an earlier file is noted, not written again.

        Raises FileNotFoundError for a file that has gone.
        """
        with source.open("rb") as opened:
            stat = Path(f"/dev/fd/{opened.fileno()}").stat()
            inode = (stat.st_dev, stat.st_ino)
            if stat.st_nlink > 1 and inode in self._inodes:
                self._same[path] = self._inodes[inode]
                return
            self._add(f"files/{path}", opened, stat.st_size)
            self._inodes[inode] = path

    def add_content(self, path: str, content: bytes) -> None:
        """Add a file of the data folder whose content was read before."""
        self._add_bytes(f"files/{path}", content)

    def add_settings(self, content: bytes) -> None:
        """Add the settings file that the server had."""
        self._add_bytes(SETTINGS, content)

    def end(self) -> None:
        """Write the manifest and its hash."""
        manifest = Manifest(self._members, self._tables, self._same)
        body = msgspec.json.encode(manifest)
        self._add_bytes(MANIFEST, body)
        self._add_bytes(MANIFEST_HASH, _hash_line(body))
        self._tar.close()

    def _add_bytes(self, name: str, content: bytes) -> None:
        self._add(name, io.BytesIO(content), len(content))

    def _add(self, name: str, source: IO[bytes], size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        hashed = _HashingReader(source, size)
        self._tar.addfile(info, hashed)
        self._tar.members.clear()  # type: ignore[attr-defined]
        self._members.append(Member(name, size, hashed.digest()))


class BackupReader:
    """Reads a back-up: first `check`, then as often as wanted `members`."""

    def __init__(self, path: Path) -> None:
        """Raises BackupError for a file that can't be read, is no back-up, or needs a newer program."""
        self._path = path
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise BackupError(f"{path} can't be read: {error.strerror or error}.") from error
        try:
            first = next(self._raw_members(), None)
            body = first[1].read(MAX_HEADER_BYTES) if first and first[0] == HEADER else b""
            self.header = self._parse_header(body)
        except BackupError:
            self._file.close()
            raise
        self.manifest: Manifest | None = None
        self._expected: dict[str, Member] = {}

    def __enter__(self) -> BackupReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def check(self, progress: Callable[[int, int], None] = lambda _done, _of: None) -> Manifest:
        """Read the whole file, compare every hash, and return what it holds. `progress`: bytes done, of all.

        Raises BackupError for a file that is cut off, damaged, or not as this program writes it.
        """
        seen: dict[str, Member] = {}
        body = digest = b""
        total, done = self._file.seek(0, 2), 0
        for name, source, size in self._raw_members():
            if name in seen or MANIFEST_HASH in seen:
                raise self._damaged(f"{name} is there twice, or after the end")
            if name == MANIFEST:
                body = source.read()
                reader: Readable = io.BytesIO(body)
            elif name == MANIFEST_HASH:
                digest = source.read()
                reader = io.BytesIO(digest)
            else:
                reader = source
            seen[name] = Member(name, size, _digest_of(reader))
            done += size
            progress(done, total)
        if MANIFEST_HASH not in seen:
            raise BackupError(f"{self._path} is not whole: its end is missing.")
        if MANIFEST not in seen or digest != _hash_line(body):
            raise self._damaged("its manifest is not what was written")
        self.manifest = self._parse_manifest(body)
        self._compare(self.manifest, seen)
        return self.manifest

    def members(self) -> Iterator[tuple[str, Readable]]:
        """Give every member but header and manifest with its content, in the order of the file, after `check`.

        A member has to be read to its end before the next; a difference from its hash raises BackupError then.
        """
        for name, source, size in self._raw_members():
            if name in (HEADER, MANIFEST, MANIFEST_HASH):
                continue
            checked = _HashingReader(source, size)
            yield name, checked
            if checked.digest() != self._expected[name].sha256:
                raise self._damaged(f"{name} changed while it was read")

    def _raw_members(self) -> Iterator[tuple[str, Readable, int]]:
        try:
            self._file.seek(0)
            yield from self._opened(self._file)
        except OSError as error:
            raise BackupError(f"{self._path} can't be read: {error.strerror or error}.") from error

    def _opened(self, file: IO[bytes]) -> Iterator[tuple[str, Readable, int]]:
        """Give the members of the tar. Raises BackupError for anything that a back-up does not have."""
        try:
            with tarfile.open(fileobj=_BoundedReads(file), mode="r:") as tar:  # type: ignore[call-overload]
                for info in tar:
                    tar.members.clear()  # it would keep each one in memory
                    if info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
                        raise self._damaged(f"{info.name[:80]} is not a plain file")
                    if not is_member_name(info.name):
                        raise self._damaged(f"{info.name[:80]!r} is no name of a back-up's member")
                    if info.size > _limit(info.name):
                        raise self._damaged(f"{info.name} is larger than it can be")
                    content = tar.extractfile(info)
                    if content is None:
                        raise self._damaged(f"{info.name} has no content")
                    yield info.name, _MemberContent(content, self._path), info.size
        except (tarfile.TarError, EOFError, UnicodeDecodeError) as error:
            raise BackupError(
                f"{self._path} is not a back-up of Zaalgids, or is not whole ({error})."
            ) from error

    def _parse_header(self, body: bytes) -> BackupHeader:
        try:
            return VERSIONS.decode(body, BackupHeader)
        except DocumentVersionError as error:
            raise BackupError(f"{self._path}: {error}") from error
        except msgspec.DecodeError as error:
            raise BackupError(f"{self._path} is not a back-up of Zaalgids.") from error

    def _parse_manifest(self, body: bytes) -> Manifest:
        try:
            manifest = VERSIONS.decode(body, Manifest)
        except DocumentVersionError as error:
            raise BackupError(f"{self._path}: {error}") from error
        except msgspec.DecodeError as error:
            raise self._damaged("its manifest can't be read") from error
        files = {one.name.removeprefix("files/") for one in manifest.members}
        for path, other in manifest.same.items():
            if not is_member_name(f"files/{path}") or other not in files or path in files:
                raise self._damaged(f"{path[:80]!r} can't be the same file as another")
        if not all(re.fullmatch(_TABLE, table) for table in manifest.tables):
            raise self._damaged("it names a table that can't be")
        return manifest

    def _compare(self, manifest: Manifest, seen: dict[str, Member]) -> None:
        self._expected = {one.name: one for one in manifest.members}
        for name, member in seen.items():
            if name in (MANIFEST, MANIFEST_HASH):
                continue
            if self._expected.get(name) != member:
                raise self._damaged(f"{name} is not what was written")
        missing = self._expected.keys() - seen.keys()
        if missing:
            raise self._damaged(f"{min(missing)} is missing")

    def _damaged(self, what: str) -> BackupError:
        return BackupError(f"{self._path} is damaged, or not a back-up: {what}.")


def table_of(name: str) -> str | None:
    """Returns the table whose rows a member holds, None for another member."""
    found = _ROWS.match(name)
    return None if found is None else found[1]


def unpacked_rows(content: bytes) -> bytes:
    """Unpack a piece of rows. Raises BackupError when it is damaged or grows beyond MAX_PIECE_BYTES."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        lines = unpacker.decompress(content, MAX_PIECE_BYTES)
    except zlib.error as error:
        raise BackupError(f"A piece of the back-up's rows can't be unpacked: {error}.") from error
    if not unpacker.eof or unpacker.unconsumed_tail:
        raise BackupError("A piece of the back-up's rows is cut off, or larger than it can be.")
    return lines


def is_member_name(name: str) -> bool:
    """Returns whether a back-up may have a member of this name: relative, without `..`, in a place that it has."""
    if name in (HEADER, MANIFEST, MANIFEST_HASH, SETTINGS) or _ROWS.match(name):
        return True
    if not name.startswith("files/") or "\0" in name or "\\" in name or len(name) > 1_000:
        return False
    return all(part not in ("", ".", "..") for part in name.split("/"))


def _limit(name: str) -> int:
    if name in (HEADER, MANIFEST_HASH, SETTINGS):
        return MAX_HEADER_BYTES
    if name == MANIFEST:
        return MAX_MANIFEST_BYTES
    return MAX_PIECE_BYTES if _ROWS.match(name) else 1 << 60


def _hash_line(manifest: bytes) -> bytes:
    """Returns the hash of the manifest as `sha256sum --check` reads it."""
    return f"{hashlib.sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()


def _digest_of(source: Readable) -> str:
    digest = hashlib.sha256()
    while block := source.read(COPIED_AT_ONCE):
        digest.update(block)
    return digest.hexdigest()


class _MemberContent:
    """The content of a member. Raises BackupError where the file ends before it."""

    def __init__(self, source: IO[bytes], path: Path) -> None:
        self._source, self._path = source, path

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read(size)
        except tarfile.TarError as error:
            raise BackupError(f"{self._path} is not whole: its end is missing.") from error


class _HashingReader:
    """Hashes what is read through it, `size` bytes. A shorter source raises OSError: the file changed meanwhile."""

    def __init__(self, source: Readable, size: int) -> None:
        self._source, self._left = source, size
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        block = self._source.read(wanted)
        if len(block) < wanted:
            raise OSError(
                f"{getattr(self._source, 'name', 'a file')} became shorter while it was read"
            )
        self._left -= len(block)
        self._digest.update(block)
        return block

    def digest(self) -> str:
        while self._left:
            self.read(COPIED_AT_ONCE)
        return self._digest.hexdigest()


class _BoundedReads:
    """A file that refuses to read more at once than any member's header can need: a false size costs no memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= MAX_READ_BYTES:
            raise tarfile.ReadError("a header claims more than there can be")
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()
