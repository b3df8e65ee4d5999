"""`zaalgids evaluate kinds`: measures recognition on a folder of kinds and prints a table, a row a kind.

Each folder in it has references.csv and queries.csv, as `evaluate cases` writes them or as a museum gathers them. The
measuring is `evaluate recognition`'s; with `--program` that of another version, so that two can be compared.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from zaalgids.evaluation.enrol_pictures import processors
from zaalgids.evaluation.kind_counts import COLUMNS, KindCounts, by_kind, by_share, in_all
from zaalgids.evaluation.picture_list import ListError, read_list


def measured(
    folder: Path, program: Sequence[str], threads: int = 1, processes: int = 1
) -> dict[str, Any]:
    """Run `evaluate recognition` on one kind's folder. Returns its JSON.

    `program`: the words that call zaalgids. `processes`: how many may enrol references at a time. Raises
    click.ClickException.
    """
    lists = [f"--{name}={folder / name}.csv" for name in ("references", "queries")]
    numbers = (f"--threads={threads}", f"--processes={processes}")
    command = [*program, "evaluate", "recognition", *lists, *numbers]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1]
        raise click.ClickException(f"{folder}: {last}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def markdown(counts: Sequence[KindCounts], before: Sequence[KindCounts] = ()) -> str:
    """Returns the counts as a Markdown table; with `before`, its counts stand first in each cell (before → after)."""
    earlier = {one.name: one.values() for one in before}
    lines = ["| " + " | ".join(COLUMNS) + " |", "| --- |" + " ---: |" * (len(COLUMNS) - 1)]
    for one in counts:
        now = [str(value) for value in one.values()]
        if one.name in earlier:
            now = [
                new if str(old) == new else f"{old} → {new}"
                for old, new in zip(earlier[one.name], now, strict=True)
            ]
        lines.append("| " + " | ".join([one.name, *now]) + " |")
    return "\n".join(lines)


def total(counts: Sequence[KindCounts]) -> KindCounts:
    """Returns the sum of the counts."""
    added = KindCounts("all")
    for one in counts:
        for name, value in asdict(one).items():
            if name != "name":
                setattr(added, name, getattr(added, name) + value)
    return added


def read_counts(file: Path) -> list[KindCounts]:
    """Read the counts by kind that an earlier run kept. Raises click.ClickException."""
    try:
        return [KindCounts(**row) for row in json.loads(file.read_text(encoding="utf-8"))["kinds"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{file}: not the counts of an earlier run: {error}") from error


@click.command("kinds")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--program",
    metavar="FILE",
    help="Measure with this zaalgids program, of another version, instead of this one.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Threads of the process that answers.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    default=processors,
    show_default="one a processor",
    help="How many processes may enrol references at a time.",
)
@click.option(
    "--detail", is_flag=True, help="Also a row for each sort within a kind, and by share covered."
)
@click.option(
    "--before",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The counts that --keep wrote in an earlier run, to print beside.",
)
@click.option(
    "--keep", type=click.Path(dir_okay=False, path_type=Path), help="Write the counts as JSON here."
)
def command(
    folder: Path,
    program: str | None,
    threads: int,
    processes: int,
    detail: bool,
    before: Path | None,
    keep: Path | None,
) -> None:
    """Name the works on the photographs of each kind in FOLDER, and print a table by kind (Markdown)."""
    called = [program] if program else [sys.executable, "-m", "zaalgids"]
    earlier = read_counts(before) if before else []
    folders = sorted(one.parent for one in folder.glob("*/queries.csv"))
    if not folders:
        raise click.ClickException(f"{folder}: no folder in it has a queries.csv.")
    kinds: list[KindCounts] = []
    details: list[tuple[str, list[KindCounts]]] = []
    times: dict[str, list[float]] = {}
    for one in folders:
        try:
            rows = read_list(one / "queries.csv", query=True)
        except ListError as error:
            raise click.ClickException(str(error)) from error
        found = measured(one, called, threads, processes)
        kinds.append(in_all(one.name, rows, found["answers"]))
        details.append(
            (one.name, by_kind(rows, found["answers"]) + by_share(rows, found["answers"]))
        )
        times[one.name] = [found["ms_median"], found["ms_p95"]]
        click.echo(f"{one.name}: done", err=True)
    both = [one for one in earlier if one.name in {now.name for now in kinds}]
    click.echo(
        markdown([*kinds, total(kinds)], [*both, total(both)] if len(both) == len(kinds) else both)
    )
    if detail:
        for name, counts in details:
            click.echo(f"\n{name}\n\n{markdown(counts)}")
    if keep is not None:
        kept = {
            "kinds": [asdict(one) for one in kinds],
            "details": {name: [asdict(one) for one in counts] for name, counts in details},
            "ms": times,
        }
        keep.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
