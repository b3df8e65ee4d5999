"""`zaalgids museum export`: a museum as a folder, as one file, or in a format that other museums' software reads."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click

from contract.museum import Museum
from contract.museum_folder import MuseumError
from tour_server.catalogue.commands import FOLDER, counted, export_folder
from tour_server.command_server import CommandServer, pass_server
from tour_server.data_owner import as_caller
from tour_server.imports.formats.known_names import NO_NAMES, ExportedNames, KnownNames
from tour_server.imports.formats.museum_export import (
    ExportFormat,
    check_room,
    checked_address,
    export_as,
)


@click.command("export")
@click.argument("output", metavar="OUTPUT", type=click.Path(path_type=Path))
@click.option("--from", "data", type=FOLDER, help="A server's data folder, or a museum folder.")
@click.option(
    "--format",
    "kind",
    type=click.Choice([one.value for one in ExportFormat]),
    default=ExportFormat.FOLDER.value,
    show_default=True,
    help="A museum folder, the same as one file, or a format for others.",
)
@click.option(
    "--address", default="", help="Where OUTPUT will be found on the web; IIIF needs one."
)
@pass_server
def export_museum(
    server: CommandServer, output: Path, data: Path | None, kind: str, address: str
) -> None:
    """Write a museum from a server's drafts, with roles in place of the names of accounts."""
    chosen = ExportFormat(kind)
    try:
        address = checked_address(chosen, address)
        if chosen is ExportFormat.FOLDER:
            made = export_folder(server, data, output)
        else:
            check_room(chosen, output)
            place = Path(tempfile.mkdtemp(prefix=".export-", dir=output.absolute().parent))
            try:
                made = export_folder(server, data, place / "museum")
                names, public_url = _known_names(server, data, chosen, made)
                with as_caller():
                    export_as(chosen, made, place / "museum", output, address, names, public_url)
            finally:
                with as_caller():
                    shutil.rmtree(place)
    except (MuseumError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{counted(made.works, 'work')} written to {output}.")


def _known_names(
    server: CommandServer, data: Path | None, chosen: ExportFormat, made: Museum
) -> tuple[KnownNames, str]:
    """Return what other houses call the names of a server's museum, and where phones reach the server.

    A museum folder has neither, and only EDM and Linked Art have a place for them.
    """
    source = data or server.data_folder(None, None)
    has_place = chosen in (ExportFormat.EDM, ExportFormat.LINKED_ART)
    if not has_place or (source / "museum.toml").is_file():
        return NO_NAMES, ""
    names = server.build(None, None if data is None else str(data)).get(ExportedNames)
    return names.of(made), names.public_url
