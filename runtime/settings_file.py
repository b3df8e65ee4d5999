"""Reading settings: one typed record from a TOML file, over it the environment, over both the command line.

Shared by kiosk and server so that both read and complain alike. Only a composition root calls it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

Settings = TypeVar("Settings")


class SettingsError(ValueError):
    """A settings file or variable that can't be used, in a sentence that says which."""


def read_settings(
    kind: type[Settings],
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
            values = msgspec.toml.decode(file.read_bytes())
        for name, text in environment.items():
            if name.startswith(prefix):
                values[name.removeprefix(prefix).lower()] = text
        values.update({name: value for name, value in given.items() if value is not None})
        return msgspec.convert(values, kind, strict=False)
    except OSError as error:
        raise SettingsError(f"can't read the settings {file}: {error.strerror}") from error
    except ValueError as error:  # msgspec's own errors are ValueErrors too
        raise SettingsError(f"settings {file or 'from the environment'}: {error}") from error
