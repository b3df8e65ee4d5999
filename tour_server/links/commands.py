"""`zaalgids links`: what would be proposed, measured on a table of labels or a museum folder, and names matched."""

from __future__ import annotations

import random
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec
from msgspec.structs import replace

from contract.museum_folder import MuseumError, read_museum
from runtime.clocks import utc_now
from tour_server.catalogue.commands import counted, export_folder
from tour_server.catalogue.drafts import Drafts
from tour_server.command_server import CommandServer, about_server
from tour_server.data_owner import as_caller
from tour_server.imports.formats.museum_export import (
    ExportFormat,
    check_room,
    checked_address,
    export_as,
)
from tour_server.links.concepts import read_concepts
from tour_server.links.jobs import museum_reader
from tour_server.links.label_names import known_names
from tour_server.links.label_table import read_label_table
from tour_server.links.label_terms import LabelReader
from tour_server.links.name_book import NameBook, museum_names
from tour_server.links.proposing import propose, read_labels
from tour_server.links.reasons import LinkProposal
from tour_server.links.trait_words import has_list
from tour_server.links.work_label import WorkLabel, museum_labels
from tour_server.links.work_terms import WorkTerms
from tour_server.recorder import COMMAND_LINE
from tour_server.root_settings import RootSettings

SEED = 1


@click.group()
def links() -> None:
    """Look for works that belong together."""


@links.command("propose")
@click.argument("labels", metavar="CSV|FOLDER", type=click.Path(path_type=Path, exists=True))
@click.option("--sample", default=0, help="Print so many proposals, drawn by chance.")
@click.option("--seed", default=SEED, show_default=True, help="Of the sample, and of --works.")
@click.option("--from-row", default=0, help="Leave out the rows before this one, from 0.")
@click.option(
    "--works", "most", default=0, help="Take so many works, drawn by chance: a smaller museum."
)
@click.option("--language", default="en", show_default=True, help="Of a table's labels.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def propose_command(
    labels: Path, sample: int, seed: int, from_row: int, most: int, language: str, as_json: bool
) -> None:
    """Propose links between the works of a table of labels (CSV, .csv.gz) or of a museum folder, and store nothing."""
    began, cpu = time.monotonic(), time.process_time()
    try:
        read, reader = _read(labels, language)
    except (MuseumError, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    rng = random.Random(seed)  # noqa: S311  (a sample, not a secret)
    read = read[from_row:]
    if 0 < most < len(read):
        read = rng.sample(read, most)
    proposals = propose(read_labels(read, reader))
    report = {
        "works": len(read),
        "proposals": len(proposals),
        "works_in_proposals": len({work for one in proposals for work in one.works}),
        "kinds": dict(Counter(one.reasons[0].kind.value for one in proposals).most_common()),
        "seconds": round(time.monotonic() - began, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "peak_mb": _peak_mb(),
    }
    drawn = rng.sample(proposals, min(sample, len(proposals)))
    if as_json:
        shown = {"report": report, "sample": drawn} if sample else report
        click.echo(msgspec.json.encode(shown))
        return
    for name, value in report.items():
        click.echo(f"{name}: {value}")
    by_key = {label.key: label for label in read}
    for one in drawn:
        click.echo(_line(one, by_key[one.left], by_key[one.right]))


@links.command("match")
@click.argument("vocabulary", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@about_server
def match_command(
    server: CommandServer, vocabulary: Path, settings: Path | None, data: str | None
) -> None:
    """Propose concepts of a vocabulary for the museum's names: N-Triples of AAT or ULAN, or JSON of Wikidata."""
    with server.open(settings, data) as opened:
        book = NameBook(opened.database, utc_now, opened.recorder)
        try:
            museum = Drafts(opened.database, utc_now).museum(without_newer=True)
            names = museum_names(museum, WorkTerms(opened.database, opened.recorder).all())
            concepts = read_concepts(vocabulary, {name for _of, name in names})
        except (MuseumError, LookupError, OSError) as error:
            raise click.ClickException(str(error)) from error
        new = book.propose(concepts, names, COMMAND_LINE)
    click.echo(f"{len(concepts)} concepts have a name of the museum; {new} matches are new.")


@links.command("export")
@click.argument("output", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "kind",
    type=click.Choice([ExportFormat.EDM.value, ExportFormat.LINKED_ART.value]),
    default=ExportFormat.EDM.value,
    show_default=True,
)
@click.option("--address", required=True, help="Where FOLDER will be found on the web.")
@about_server
def export_command(
    server: CommandServer,
    output: Path,
    kind: str,
    address: str,
    settings: Path | None,
    data: str | None,
) -> None:
    """Write the drafts with their links, and with what other houses call the same makers and terms."""
    chosen = ExportFormat(kind)
    try:
        address = checked_address(chosen, address)
        check_room(chosen, output)
        place = Path(tempfile.mkdtemp(prefix=".export-", dir=output.absolute().parent))
        try:
            made = export_folder(server, server.data_folder(settings, data), place / "museum")
            with server.open(settings, data) as opened:
                matches = NameBook(opened.database, utc_now, opened.recorder).accepted()
                terms = WorkTerms(opened.database, opened.recorder).all()
                public_url = opened.settings(RootSettings).public_url
            names = known_names(made, terms, matches)
            with as_caller():
                export_as(chosen, made, place / "museum", output, address, names, public_url)
        finally:
            with as_caller():
                shutil.rmtree(place)
    except (MuseumError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{counted(made.works, 'work')} written to {output}, with {len(matches)} matches.")


def _read(place: Path, table_language: str) -> tuple[Sequence[WorkLabel], LabelReader]:
    if place.is_dir():
        museum = read_museum(place)
        language = museum.site.languages[0]
        return list(museum_labels(museum, language)), museum_reader(museum)
    unlisted = () if has_list(table_language) else (table_language,)
    return [replace(one, unlisted=unlisted) for one in read_label_table(place)], LabelReader()


def _peak_mb() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1_000_000 if sys.platform == "darwin" else 1000))


def _line(proposal: LinkProposal, left: WorkLabel, right: WorkLabel) -> str:
    reasons = "; ".join(
        f"{one.kind.value} “{one.name}” ({one.works} works, {one.weight:.2f})"
        for one in proposal.reasons
    )
    works = " ~ ".join(
        f"{one.title[:70]} [{one.maker[:40]}, {one.date[:20]}]" for one in (left, right)
    )
    return f"{proposal.score:.2f} | {works} | {reasons}"
