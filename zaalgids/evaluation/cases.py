"""`zaalgids evaluate cases`: simulates photographs of the kinds that recognition finds hard, from a folder of pictures.

Each kind becomes a folder with references.csv, queries.csv and JPEGs, as `evaluate recognition` reads them.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import click
import cv2

from runtime.kept_memory import keep_freed_memory
from zaalgids.evaluation.picture_folder import pictures_option, read_folder
from zaalgids.evaluation.picture_list import NONE
from zaalgids.simulation.case_settings import SETTINGS
from zaalgids.simulation.covered_works import covered
from zaalgids.simulation.dark_works import dark
from zaalgids.simulation.empty_works import nearly_empty
from zaalgids.simulation.gallery_case import Case, CaseReference, Picture, PictureSupply
from zaalgids.simulation.gallery_conditions import Part
from zaalgids.simulation.glazed_works import glazed
from zaalgids.simulation.near_and_far import near_and_far
from zaalgids.simulation.objects_in_the_round import in_the_round
from zaalgids.simulation.other_hand import other_hand
from zaalgids.simulation.shiny_works import shiny
from zaalgids.simulation.simulated_twins import twins

KINDS: Mapping[str, Callable[[PictureSupply, int], Iterator[Case]]] = {
    "twins": twins,
    "covered": covered,
    "glare": glazed,
    "dark": dark,
    "shiny": shiny,
    "empty": nearly_empty,
    "round": in_the_round,
    "near-far": near_and_far,
    "other-hand": other_hand,
}
PARTS: Mapping[str, Part] = {"fit": "calibration", "test": "test"}
_QUALITY = 88  # of the JPEGs


def write_kind(
    kind: str,
    pictures: Mapping[str, Picture],
    part: Part,
    each: int,
    seed: int,
    folder: Path,
    references: int = 300,
) -> int:
    """Write `each` photographs of a kind, and the references they need, into `folder`. Returns their number.

    Other works fill the catalogue to `references` references. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    number = list(KINDS).index(kind)
    supply = PictureSupply(pictures, part, SETTINGS[part], seed * len(KINDS) + number)
    enrolled: list[tuple[str, str]] = []
    queries: list[tuple[str, str, str, str]] = []

    def enrol(one: CaseReference) -> None:
        name = f"reference-{len(enrolled):04d}.jpg"
        _write(folder / name, one.image)
        enrolled.append((name, one.work))

    for one in KINDS[kind](supply, each):
        if isinstance(one, CaseReference):
            enrol(one)
            continue
        name = f"query-{len(queries):04d}.jpg"
        _write(folder / name, one.image)
        share = "" if one.share is None else f"{one.share:.2f}"
        queries.append((name, "|".join(one.works) or NONE, one.kind, share))
    for more in supply.fill(references - len(enrolled)):
        enrol(more)
    _write_list(folder / "references.csv", ("path", "work"), enrolled)
    _write_list(folder / "queries.csv", ("path", "work", "kind", "share"), queries)
    return len(queries)


def _write(file: Path, picture: Picture) -> None:
    if not cv2.imwrite(str(file), picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]):
        raise OSError(f"{file}: cannot be written.")


def _write_list(file: Path, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(columns)
        writer.writerows(rows)


@click.command("cases")
@pictures_option
@click.option(
    "--kinds",
    default=",".join(KINDS),
    show_default=True,
    help="The kinds to simulate, with commas between.",
)
@click.option(
    "--each",
    type=click.IntRange(1, 5000),
    default=200,
    show_default=True,
    help="Photographs of each kind.",
)
@click.option(
    "--part",
    type=click.Choice(list(PARTS)),
    default="test",
    show_default=True,
    help="Whether to fit or to test on them; the two share no picture and no setting.",
)
@click.option(
    "--references",
    type=click.IntRange(0, 100000),
    default=300,
    show_default=True,
    help="Fill each kind's catalogue with other works to this number of references.",
)
@click.option("--seed", type=int, default=1, show_default=True)
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
def command(
    pictures: Path, kinds: str, each: int, part: str, references: int, seed: int, out: Path
) -> None:
    """Simulate photographs of hard kinds, and write a folder for each into OUT."""
    chosen = [kind.strip() for kind in kinds.split(",")]
    unknown = [kind for kind in chosen if kind not in KINDS]
    if unknown:
        raise click.BadParameter(
            f"no such kind: {', '.join(unknown)}; there are {', '.join(KINDS)}.",
            param_hint="--kinds",
        )
    cv2.setNumThreads(1)  # pictures of this size gain nothing from more
    keep_freed_memory()
    try:
        found = read_folder(pictures)
        for kind in chosen:
            count = write_kind(kind, found, PARTS[part], each, seed, out / kind, references)
            click.echo(f"{kind}: {count} photographs in {out / kind}", err=True)
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from error
