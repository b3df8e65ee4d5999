"""Pictures that a document names: by an address on the web, or as files beside it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit


def is_web_address(text: str) -> bool:
    """Returns whether `text` is an address by http or https."""
    return text.lower().startswith(("https://", "http://"))


def file_beside(folder: Path, link: str) -> Path | None:
    """Returns the file in `folder` that a relative link names; None where there is none, or it leaves the folder."""
    parts = PurePosixPath(unquote(urlsplit(link).path)).parts
    if not parts or parts[0] == "/":
        return None
    file = folder.joinpath(*parts)
    inside = file.resolve().is_relative_to(folder.resolve())
    return file if inside and file.is_file() else None
