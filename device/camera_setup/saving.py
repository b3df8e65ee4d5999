"""Puts what a technician drew into the kiosk's settings file, in one step, with its comments kept.

What a newcomer would get wrong: two places of truth. The line stands in the settings file alone, where the next
technician looks for it. The file as it was stays beside it as `….before`; going back is saving what that one says,
so going back twice is going forward again.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import msgspec
import tomlkit
from tomlkit.exceptions import TOMLKitError

from device.footfall.line import Point
from device.settings import Eye
from runtime.durable_files import sync

DRAWN = ("count", "line", "point", "zones")  # what of a camera's settings a save writes


class NotSavedError(Exception):
    """The drawing is not in the file, and the file is as it was. The message says why, and what to do."""


class SettingsFile:
    """The kiosk's settings file, as far as cameras go. `number` counts them from 0."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.before = path.with_name(f"{path.name}.before")

    def former(self, number: int) -> Eye | None:
        """Camera `number` as it stood before the last save; None where nobody has saved yet."""
        try:
            eyes = msgspec.toml.decode(self.before.read_bytes()).get("eyes", [])
            return msgspec.convert(eyes[number], Eye, strict=False)
        except (OSError, ValueError, IndexError, TypeError):
            return None

    def save(self, number: int, eye: Eye) -> None:
        """Writes what `eye` counts. Raises NotSavedError; then nothing has changed."""
        try:
            text = self.path.read_text(encoding="utf-8")
            new = _edited(text, number, eye)
            _put(self.before, text, self.path)
            _put(self.path, new, self.path)
        except OSError as error:
            raise NotSavedError(
                f"{self.path} can't be written: {error.strerror}. Copy this into it by hand, under camera "
                f"{number + 1}: {_drawn_toml(eye)}"
            ) from error


def _drawn(eye: Eye) -> dict[str, Any]:
    """What a save writes: whatever is not as it would be if nothing were written."""
    plain: dict[str, Any] = msgspec.json.decode(
        msgspec.json.encode(eye)
    )  # lists, as TOML reads them
    return {name: plain[name] for name in DRAWN if plain[name] not in (None, False, [], Point.FOOT)}


def _drawn_toml(eye: Eye) -> str:
    return tomlkit.dumps(_drawn(eye)).strip().replace("\n", "; ")


def _edited(text: str, number: int, eye: Eye) -> str:
    """`text` with the drawing of camera `number`. Raises NotSavedError where that can't be done to it."""
    try:
        document = tomlkit.parse(text)
        wanted = document.unwrap()
        table = document["eyes"][number]
        plain = wanted["eyes"][number]
    except (TOMLKitError, KeyError, IndexError, TypeError) as error:
        raise NotSavedError(
            f"The settings file has no camera {number + 1} under [[eyes]] any more; nothing was saved."
        ) from error
    drawn = _drawn(eye)
    for name in DRAWN:
        if name in drawn:
            _replace(table, name, drawn[name])
            plain[name] = drawn[name]
        elif name in plain:
            del plain[name]
            table.remove(name)
    new = tomlkit.dumps(document)
    if _values(new) != wanted:  # never a file that says something else
        raise NotSavedError(
            "The settings file is laid out in a way that can't be edited here, so nothing was saved. Copy this into "
            f"it by hand: {_drawn_toml(eye)}"
        )
    return new


def _values(text: str) -> Any:
    try:
        return msgspec.toml.decode(text)
    except msgspec.DecodeError:
        return None


def _replace(table: Any, name: str, value: Any) -> None:
    """A value's own comment, at the end of its line, stays with it."""
    before = getattr(table.get(name), "trivia", None)
    table[name] = value
    after = getattr(table[name], "trivia", None)
    if before is not None and after is not None:
        after.comment_ws, after.comment = before.comment_ws, before.comment


def _put(path: Path, text: str, like: Path) -> None:
    """`text` at `path` in one step, on the disk when this returns, with the mode and owner of `like`."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        _like(part, like)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync(path.parent)


def _like(part: Path, like: Path) -> None:
    whose = like.stat()
    shutil.copymode(like, part)
    if (whose.st_uid, whose.st_gid) != (part.stat().st_uid, part.stat().st_gid):
        try:
            os.chown(part, whose.st_uid, whose.st_gid)
        except PermissionError:
            os.chown(
                part, -1, whose.st_gid
            )  # a kiosk may not give its files away, but to its group
