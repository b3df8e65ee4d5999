"""Reads text files that people write, as the editors of their machines save them.

A byte order mark is no part of the text. A file in UTF-16 with its mark, as Windows' Notepad saves "Unicode", is read,
too. Any other encoding is refused, because to guess one would change words without a sign.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from pathlib import Path
from typing import Any

_MARKS = (  # the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SET_TWICE = ("Cannot overwrite a value", "Cannot declare", "Cannot mutate immutable namespace")


class TextFileError(ValueError):
    """The content of a file can't be used, in a sentence without the file's name."""


def read_text_file(file: Path) -> str:
    """Returns the text of a file, its lines ended by line feeds. Raises OSError, TextFileError."""
    return decoded_text(file.read_bytes())


def decoded_text(data: bytes) -> str:
    """Returns the text in the bytes of a file, its lines ended by line feeds. Raises TextFileError."""
    mark, encoding = next(
        ((one, name) for one, name in _MARKS if data.startswith(one)), (b"", "utf-8")
    )
    data = data.removeprefix(mark)
    if encoding == "utf-8" and b"\0" in data:
        if len(data) > 1 and data.count(b"\0") * 3 >= len(data):
            raise TextFileError("it is saved in UTF-16 without a byte order mark; save it as UTF-8")
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise TextFileError(
            f"line {line} holds a NUL byte: the file is damaged; take it from a copy or write it anew"
        )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TextFileError(
            f"line {line} is not in {encoding.upper()} (byte 0x{data[error.start]:02x}); "
            "the file may be saved in a code page of Windows: save it as UTF-8"
        ) from None
    return text.replace("\r\n", "\n")


def read_toml(file: Path) -> dict[str, Any]:
    """Returns the values in a TOML file. Raises OSError, TextFileError."""
    return toml_values(read_text_file(file))


def toml_values(text: str) -> dict[str, Any]:
    """Returns the values in the text of a TOML file. Raises TextFileError, which never quotes a value."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise TextFileError("its tables are nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        raise TextFileError(_where(str(error), text)) from None


def _where(message: str, text: str) -> str:
    """Returns what is wrong with its line first, and with the name that stands there, never its value."""
    found = re.search(r" \(at line (\d+), column \d+\)$", message)
    if found is None:
        return message
    number = int(found[1])
    line = text.split("\n")[number - 1] if number <= text.count("\n") + 1 else ""
    name = re.match(r"\s*(\[[^\]\n]*\]{1,2}|[^=\s#]{1,64})\s*(?:=|$)", line)
    place = f"line {number}" + (f", {name[1]}" if name else "")
    said = message[: found.start()]
    if said.startswith(_SET_TWICE):
        said = "it is set a second time; take one of the two out"
    return f"{place}: {said}"
