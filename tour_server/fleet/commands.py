"""`zaalgids device add|list|renew|revoke|remove`: the registered kiosks, managed from the server's own machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from contract.credentials import credentials_of, write_credentials
from runtime.clocks import utc_now
from tour_server.broker.certificates import BrokerCertificateError
from tour_server.command_server import CommandServer, OpenServer, about_server
from tour_server.data_owner import as_caller
from tour_server.devices.registry import DeviceError, DeviceRegistry
from tour_server.recorder import COMMAND_LINE

_out = click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The file to write. NAME-credentials.toml when it is not given.",
)


@contextmanager
def _registry(
    server: CommandServer, settings: Path | None, data: str | None
) -> Iterator[tuple[DeviceRegistry, OpenServer]]:
    """Open the registry. Raises click.ClickException for what the registry refuses."""
    with server.open(settings, data) as opened:
        try:
            yield DeviceRegistry(opened.database, utc_now, opened.recorder), opened
        except DeviceError as error:
            raise click.ClickException(str(error)) from error


@click.command("add")
@click.argument("name")
@click.option("--room", help="The key of the room where it stands.")
@_out
@about_server
def add_device(
    server: CommandServer,
    settings: Path | None,
    data: str | None,
    name: str,
    room: str | None,
    out: Path | None,
) -> None:
    """Register the kiosk NAME, and write the file of its credentials.

    Carry the file to the kiosk, where its setting `credentials` names it, and delete it here.
    """
    with _registry(server, settings, data) as (registry, opened):
        file = out or Path(f"{name}-credentials.toml")
        with as_caller():
            _may_write(file)
        authority = _broker_authority(opened)
        key = registry.add(name, COMMAND_LINE, room)
        try:
            made = credentials_of(opened.site(), name, key, authority)
            with as_caller():
                write_credentials(made, file)
        except OSError as error:
            registry.remove(name, COMMAND_LINE)
            raise click.ClickException(f"{file} can't be written: {error.strerror}.") from error
    click.echo(f"{name} is registered. Its credentials are in {file}; keep them secret.")


@click.command("renew")
@click.argument("name")
@_out
@about_server
def renew_device(
    server: CommandServer, settings: Path | None, data: str | None, name: str, out: Path | None
) -> None:
    """Give the kiosk NAME a new key, and write the file of its credentials.

    Until the kiosk has the new file it keeps its counts; none is lost.
    """
    with _registry(server, settings, data) as (registry, opened):
        file = out or Path(f"{name}-credentials.toml")
        with as_caller():
            _may_write(file)
        authority = _broker_authority(opened)
        key = registry.renew(name, COMMAND_LINE)
        try:
            made = credentials_of(opened.site(), name, key, authority)
            with as_caller():
                write_credentials(made, file)
        except OSError as error:
            raise click.ClickException(
                f"{file} can't be written: {error.strerror}. {name} has a new key that nobody knows; renew it again."
            ) from error
    click.echo(f"{name} has a new key. Its credentials are in {file}; keep them secret.")


@click.command("revoke")
@click.argument("name")
@about_server
def revoke_device(
    server: CommandServer, settings: Path | None, data: str | None, name: str
) -> None:
    """Take the rights of the kiosk NAME: what it sends from now on is not stored."""
    with _registry(server, settings, data) as (registry, _opened):
        registry.revoke(name, COMMAND_LINE)
    click.echo(f"{name} is revoked. `zaalgids device renew {name}` gives it a new key.")


@click.command("remove")
@click.argument("name")
@about_server
def remove_device(
    server: CommandServer, settings: Path | None, data: str | None, name: str
) -> None:
    """Take the kiosk NAME out of the registry. What it counted stays."""
    with _registry(server, settings, data) as (registry, _opened):
        registry.remove(name, COMMAND_LINE)
    click.echo(f"{name} is no longer registered.")


@click.command("list")
@about_server
def list_device(server: CommandServer, settings: Path | None, data: str | None) -> None:
    """List the registered kiosks: name, room, state."""
    with _registry(server, settings, data) as (registry, _opened):
        for one in registry.devices():
            state = "revoked" if one.revoked_at is not None else "registered"
            since = (one.revoked_at or one.key_made_at).strftime("%Y-%m-%d")
            click.echo(f"{one.name:24} {one.room or '-':16} {state} {since}")


def _broker_authority(opened: OpenServer) -> str:
    """Returns the authority of the broker's certificate (PEM). Raises click.ClickException."""
    try:
        return opened.broker_authority()
    except (OSError, BrokerCertificateError) as error:
        raise click.ClickException(f"The broker's authority can't be had: {error}") from error


def _may_write(file: Path) -> None:
    """Raise click.ClickException where `file` exists: it may be another kiosk's key."""
    if file.exists():
        raise click.ClickException(f"{file} exists. Move it away, or give another name with --out.")
