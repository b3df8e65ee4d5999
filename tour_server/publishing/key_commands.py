"""`zaalgids keys`: the keys that sign what kiosks take, from the server's own machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click

from runtime.clocks import utc_now
from runtime.durable_files import write_durably
from tour_server.command_server import CommandServer, OpenServer, about_server, pass_opened
from tour_server.publishing.events import KEY_ROTATED, ROOT_KEY_EXPORTED, ROOT_KEY_IMPORTED
from tour_server.publishing.repository import Repository
from tour_server.publishing.signed_metadata import RepositoryProblemError
from tour_server.publishing.signing_keys import ROLES
from tour_server.recorder import COMMAND_LINE, EventKind

_FILE = click.Path(dir_okay=False, path_type=Path)
_PASSPHRASE = "ZAALGIDS_ROOT_PASSPHRASE"  # noqa: S105 - the name of a variable


class KeyRing(NamedTuple):
    """A server's repository, and where its events are recorded."""

    repository: Repository
    opened: OpenServer

    def record(self, kind: EventKind, subject: str) -> None:
        """Record what was done to a key."""
        self.opened.recorder.record(kind, COMMAND_LINE, subject)


@click.group()
@about_server
@click.pass_context
def keys(
    context: click.Context, server: CommandServer, settings: Path | None, data: str | None
) -> None:
    """Look after the keys that sign what kiosks take."""

    def opening() -> KeyRing:
        opened = context.with_resource(server.open(settings, data))
        return KeyRing(Repository(opened.data / "bundles", opened.data / "keys", utc_now), opened)

    context.obj = opening


@keys.command("show")
@pass_opened
def show(ring: KeyRing) -> None:
    """Print which keys are on this server, and until when their signatures hold."""
    with _problems_in_words():
        summary = ring.repository.summary()
        ends = dict.fromkeys(ROLES, summary.targets_end) | {
            "root": summary.root_ends,
            "timestamp": summary.timestamp_ends,
        }
        for role in ROLES:
            here = "on this server" if ring.repository.keys.has(role) else "not on this server"
            click.echo(f"{role:10} until {ends[role]:%Y-%m-%d}  {here}")


@keys.command("root")
@click.argument("file", type=_FILE)
@pass_opened
def root(ring: KeyRing, file: Path) -> None:
    """Write the first root of trust to FILE, for `trusted_root` of kiosks. It holds no secret."""
    with _problems_in_words():
        write_durably(file, ring.repository.trusted_root)
    click.echo(f"{file} is for every kiosk of this museum: name it in kiosk.toml as trusted_root.")


@keys.command("export-root")
@click.argument("file", type=_FILE)
@click.option("--keep", is_flag=True, help="Leave the key on this server, too.")
@click.option(
    "--passphrase", prompt=True, hide_input=True, confirmation_prompt=True, envvar=_PASSPHRASE
)
@pass_opened
def export_root(ring: KeyRing, file: Path, keep: bool, passphrase: str) -> None:
    """Move the root key to FILE, encrypted. The server works without it until the root has to be renewed."""
    if file.exists():
        raise click.ClickException(f"{file} exists. Give another name.")
    with _problems_in_words():
        ring.repository.export_root(file, passphrase, keep=keep)
        ring.record(ROOT_KEY_EXPORTED, "copied" if keep else "moved")
        ends = ring.repository.summary().root_ends
    click.echo(f"The root key is in {file}. Keep two copies of it, and its passphrase elsewhere.")
    if not keep:
        click.echo(
            f"It is needed here again before {ends:%Y-%m-%d}; the desk says so 60 days before."
        )


@keys.command("import-root")
@click.argument("file", type=_FILE)
@click.option("--passphrase", prompt=True, hide_input=True, envvar=_PASSPHRASE)
@pass_opened
def import_root(ring: KeyRing, file: Path, passphrase: str) -> None:
    """Bring the root key back from FILE, and renew the root of trust for a year."""
    with _problems_in_words():
        ring.repository.import_root(file, passphrase)
        ring.record(ROOT_KEY_IMPORTED, "")
        ends = ring.repository.summary().root_ends
    click.echo(f"The root of trust holds until {ends:%Y-%m-%d}.")
    click.echo("To keep the key off this server again: zaalgids keys export-root FILE")


@keys.command("rotate")
@click.argument("role", type=click.Choice(ROLES))
@pass_opened
def rotate(ring: KeyRing, role: str) -> None:
    """Give ROLE a new key, and make the old one worthless. Needs the root key on this server."""
    with _problems_in_words():
        ring.repository.rotate(role)
        ring.record(KEY_ROTATED, role)
    click.echo(f"{role} has a new key. Kiosks accept it from the next time they ask.")


@contextmanager
def _problems_in_words() -> Iterator[None]:
    try:
        yield
    except (RepositoryProblemError, OSError) as error:
        raise click.ClickException(str(error)) from error
