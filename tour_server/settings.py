"""The server's settings, composed of those of its capabilities; docs/settings.md lists them from their types.

A setting comes from a TOML file (`zaalgids server --settings FILE`), and over it from the environment as
`ZAALGIDS_SERVER_<NAME>`. All names stand in one flat table, whichever capability they belong to. A name that no
capability has is an error, and so is a name that two capabilities have.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Struct

from runtime.document_version import DocumentVersions
from runtime.settings_file import VERSION_FIELD, SettingsError, read_settings
from tour_server.capabilities import CAPABILITIES
from tour_server.capability import Capability
from tour_server.root_settings import RECORDED, RootSettings

PREFIX = "ZAALGIDS_SERVER_"
VERSIONS = DocumentVersions("settings file", field=VERSION_FIELD)
SYSTEM_FILE = Path("/etc/zaalgids/server.toml")  # where an installed server has its settings

S = TypeVar("S", bound=Struct)


class ServerSettings:
    """The settings of the root and of every capability, each of its own type."""

    def __init__(self, capabilities: Iterable[Capability] = CAPABILITIES, **values: Any) -> None:
        """`values` by name; what is not given has its default.

        Raises TypeError for a name that no capability has, ValueError for settings that contradict each other.
        """
        kinds = setting_types(capabilities)
        owners = _owners(kinds)
        unknown = values.keys() - owners.keys()
        if unknown:
            raise TypeError(f"there is no setting {', '.join(sorted(unknown))}")
        self._by_type: dict[type[Struct], Struct] = {
            kind: kind(**{name: value for name, value in values.items() if owners[name] is kind})
            for kind in kinds
        }

    def of(self, kind: type[S]) -> S:
        """Returns the settings of this type. Raises KeyError when no capability has them."""
        return cast("S", self._by_type[kind])

    @property
    def root(self) -> RootSettings:
        """The settings that belong to no capability."""
        return self.of(RootSettings)

    def flat(self) -> dict[str, Any]:
        """Returns all settings by name, as they stand in a settings file."""
        found: dict[str, Any] = {}
        for settings in self._by_type.values():
            found |= msgspec.structs.asdict(settings)
        return found

    def recorded(self) -> dict[str, Any]:
        """Returns the settings that are declared with RECORDED, by name."""
        found = {}
        for kind, settings in self._by_type.items():
            for name, hint in typing.get_type_hints(kind, include_extras=True).items():
                metas = (one for one in getattr(hint, "__metadata__", ()))
                if any(isinstance(one, msgspec.Meta) and one.extra == RECORDED for one in metas):
                    found[name] = getattr(settings, name)
        return found


def setting_types(capabilities: Iterable[Capability] = CAPABILITIES) -> list[type[Struct]]:
    """Returns the types of settings, the root's first."""
    return [RootSettings, *(one.settings for one in capabilities if one.settings is not None)]


def read_server_settings(
    file: Path | None,
    environment: Mapping[str, str],
    capabilities: Iterable[Capability] = CAPABILITIES,
    **given: Any,
) -> ServerSettings:
    """Read the server's settings: a TOML file, over it the environment, over both what is `given`.

    What is given as None was not given. Raises SettingsError.
    """
    capabilities = tuple(capabilities)
    flat = read_settings(_flat_type(capabilities), VERSIONS, PREFIX, file, environment, **given)
    try:
        return ServerSettings(capabilities, **msgspec.structs.asdict(flat))
    except ValueError as error:
        raise SettingsError(f"settings {file or 'from the environment'}: {error}") from error


def settings_for_command(
    file: Path | None, environment: Mapping[str, str], system_file: Path | None = None, **given: Any
) -> ServerSettings:
    """Read the server's settings for a command. Raises SettingsError: see `settings_file_for_command`."""
    file = settings_file_for_command(file, environment, given.get("data"), system_file)
    return read_server_settings(file, environment, **given)


def is_server_named(environment: Mapping[str, str], system_file: Path | None = None) -> bool:
    """Returns whether the environment or an installed server says which server is meant, without any option.

    `system_file`: SYSTEM_FILE where it is not given.
    """
    return f"{PREFIX}DATA" in environment or (system_file or SYSTEM_FILE).exists()


def settings_file_for_command(
    file: Path | None,
    environment: Mapping[str, str],
    data: str | None = None,
    system_file: Path | None = None,
) -> Path | None:
    """Returns the settings file that a command is about, None where there is none.

    Without a file it is that of the installed server where there is one, so that the command means that server's data,
    not a folder below the directory it is typed in. Another data folder, in `data` or the environment, means another
    server; the installed server's own means the installed server, with its database.
    """
    system_file = system_file or SYSTEM_FILE
    if file is not None or not system_file.exists():
        return file
    data = data or environment.get(f"{PREFIX}DATA")
    if data is None:
        return system_file
    try:
        installed = read_server_settings(system_file, {}).root.data
    except SettingsError:
        return None  # not this user's to read, so not the server that is meant
    return system_file if Path(data).absolute() == Path(installed).absolute() else None


def _owners(kinds: Iterable[type[Struct]]) -> dict[str, type[Struct]]:
    """Returns for each name the type it belongs to. Raises ValueError when two types have the same name."""
    owners: dict[str, type[Struct]] = {}
    for kind in kinds:
        for name in kind.__struct_fields__:
            if name in owners:
                first, second = owners[name].__name__, kind.__name__
                raise ValueError(f"{first} and {second} both have the setting {name}")
            owners[name] = kind
    return owners


def _flat_type(capabilities: Iterable[Capability]) -> type[Struct]:
    """Returns one type with the fields of all: what a settings file is checked against."""
    kinds = setting_types(capabilities)
    _owners(kinds)
    fields: list[tuple[str, Any, Any]] = []
    for kind in kinds:
        hints = typing.get_type_hints(kind, include_extras=True)
        fields += [
            (field.name, hints[field.name], _default(field))
            for field in msgspec.structs.fields(kind)
        ]
    return msgspec.defstruct(
        "Settings", fields, frozen=True, kw_only=True, forbid_unknown_fields=True
    )


def _default(of: msgspec.structs.FieldInfo) -> Any:
    """Returns a field's default as msgspec.defstruct takes it; a factory makes a new value for each struct."""
    if of.default_factory is msgspec.NODEFAULT:
        return of.default
    return msgspec.field(default_factory=of.default_factory)
