"""Opens zips from outside, XLSX and ODS among them: no zip bomb, and no XML that grows or looks elsewhere."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from xml.parsers import expat

from tour_server.imports.sheet_limits import MEGABYTE, SheetLimits
from tour_server.imports.sheet_table import SheetError
from web.translations import gettext as _

_CHUNK = 1 << 16  # bytes
# 69,202 real rows unpack to 14 times their size, a sheet of one repeated row to 90 times, a bomb to 1,000 times.
_HIGHEST_RATIO = 250
_SMALL = 16 * MEGABYTE  # whatever its ratio, so much does no harm
_ENCRYPTED = 0x1  # a bit of a zip entry's flags
_LONGEST_TEXT = 4_000_000  # characters in one cell

StartHandler = Callable[[str, dict[str, str]], None]


class SheetArchive:
    """A zip that was checked against the limits before anything of it is unpacked. Raises SheetError."""

    def __init__(self, path: Path, limits: SheetLimits) -> None:
        self.name = path.name
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise SheetError(
                _("{name} is damaged or cut off: it can't be unpacked.", name=self.name)
            ) from error
        try:
            self._check(limits)
        except SheetError:
            self.zip.close()
            raise

    def __enter__(self) -> SheetArchive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.zip.close()

    def has(self, member: str) -> bool:
        """Return whether there is a file of this name in it."""
        return member in self.zip.NameToInfo

    def chunks(self, member: str) -> Iterator[bytes]:
        """Yield the bytes of a file in it. Raises SheetError when it is absent or damaged."""
        try:
            with self.zip.open(member) as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except KeyError as error:
            raise SheetError(
                _("{name} is incomplete: it has no {member}.", name=self.name, member=member)
            ) from error
        except Exception as error:  # zlib, lzma, bz2 and zipfile raise many types on damaged bytes
            raise SheetError(
                _("{name} is damaged: {member} can't be unpacked.", name=self.name, member=member)
            ) from error

    def parse(
        self,
        member: str,
        start: StartHandler,
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> Iterator[None]:
        """Read an XML file in it, and call `start`, `end` and `text` with names without their prefix.

        Yields after each piece, so that the caller can hand on what was read so far. Raises SheetError for XML that is
        not well-formed or that declares entities.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
        if end is not None:
            parser.EndElementHandler = lambda name: end(_local(name))
        if text is not None:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = self._refuse_entities
        try:
            for chunk in self.chunks(member):
                parser.Parse(chunk, False)
                yield
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise SheetError(
                _(
                    "{name} is damaged: {member}, line {line} can't be read.",
                    name=self.name,
                    member=member,
                    line=error.lineno,
                )
            ) from error
        yield

    def parse_whole(self, member: str, start: StartHandler) -> None:
        """Read an XML file to the end for the sake of its elements alone. Raises as `parse` does."""
        for _piece in self.parse(member, start):
            pass

    def _refuse_entities(self, *_declaration: object) -> None:
        raise SheetError(
            _(
                "{name} declares a document type, which no spreadsheet needs and which can fill the "
                "memory. Save it anew with a spreadsheet program.",
                name=self.name,
            )
        )

    def _check(self, limits: SheetLimits) -> None:
        entries = self.zip.infolist()
        if len(entries) > limits.import_files:
            raise SheetError(
                _(
                    "{name} holds {count} files; {limit} at most. Divide it, or ask a technician to "
                    "raise the setting {setting}.",
                    name=self.name,
                    count=len(entries),
                    limit=limits.import_files,
                    setting="import_files",
                )
            )
        total = sum(entry.file_size for entry in entries)
        if total > limits.import_unpacked_mb * MEGABYTE:
            raise SheetError(
                _(
                    "{name} unpacks to {size} MB; {limit} MB at most. Divide it, or ask a technician "
                    "to raise the setting {setting}.",
                    name=self.name,
                    size=total // MEGABYTE,
                    limit=limits.import_unpacked_mb,
                    setting="import_unpacked_mb",
                )
            )
        for entry in entries:
            if entry.flag_bits & _ENCRYPTED:
                raise SheetError(
                    _("{name} is protected by a password. Save it without one.", name=self.name)
                )
            if entry.file_size > max(_SMALL, entry.compress_size * _HIGHEST_RATIO):
                raise SheetError(
                    _(
                        "{name} is refused: {member} unpacks to {ratio} times its size, as files do "
                        "that are made to fill a disk.",
                        name=self.name,
                        member=entry.filename,
                        ratio=entry.file_size // max(1, entry.compress_size),
                    )
                )


class TextBuffer:
    """Collects the text of one cell. Raises SheetError for a text that could fill the memory."""

    def __init__(self, name: str) -> None:
        self._name, self._pieces, self._length = name, [""], 0

    def add(self, piece: str) -> None:
        """Add a piece of text."""
        self._length += len(piece)
        if self._length > _LONGEST_TEXT:
            raise SheetError(
                _(
                    "{name} has a cell of more than {limit} characters.",
                    name=self._name,
                    limit=_LONGEST_TEXT,
                )
            )
        self._pieces.append(piece)

    def take(self) -> str:
        """Return the text, and begin anew."""
        text = "".join(self._pieces)
        self._pieces, self._length = [], 0
        return text


def _local(name: str) -> str:
    return name.rpartition(":")[2]
