"""`zaalgids add-software`: a bundle of software for kiosks from a file on the server's machine."""

from __future__ import annotations

from pathlib import Path

import click

from runtime.clocks import utc_now
from tour_server.command_server import CommandServer, about_server
from tour_server.data_owner import as_caller
from tour_server.recorder import COMMAND_LINE
from tour_server.updates.bundle_file import SoftwareBundleError
from tour_server.updates.bundle_store import FOLDER, BundleStore
from tour_server.updates.settings import SoftwareUpdateSettings


@click.command("add-software")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@about_server
def add_software(
    server: CommandServer, settings: Path | None, data: str | None, file: Path
) -> None:
    """Add FILE, a bundle that ends with .raucb, while the server runs. Nothing goes out before somebody says so."""
    with server.open(settings, data) as opened:
        chosen = opened.settings(SoftwareUpdateSettings)
        store = BundleStore(
            opened.database,
            opened.data / FOLDER,
            utc_now,
            opened.recorder,
            chosen.software_bytes,
            chosen.software_keyring,
        )
        try:
            with as_caller():
                content = file.open("rb")
            with content:
                added = store.add(content, COMMAND_LINE)
        except (SoftwareBundleError, OSError) as error:
            raise click.ClickException(str(error)) from error
    for words in added.remarks:
        click.echo(words)
    click.echo(f"Software {added.bundle.version} is here. Let it go out under Kiosks, Software.")
