"""`zaalgids museum import | export | check`.

An import into a server is a proposal, as at the desk: it is read and told first, and applied only when that is asked
for. A row that can't be read does not stop the others; it is named, and the exit status is 1 so that a script notices.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from contract.museum_folder import MuseumError
from models.picture import PictureError
from runtime.clocks import utc_now
from tour_server.catalogue.bulk_write import BulkRead
from tour_server.catalogue.commands import (
    FOLDER,
    check_museum,
    counted,
    drafts_and_pictures,
)
from tour_server.catalogue.parts import PartKind
from tour_server.command_server import CommandServer, OpenServer, pass_server
from tour_server.imports.applying import Applying, left_sentence
from tour_server.imports.column_fields import FIELD_NAMES
from tour_server.imports.formats.commands import export_museum
from tour_server.imports.import_documents import ImportDocument, ImportState, Outcome
from tour_server.imports.museum_output import import_to_folder
from tour_server.imports.opening import Opened, OpenedTable, UploadReader
from tour_server.imports.picture_reader import PictureReader
from tour_server.imports.proposals import Proposals, StoredPart
from tour_server.imports.proposer import Proposer
from tour_server.imports.row_words import OUTCOME_WORDS, field_name
from tour_server.imports.settings import ImportSettings
from tour_server.imports.tables import ProposedRow
from tour_server.outbound.outbound_fetch import OutboundFetch
from tour_server.outbound.settings import OutboundSettings
from tour_server.recorder import COMMAND_LINE


@click.group()
def museum() -> None:
    """Import, export or check a museum."""


museum.add_command(export_museum)
museum.add_command(check_museum)


@museum.command("import")
@click.argument("source", metavar="FILE|FOLDER|ZIP", type=FOLDER, required=False)
@click.option("--address", help="The web address of a collection, in place of a file.")
@click.option(
    "--csv", "references", type=FOLDER, help="The spreadsheet of a folder: CSV, XLSX or ODS."
)
@click.option("--into", type=click.Path(path_type=Path), help="A server's data folder.")
@click.option(
    "--settings", type=click.Path(path_type=Path), help="The server's TOML file of settings."
)
@click.option("--output", type=click.Path(path_type=Path), help="A museum folder to write.")
@click.option("--source", "name", help="What the list is called; its own name unless told.")
@click.option("--yes", is_flag=True, help="Apply it without asking.")
@click.option(
    "--replace", is_flag=True, help="Make the museum what the source says, and remove the rest."
)
@click.option("--partial", is_flag=True, help="Exit with 0 also where rows were left out.")
@pass_server
def import_museum(
    server: CommandServer,
    source: Path | None,
    address: str | None,
    references: Path | None,
    into: Path | None,
    settings: Path | None,
    output: Path | None,
    name: str | None,
    yes: bool,
    replace: bool,
    partial: bool,
) -> None:
    """Take in a museum folder, photographs or a spreadsheet: say what it would do, and do it.

    It goes into the server that --settings or --into names, otherwise into the one that is installed on this machine.
    Nothing that staff wrote is overwritten, and without --replace nothing is removed. Under Imports the desk undoes it.
    """
    if output is not None and (into is not None or settings is not None):
        raise click.UsageError("Say where to: either into a server or to --output a folder.")
    if (source is None) == (address is None):
        raise click.UsageError("Say what to import: a file, a folder, a zip or an --address.")
    if output is not None and source is None:
        raise click.UsageError("A collection at an --address goes into a server.")
    try:
        if output is not None and source is not None:
            _to_folder(source, references, output)
            return
        with server.open_or_make(settings, None if into is None else str(into)) as opened:
            command = _ImportCommand(opened)
            if source is not None:
                number = command.propose(source, references, name, replace=replace)
            else:
                number = command.propose_address(address or "", name, replace=replace)
            complete = command.tell(number)
            if not command.is_wanted(number, yes=yes, replace=replace):
                click.echo(
                    "Nothing has changed. Apply it with --yes, or at the desk under Works, Imports."
                )
            else:
                command.apply(number)
    except PermissionError as error:
        raise click.ClickException(
            f"{error.filename} may not be read by the account that the server's data belong to. "
            "Copy it to where that account may read."
        ) from error
    except (MuseumError, PictureError, OSError) as error:
        raise click.ClickException(str(error)) from error
    if not complete and not partial:
        raise SystemExit(1)


class _ImportCommand:
    """One import by the command."""

    def __init__(self, opened: OpenServer) -> None:
        self._drafts, self._pictures = drafts_and_pictures(opened)
        self._proposals = Proposals(opened.database, utc_now)
        self._applying = Applying(self._proposals, self._drafts, opened.recorder)
        self._proposer = Proposer(self._proposals, PictureReader(self._pictures))
        limits = opened.settings(ImportSettings)
        self._reader = UploadReader(self._pictures, self._proposals, limits, beyond=True)
        self._outbound = OutboundFetch(opened.settings(OutboundSettings))

    def propose_address(self, address: str, name: str | None, *, replace: bool) -> int:
        """Fetch a collection and store the proposal. A line is printed for each hundred works."""

        def fetched(number: int) -> None:
            if number % 100 == 0:
                click.echo(f"{number} works fetched.", err=True)

        with tempfile.TemporaryDirectory(prefix="zaalgids-import-") as scratch:
            opened = self._reader.fetch(address, self._outbound, Path(scratch), fetched)
            return self._store(opened, name or opened.name, replace=replace)

    def propose(
        self, source: Path, references: Path | None, name: str | None, *, replace: bool
    ) -> int:
        """Store the proposal, in place of an earlier one of the same source that was not applied."""
        with tempfile.TemporaryDirectory(prefix="zaalgids-import-") as scratch:
            opened = self._reader.open(source, Path(scratch) / "unpacked", references)
            if isinstance(opened, OpenedTable):
                opened = opened.without_guessed_language()
                _tell_columns(opened)
            return self._store(opened, name or opened.name, replace=replace)

    def _store(self, opened: Opened, called: str, *, replace: bool) -> int:
        for one in self._proposals.listed():
            unapplied = one.state in (ImportState.PROPOSED, ImportState.FAILED)
            if unapplied and (one.source, one.asked_by) == (called, COMMAND_LINE):
                self._proposals.delete(one.number)
        document = ImportDocument(replace=replace)
        number = self._proposals.begin(called, COMMAND_LINE, document, ImportState.FAILED)
        one = self._proposals.get(number)
        try:
            self._reader.propose(one, opened, self._proposer, lambda _done, _all: None)
        except BaseException:
            self._proposals.delete(number)
            raise
        return number

    def tell(self, number: int) -> bool:
        """Print what the import would do. Returns whether every row goes in whole."""
        counts = self._proposals.counts(number)
        document = self._proposals.get(number).document
        for picture in document.unused:
            click.echo(f"{picture} is named in no row.")
        if document.unused_count > len(document.unused):
            click.echo(f"{document.unused_count} pictures are named in no row.")
        complete = True
        for outcome, words in OUTCOME_WORDS.items():
            for batch in self._batches(number, outcome):
                for part in batch:
                    complete = complete and not part.proposed.problems
                    _tell(part)
            if outcome in counts:
                click.echo(f"{counts[outcome]} {words}.")
        if Outcome.CONFLICT in counts:
            click.echo("What staff wrote stays; choose otherwise at the desk under Works, Imports.")
        return complete

    def is_wanted(self, number: int, *, yes: bool, replace: bool) -> bool:
        """Return whether the import is to be applied: because it was said so, or because whoever is asked says so."""
        if yes:
            return True
        if not sys.stdin.isatty():
            return False
        gone = self._proposals.counts(number, ProposedRow.taken.is_(True)).get(Outcome.GONE, 0)
        question = f"Apply it, and remove {gone} parts?" if replace else "Apply it?"
        return click.confirm(question)

    def apply(self, number: int) -> None:
        """Apply the import, and print what was left as it was, and why."""
        self._applying.apply(number, COMMAND_LINE, lambda _done, _all: None)
        for outcome in Outcome:
            for batch in self._batches(number, outcome):
                for part in batch:
                    if left := left_sentence(part.proposed):
                        click.echo(f"{part.proposed.name or part.key} is left as it is: {left}.")
        with (
            self._proposals.database.reading() as session
        ):  # one after the other: there may be many
            bodies = (body for _, _, body in BulkRead(session).all(PartKind.WORK))
            media = [len(body.media) for body in bodies if body is not None]
        click.echo(f"Applied. The museum has {counted(media, 'work')} with {sum(media)} pictures.")

    def _batches(self, number: int, outcome: Outcome) -> Iterator[list[StoredPart]]:
        if outcome is Outcome.SAME:
            conditions = [ProposedRow.outcome == outcome.value, ProposedRow.has_problems.is_(True)]
        else:
            conditions = [ProposedRow.outcome == outcome.value]
        with self._proposals.database.reading() as session:
            yield from self._proposals.batches(session, number, *conditions)


def _tell_columns(opened: OpenedTable) -> None:
    """Print how a spreadsheet is read, and what each of its columns is taken for."""
    for sentence in opened.told():
        click.echo(sentence)
    if opened.mapping.is_certain:
        return
    for column in opened.mapping.columns:
        words = "not imported" if column.field is None else FIELD_NAMES[column.field]
        language = f" ({column.language})" if column.language else ""
        click.echo(f"  {column.heading}: {words}{language}")
    click.echo("Bring it in at the desk once, under Works, Imports, to say otherwise.")


def _tell(part: StoredPart) -> None:
    """Print what a person has to know of a part: what can't be read of it, and what is to be decided."""
    proposed = part.proposed
    where = proposed.where or f"{part.kind.value} {part.key}"
    for problem in proposed.problems:
        says_where = problem.startswith(("row ", f"{where}: "))
        click.echo(problem if says_where else f"{where}: {problem}")
    if proposed.conflicts:
        stated = {**proposed.base, **proposed.said}
        fields = ", ".join(
            field_name(one.path, stated) if one.path else "all of it" for one in proposed.conflicts
        )
        click.echo(f"{where}, {proposed.name}: staff wrote something else ({fields})")
    if part.outcome is Outcome.GONE and part.taken:
        click.echo(f"{part.kind.value} {part.key} would be removed")


def _to_folder(source: Path, references: Path | None, output: Path) -> None:
    """Write a museum folder, and print what is in it."""
    made = import_to_folder(source, references, output, click.echo)
    pictures = sum(len(work.media) for work in made.works)
    untold = sum(not work.blocks for work in made.works)
    click.echo(f"{counted(made.works, 'work')} with {pictures} pictures.")
    if untold:
        click.echo(f"{untold} of them have no words yet; the kiosk will say so.")
