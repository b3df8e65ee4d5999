"""Reads a large JSON file one element at a time, in constant memory.

A file holds one object, an array, or an object after the other (JSON Lines). What is wanted is the elements of the
array, of one long member of the object, or the objects: only one of them is in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from contract.museum_folder import MuseumError

MAX_ELEMENT_BYTES = 32_000_000
"""The largest single element; a manifest of a book of 1,000 pages has 2 to 5 MB."""
_CHUNK_BYTES = 1 << 18
_STRUCTURE = re.compile(rb'[{}\[\]]|"[^"\\]*+(?:\\.[^"\\]*+)*+"|"', re.DOTALL)
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[^\s,\]}\[{\"]+")
_SPACE = re.compile(rb"[ \t\r\n]*")
_BOM = b"\xef\xbb\xbf"
LINES = None


class JsonOutline(Struct, frozen=True):
    """What a file holds, without its long parts.

    `members`: those of the object, or of the first one, but arrays. `arrays`: the first element of each array of the
    object (None of an empty one); under "" that of an array that is the whole file. `lines`: whether more objects
    follow.
    """

    members: Mapping[str, Any]
    arrays: Mapping[str, Any]
    lines: bool = False


def read_outline(path: Path) -> JsonOutline:
    """Read a file through, and return what it holds. Raises MuseumError when that is no JSON."""
    with _Stream.open(path) as stream:
        first = stream.peek()
        if first == b"[":
            return JsonOutline({}, {"": stream.first(stream.elements())})
        if first != b"{":
            raise stream.error("there is no object and no array")
        members: dict[str, Any] = {}
        arrays: dict[str, Any] = {}
        for name in stream.names():
            if stream.peek() == b"[":
                elements = stream.elements()
                arrays[name] = stream.first(elements)
                for _ in elements:
                    pass
            else:
                members[name] = stream.decoded(stream.value())
        return JsonOutline(members, arrays, lines=bool(stream.peek()))


def read_elements(path: Path, member: str | None) -> Iterator[Any]:
    """Yield the elements of an array: that called `member`, or with "" the whole file. With LINES each object.

    Raises MuseumError where the file is damaged.
    """
    with _Stream.open(path) as stream:
        if member is LINES:
            while stream.peek():
                yield stream.decoded(stream.value())
            return
        if not member:
            yield from (stream.decoded(one) for one in stream.elements())
            return
        for name in stream.names():
            if name == member and stream.peek() == b"[":
                yield from (stream.decoded(one) for one in stream.elements())
                return
            stream.skip()


def read_whole(path: Path) -> Any:
    """Returns the value of a file of at most MAX_ELEMENT_BYTES. Raises MuseumError."""
    with _Stream.open(path) as stream:
        return stream.rest()


class _Stream:
    """The tokens of a file, read in chunks."""

    def __init__(self, path: Path, file: Any) -> None:
        self._path, self._file = path, file
        self._buffer, self._at, self._before = b"", 0, 0
        self._fill()
        if self._buffer.startswith(_BOM):
            self._at = len(_BOM)
        elif self._buffer[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in self._buffer[:4]:
            raise self.error("it is not in UTF-8; save it as UTF-8")

    @classmethod
    def open(cls, path: Path) -> _Opened:
        return _Opened(path)

    def error(self, sentence: str) -> MuseumError:
        place = self._before + self._at
        return MuseumError(
            [f"{self._path.name} is not JSON that can be read, at byte {place}: {sentence}."]
        )

    def peek(self) -> bytes:
        """Returns the next byte that is no space; b"" at the end."""
        while True:
            found = _SPACE.match(self._buffer, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._fill():
                return b""

    def names(self) -> Iterator[str]:
        """Yield the name of each member of the object here; its value is read before the next one."""
        self._expect(b"{")
        if self.peek() == b"}":
            self._at += 1
            return
        while True:
            if self.peek() != b'"':
                raise self.error("the name of a member is missing")
            yield str(self.decoded(self._named()))
            if self.peek() == b"}":
                self._at += 1
                return
            self._expect(b",")

    def elements(self) -> Iterator[bytes]:
        """Yield each element of the array here, undecoded."""
        self._expect(b"[")
        if self.peek() == b"]":
            self._at += 1
            return
        while True:
            yield self.value()
            if self.peek() == b"]":
                self._at += 1
                return
            self._expect(b",")

    def rest(self) -> Any:
        """Returns the only value of the file, decoded at once: its elements need not be found first."""
        while self._fill():
            pass
        return self.decoded(self._buffer[self._at :])

    def first(self, elements: Iterator[bytes]) -> Any:
        """Returns the first of some elements, decoded; None where there is none."""
        found = next(elements, None)
        return None if found is None else self.decoded(found)

    def skip(self) -> None:
        """Pass over a value; of an array each element may be as long as MAX_ELEMENT_BYTES."""
        if self.peek() == b"[":
            for _ in self.elements():
                pass
        else:
            self.value()

    def value(self) -> bytes:
        """Returns the next value, undecoded."""
        first = self.peek()
        if first in (b"{", b"["):
            end = self._end_of_structure()
        elif first == b'"':
            end = self._end_of(_STRING, "a text has no end")
        else:
            end = self._end_of(_SCALAR, "a value is missing")
        value = self._buffer[self._at : end]
        self._at = end
        return value

    def decoded(self, value: bytes) -> Any:
        try:
            return msgspec.json.decode(value)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self.error(f"before it, {error}") from error
        except RecursionError as error:
            raise self.error("it is nested too deeply") from error

    def _named(self) -> bytes:
        name = self.value()
        self._expect(b":")
        return name

    def _expect(self, byte: bytes) -> None:
        if self.peek() != byte:
            raise self.error(f"{byte.decode()} is missing")
        self._at += 1

    def _end_of(self, pattern: re.Pattern[bytes], sentence: str) -> int:
        while True:
            found = pattern.match(self._buffer, self._at)
            if found and found.end() < len(self._buffer):
                return found.end()
            if not self._fill():
                if found:
                    return found.end()
                raise self.error(sentence)

    def _end_of_structure(self) -> int:
        depth, begun = 0, 0  # bytes after self._at, which _fill moves
        while True:
            for found in _STRUCTURE.finditer(self._buffer, self._at + begun):
                token = self._buffer[found.start()]
                if token == 0x22:
                    if found.end() - found.start() == 1:
                        begun = found.start() - self._at
                        break
                elif token in (0x7B, 0x5B):
                    depth += 1
                else:
                    depth -= 1
                    if not depth:
                        return found.end()
                begun = found.end() - self._at
            if not self._fill():
                raise self.error("it ends in the middle")

    def _fill(self) -> bool:
        """Read on, and forget what lies before here. Returns whether there was more."""
        more: bytes = self._file.read(max(_CHUNK_BYTES, len(self._buffer) - self._at))
        self._before += self._at
        self._buffer, self._at = self._buffer[self._at :] + more, 0
        if len(self._buffer) > 2 * MAX_ELEMENT_BYTES + _CHUNK_BYTES:
            raise self.error(f"one element is larger than {MAX_ELEMENT_BYTES // 1_000_000} MB")
        return bool(more)


class _Opened:
    """Opens and closes the file of a stream."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> _Stream:
        try:
            self._file = self._path.open("rb")
        except OSError as error:
            raise MuseumError([f"{self._path.name} can't be read: {error.strerror}"]) from error
        try:
            return _Stream(self._path, self._file)
        except BaseException:
            self._file.close()
            raise

    def __exit__(self, *_: object) -> None:
        self._file.close()
