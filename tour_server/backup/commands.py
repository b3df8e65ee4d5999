"""`zaalgids backup` and `zaalgids restore`: everything into one file while the server runs, and back into nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import click

from runtime.clocks import utc_now
from tour_server.backup.archive import DATABASE, BackupError, BackupReader, Manifest
from tour_server.backup.back_up import back_up_everything, megabytes
from tour_server.backup.events import BACKED_UP, RESTORED
from tour_server.backup.restore import RESTORED_SETTINGS, restore
from tour_server.command_server import CommandServer, OpenServer, ServerPlace, pass_server
from tour_server.data_owner import as_caller
from tour_server.recorder import COMMAND_LINE

IN_FOLDER = "zaalgids-*.tar"  # back-ups without a name of their own
KEEP_IT_SAFE = (
    "It holds the signing keys and the hashes of passwords: keep it where strangers can't read it."
)
FILE = click.Path(path_type=Path, dir_okay=False)
_settings = click.option(
    "--settings", type=click.Path(path_type=Path), help="The server's TOML file of settings."
)
_data = click.option("--data", help="The server's data folder.")


@click.command()
@click.argument("file", required=False, type=FILE)
@click.option("--check", is_flag=True, help="Read FILE, compare every hash, say what it holds.")
@click.option("--replace", is_flag=True, help="Write over a FILE that is there.")
@_settings
@_data
@pass_server
def backup(
    server: CommandServer,
    file: Path | None,
    settings: Path | None,
    data: str | None,
    *,
    check: bool,
    replace: bool,
) -> None:
    """Write everything that the server keeps to FILE, while it runs.

    Without FILE it goes into the folder of the setting backup_folder, and the oldest ones there are deleted.
    """
    if check:
        if file is None:
            raise click.UsageError("Say which FILE to check.")
        _check(file)
        return
    place = server.place(settings, data)
    now = utc_now()
    chosen = file or _file_in_folder(place, now)
    with as_caller():
        if chosen.exists() and not replace:
            raise click.ClickException(
                f"{chosen} is there already. Choose another name, or say --replace."
            )
        if not chosen.parent.is_dir():
            raise click.ClickException(f"There is no folder {chosen.parent}.")
    with server.open(settings, data) as opened:
        _write(opened, place, chosen, now)
    if file is None:
        _delete_oldest(chosen.parent, place.backups_kept)
    click.echo(KEEP_IT_SAFE)


@click.command("restore")
@click.argument("file", type=FILE)
@click.option(
    "--keep-revision",
    is_flag=True,
    help="Leave the database as the back-up has it, for an earlier version of this program.",
)
@_settings
@_data
@pass_server
def restore_command(
    server: CommandServer,
    file: Path,
    settings: Path | None,
    data: str | None,
    *,
    keep_revision: bool,
) -> None:
    """Put the back-up FILE into an empty data folder and an empty database; then start the server."""
    place = server.place(settings, data)
    try:
        with as_caller():
            reader = BackupReader(file)
        with reader:
            done = restore(
                reader, place.data, place.database, _progress(), keep_revision=keep_revision
            )
    except BackupError as error:
        raise click.ClickException(f"{error} Nothing was changed.") from error
    written = reader.header.written_at
    if not keep_revision:
        with server.open(settings, data) as opened:
            opened.recorder.record(RESTORED, COMMAND_LINE, written)
    click.echo(f"{done.rows} rows and {done.files} files of {written} are in {place.data}.")
    if done.settings:
        click.echo(f"The settings of then are in {place.data / RESTORED_SETTINGS}, to compare.")
    if done.texts_without_nul:
        click.echo(f"{done.texts_without_nul} texts lost a character that PostgreSQL can't store.")
    if reader.header.holds != DATABASE:
        click.echo(
            "Everybody has to sign in again. What kiosks sent between the back-up and now is not known. "
            "Start the server."
        )


def _write(opened: OpenServer, place: ServerPlace, file: Path, now: dt.datetime) -> None:
    try:
        done = back_up_everything(
            opened.database, opened.data, place.settings, file, now, _progress()
        )
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    opened.recorder.record(BACKED_UP, COMMAND_LINE, file.name, megabytes(done.size))
    click.echo(
        f"{file}: {megabytes(done.size)}, {done.rows} rows of {done.tables} tables and {done.files} files."
    )


def _file_in_folder(place: ServerPlace, now: dt.datetime) -> Path:
    if not place.backup_folder:
        raise click.UsageError(
            "Say which FILE to write, or set backup_folder in the server's settings."
        )
    return Path(place.backup_folder) / f"zaalgids-{now:%Y%m%dT%H%M%SZ}.tar"


def _delete_oldest(folder: Path, kept: int) -> None:
    with as_caller():
        for old in sorted(folder.glob(IN_FOLDER))[:-kept]:
            old.unlink()
            click.echo(f"{old.name} is deleted; the newest {kept} stay.")


def _check(file: Path) -> None:
    try:
        progress = _progress()
        with BackupReader(file) as reader:
            manifest = reader.check(lambda done, of: progress("checking", done, of))
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    header = reader.header
    click.echo(
        f"{file} is whole. It was written on {header.written_at} by Zaalgids {header.software}."
    )
    click.echo(f"It holds {header.holds}, from {header.database}, revision {header.revision}:")
    for line in _contents(manifest):
        click.echo(f"  {line}")


def _contents(manifest: Manifest) -> list[str]:
    lines = [f"{one.rows} rows of {name}" for name, one in manifest.tables.items() if one.rows]
    files = [one for one in manifest.members if one.name.startswith("files/")]
    for folder in sorted({one.name.split("/")[1] for one in files}):
        of = [one for one in files if one.name.split("/")[1] == folder]
        lines.append(f"{len(of)} files in {folder}, {megabytes(sum(one.size for one in of))}")
    return lines


def _progress() -> Callable[[str, int, int], None]:
    """Returns a function that says on the error output, every tenth, how far it is."""
    said: dict[str, int] = {}

    def progress(doing: str, done: int, of: int) -> None:
        tenth = 10 * done // of if of else 10
        if done and tenth > said.get(doing, 0):
            said[doing] = tenth
            click.echo(f"{doing}: {10 * tenth} %", err=True)

    return progress
