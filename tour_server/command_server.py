"""What a command of a capability is given: the server that it is about.

The command line (zaalgids.commands.command_line) makes one `CommandServer`, because it stands above the settings and
the list of capabilities; a capability stands below both and takes it from click's context (`pass_server`).

Note: like `capability.py` this module must import nothing of Flask or SQLAlchemy at its top.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click
from msgspec import Struct

if TYPE_CHECKING:
    from tour_server.capability import Context
    from tour_server.database import Database
    from tour_server.recorder import Recorder

S = TypeVar("S", bound=Struct)


@dataclass(frozen=True)
class ServerPlace:
    """Where a server has, or will have, what it keeps."""

    data: Path
    """The data folder."""
    database: str | None
    """The address of the database; None is SQLite in the data folder."""
    settings: bytes | None
    """The settings file, None where there is none."""
    backup_folder: str
    """Where back-ups go that have no file of their own; empty where that is not set."""
    backups_kept: int
    """How many stay in that folder."""


class SettingsOf(Protocol):
    """Returns the settings of one type."""

    def __call__(self, kind: type[S], /) -> S:
        """Returns the settings of this type. Raises KeyError when no capability has them."""


@dataclass(frozen=True)
class OpenServer:
    """A server's data, opened beside the server."""

    data: Path
    """The data folder."""
    database: Database
    """Its database, at the newest revision."""
    recorder: Recorder
    """Records the events of the command."""
    site: Callable[[], str]
    """Returns the key of the site, as it stands in the topics of its kiosks."""
    settings: SettingsOf
    """Returns the settings of a type. Raises KeyError when no capability has them."""
    broker_authority: Callable[[], str]
    """Returns the authority (PEM) by which a device knows the broker; empty where the device's own list has it."""


@dataclass(frozen=True)
class CommandServer:
    """The server that a command is about. Each function takes the settings file and the data folder, as typed.

    Each makes the command act as the owner of the data (tour_server.data_owner), and raises click.ClickException for
    settings or data that can't be used.
    """

    place: Callable[[Path | None, str | None], ServerPlace]
    """Returns where the server has its data, and opens nothing."""
    data_folder: Callable[[Path | None, str | None], Path]
    """Returns the data folder."""
    open: Callable[[Path | None, str | None], AbstractContextManager[OpenServer]]
    """Opens the database as it is. Raises click.ClickException when there is none or it is of another version."""
    open_or_make: Callable[[Path | None, str | None], AbstractContextManager[OpenServer]]
    """As `open`, but makes the database where there is none and something says which server is meant."""
    build: Callable[[Path | None, str | None], Context]
    """Builds the whole server, without starting it, for a command that needs its objects. As `open`, it makes none."""


pass_server = click.make_pass_decorator(CommandServer)
"""Gives a command the CommandServer as its first argument."""


def pass_opened(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what its group opens, as its first argument.

    The group's `obj` is a function that opens it: then, and not for `--help`, which a person may ask for before there
    is a server.
    """

    @click.pass_obj
    @wraps(command)
    def run(opening: Callable[[], Any], *args: Any, **options: Any) -> Any:
        return command(opening(), *args, **options)

    return run


def about_server(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say which server it is about, and the CommandServer as its first argument."""
    settings = click.option(
        "--settings", type=click.Path(path_type=Path), help="The server's TOML file of settings."
    )
    data = click.option("--data", help="The server's data folder.")
    return settings(data(pass_server(command)))
