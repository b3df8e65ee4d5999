"""`zaalgids museum check`, and how a museum folder is written.

`zaalgids museum import` and `export` stand in tour_server.imports.
"""

from __future__ import annotations

import shutil
from collections.abc import Sized
from pathlib import Path

import click

from contract.museum import Museum
from contract.museum_folder import (
    LOOK,
    PICTURES,
    PRONUNCIATIONS,
    MuseumError,
    read_museum,
    write_museum,
)
from models.picture import PictureError, read_picture
from runtime.clocks import utc_now
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.events import DraftEvents
from tour_server.catalogue.museum_files import (
    export_files,
    folder_look_problems,
    folder_word_problems,
)
from tour_server.catalogue.new_folder import folder_beside, take_its_place
from tour_server.catalogue.outgoing_names import OutgoingNames
from tour_server.catalogue.pictures import Pictures
from tour_server.command_server import CommandServer, OpenServer
from tour_server.data_owner import as_caller

FOLDER = click.Path(path_type=Path, exists=True)


@click.command("check")
@click.argument("folder", type=FOLDER)
def check_museum(folder: Path) -> None:
    """List every problem of a museum folder; the exit status is 1 when there is one."""
    problems: list[str] = []
    try:
        found = read_museum(folder)
    except MuseumError as error:
        problems = error.problems
    else:
        pictures = [
            *((f"works/{work.key}.toml", one.file) for work in found.works for one in work.media),
            *((f"offer {offer.key}", file) for offer in found.offers for file in offer.files),
        ]
        for place, file in pictures:
            try:
                read_picture(folder / PICTURES / file)
            except PictureError as error:
                problems.append(f"{place}, {file}: {error}")
        problems += folder_look_problems(found, folder)
        problems += folder_word_problems(found, folder)
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)
    click.echo("No problems.")


def export_folder(server: CommandServer, data: Path | None, output: Path) -> Museum:
    """Write a museum folder from a server's drafts, or from the museum folder `data`. Returns what was written.

    Raises MuseumError, OSError.
    """
    source = data or server.data_folder(None, None)
    if (source / "museum.toml").is_file():
        made = read_museum(source)
        new = folder_beside(output)
        write_museum(made, new)
        files = [(PICTURES, file) for work in made.works for file in work.files]
        files += [(LOOK, file) for file in made.site.look.files]
        files += [(PRONUNCIATIONS, file) for file in made.site.word_files]
        for place, file in files:
            (new / place / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / place / file, new / place / file)
    else:
        there = (source / "zaalgids.db").is_file()
        if data is not None and not there and server.place(None, str(data)).database is None:
            raise MuseumError([f"{source} is neither a museum folder nor a server's data."])
        with server.open(None, None if data is None else str(data)) as opened:
            drafts, pictures = drafts_and_pictures(opened)
            try:
                names = OutgoingNames(opened.database).read(with_origins=True)
                outgoing = names.museum(drafts.museum())
                with as_caller():
                    new = folder_beside(output)
                    made = export_files(pictures, outgoing, new)
                    write_museum(made, new)
            except LookupError as error:
                raise MuseumError([f"{source}: {error}"]) from error
    with as_caller():
        take_its_place(new, output)
    return made


def drafts_and_pictures(opened: OpenServer) -> tuple[Drafts, Pictures]:
    """Returns the drafts, whose changes are recorded as events, and the pictures of a server."""
    drafts = Drafts(opened.database, utc_now, DraftEvents(opened.recorder))
    return drafts, Pictures(opened.data / "pictures")


def counted(things: Sized, noun: str) -> str:
    """Return how many things there are: `1 work`, `2 works`."""
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"
