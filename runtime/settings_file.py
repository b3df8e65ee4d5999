"""Reading settings: one typed record from a TOML file, over it the environment, over both the command line.

Shared by kiosk and server so that both read and complain alike. Only a composition root calls it.

A settings file may state its version as `settings_version`; without it the file is of version 1. Names that a later
version has changed are brought along by its `DocumentVersions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from runtime.document_version import DocumentVersions
from runtime.text_file import read_text_file, toml_values
from runtime.unknown_fields import unknown_fields

Settings = TypeVar("Settings")

VERSION_FIELD = "settings_version"


class SettingsError(ValueError):
    """A settings file or variable that can't be used, in a sentence that says which."""


def read_settings(
    kind: type[Settings],
    versions: DocumentVersions,
    prefix: str,
    file: Path | None,
    environment: Mapping[str, str],
    **given: Any,
) -> Settings:
    """Settings of `kind`; a variable is `<prefix><NAME>`; what is given as None was not given.

    Raises SettingsError. A name that `kind` does not know is an error, not a shrug.
    """
    values: dict[str, Any] = {}
    try:
        if file is not None:
            values = versions.upgraded(_values(file))
        for name, text in environment.items():
            if name.startswith(prefix):
                values[name.removeprefix(prefix).lower()] = text
        values.update({name: value for name, value in given.items() if value is not None})
        for unknown in unknown_fields(values, kind):
            raise ValueError(f"nothing is called {unknown}; correct its name or take it out")
        return msgspec.convert(values, kind, strict=False)
    except OSError as error:
        raise SettingsError(f"can't read the settings {file}: {error.strerror}") from error
    except ValueError as error:  # msgspec's own errors are ValueErrors too
        raise SettingsError(f"settings {file or 'from the environment'}: {error}") from error


def _values(file: Path) -> dict[str, Any]:
    """Returns what a settings file says. Raises OSError, ValueError.

    An empty file is refused: it is what a full disk or a power cut leaves, and all defaults would be another machine.
    """
    text = read_text_file(file)
    if not text.strip():
        raise ValueError(
            "the file is empty; write settings into it, or a comment where the defaults are meant"
        )
    return toml_values(text)
