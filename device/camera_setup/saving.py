"""Write what a technician drew into the kiosk's settings file, in one step, with its comments kept.

The line stands in the settings file and in no second place, because that is where the next technician looks for it.
The file as it was stays beside it as `….before`. Undoing a save is saving what that file says, so a second undo
is a redo.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import msgspec
import tomlkit
from tomlkit.exceptions import TOMLKitError

from device.footfall.line import ReferencePoint
from device.footfall.settings import CountingSettings
from device.footfall.view import CameraView
from runtime.durable_files import durable_file
from runtime.text_file import TextFileError, decoded_text, read_toml, toml_values
from web.translations import gettext as _

DRAWN = (
    "count",
    "line",
    "point",
    "view",
    "person",
    "zones",
)  # what of a camera's settings a save writes


class NotSavedError(Exception):
    """The drawing is not in the file, and the file is as it was. The message says why, and what to do."""


class SettingsFile:
    """The kiosk's settings file, as far as cameras go. `number` counts them from 0."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.before = path.with_name(f"{path.name}.before")

    def former(self, number: int) -> CountingSettings | None:
        """Returns what camera `number` counted before the last save; None before the first save."""
        try:
            cameras = read_toml(self.before).get("eyes", [])
            drawn = {name: cameras[number][name] for name in DRAWN if name in cameras[number]}
            return msgspec.convert(drawn, CountingSettings, strict=False)
        except (OSError, ValueError, IndexError, TypeError):
            return None

    def save(self, number: int, counting: CountingSettings) -> None:
        """Write `counting` for camera `number`. Raises NotSavedError; then nothing has changed."""
        try:
            data = self.path.read_bytes()
            new = _edited(_text(data), number, counting)
            _write_like(self.before, data, self.path)
            _write_like(self.path, new.encode(), self.path)
        except OSError as error:
            raise NotSavedError(
                _(
                    "{file} can't be written: {error}. Copy this into it by hand, under camera "
                    "{number}: {settings}",
                    file=self.path,
                    error=error.strerror,
                    number=number + 1,
                    settings=_drawn_toml(counting),
                )
            ) from error


def drawn(counting: CountingSettings) -> dict[str, Any]:
    """Returns what a save writes: every value that is not the default."""
    plain: dict[str, Any] = msgspec.json.decode(
        msgspec.json.encode(counting)
    )  # lists, as TOML reads them
    return {
        name: plain[name]
        for name in DRAWN
        if plain[name] not in (None, False, [], ReferencePoint.FOOT, CameraView.AUTO)
    }


def _drawn_toml(counting: CountingSettings) -> str:
    return tomlkit.dumps(drawn(counting)).strip().replace("\n", "; ")


def _text(data: bytes) -> str:
    """Returns the text of the settings file. Raises NotSavedError where it can't be read any more."""
    try:
        return decoded_text(data)
    except TextFileError as error:
        raise NotSavedError(
            _(
                "The settings file can't be read any more, so nothing was saved: {error}",
                error=error,
            )
        ) from error


def _edited(text: str, number: int, counting: CountingSettings) -> str:
    """Returns `text` with the drawing of camera `number`. Raises NotSavedError where it can't be edited."""
    try:
        document = tomlkit.parse(text)
        wanted = document.unwrap()
        table = document["eyes"][number]
        plain = wanted["eyes"][number]
    except (TOMLKitError, KeyError, IndexError, TypeError) as error:
        raise NotSavedError(
            _(
                "The settings file has no camera {number} under [[eyes]] any more; nothing was saved.",
                number=number + 1,
            )
        ) from error
    written = drawn(counting)
    for name in DRAWN:
        if name in written:
            _replace(table, name, written[name])
            plain[name] = written[name]
        elif name in plain:
            del plain[name]
            table.remove(name)
    new = tomlkit.dumps(document)
    if _values(new) != wanted:  # never write a file that says something else
        raise NotSavedError(
            _(
                "The settings file is laid out in a way that can't be edited here, so nothing was saved. Copy this "
                "into it by hand: {settings}",
                settings=_drawn_toml(counting),
            )
        )
    return new


def _values(text: str) -> Any:
    try:
        return toml_values(text)
    except TextFileError:
        return None


def _replace(table: Any, name: str, value: Any) -> None:
    """Set a value and keep its comment, at the end of its line."""
    before = getattr(table.get(name), "trivia", None)
    table[name] = value
    after = getattr(table[name], "trivia", None)
    if before is not None and after is not None:
        after.comment_ws, after.comment = before.comment_ws, before.comment


def _write_like(path: Path, data: bytes, like: Path) -> None:
    """Write `data` to `path` durably, with the mode and owner of `like`. Raises OSError."""
    model = like.stat()
    with durable_file(path, stat.S_IMODE(model.st_mode)) as file:
        _give_to(file.fileno(), model)
        file.write(data)


def _give_to(handle: int, model: os.stat_result) -> None:
    now = os.fstat(handle)
    if (model.st_uid, model.st_gid) == (now.st_uid, now.st_gid):
        return
    try:
        os.fchown(handle, model.st_uid, model.st_gid)
    except PermissionError:  # a kiosk may not give its files to another user, but to its group
        os.fchown(handle, -1, model.st_gid)
