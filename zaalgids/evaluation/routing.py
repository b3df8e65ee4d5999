"""`zaalgids evaluate routing`: the best tour and a bound on it, for published instances (TOPTW, one tour) and museums.

Distances are Euclidean, cut down to one decimal, so all times are whole tenths. Each route is checked again, by
`search_problem.score`, before it is printed.
"""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from statistics import mean

import click
import msgspec
import numpy as np

from tour_server.routing.instance_search import find_and_prove
from tour_server.routing.search_problem import SearchProblem, score, simple_problem
from zaalgids.evaluation.routing_museums import (
    drawn_museums,
    plan_with_bound,
    read_museum_to_plan,
)

POINTS_LINE_FIELDS = 8  # index, x, y, stay, score, …, opens, closes: at least


class InstanceError(ValueError):
    """The file is no TOPTW instance."""


@click.command()
@click.argument(
    "files",
    nargs=-1,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE…",
)
@click.option("--seconds", type=click.FloatRange(min=0.05), default=2.0, help="For each instance.")
@click.option(
    "--museum",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    help="A museum's folder or its museum.toml. May be given several times.",
)
@click.option(
    "--drawn",
    multiple=True,
    metavar="WORKSxROOMS",
    help="Museums of so many works and rooms. May be given several times.",
)
@click.option("--seeds", default="1", show_default=True, help="Of --drawn: 3, or 101-106.")
@click.option(
    "--minutes", type=click.IntRange(1, 600), multiple=True, help="60 and 120 without it."
)
@click.option("--tour", help="Of --museum; the whole house without it.")
@click.option("--depths/--no-depths", default=True, help="Of museums: with deeper layers.")
@click.option("--steps", type=click.IntRange(min=1), help="Of the search through a museum.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON on standard output.")
def routing(
    files: tuple[Path, ...],
    seconds: float,
    museum: tuple[Path, ...],
    drawn: tuple[str, ...],
    seeds: str,
    minutes: tuple[int, ...],
    tour: str | None,
    depths: bool,
    steps: int | None,
    as_json: bool,
) -> None:
    """Find the best route through each FILE (a TOPTW instance) and museum, and prove how good it is."""
    if not (files or museum or drawn):
        raise click.UsageError("Name a FILE, a --museum or museums that are --drawn.")
    try:
        tasks = [read_museum_to_plan(path, tour) for path in museum]
        tasks += [task for size in drawn for task in drawn_museums(size, seeds)]
        planned = [
            one
            for task in tasks
            for one in plan_with_bound(task, minutes or (60, 120), depths=depths, steps=steps)
        ]
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    found = [_solve(file, seconds) for file in files]
    if as_json:
        museums = [msgspec.to_builtins(one) for one in planned]
        click.echo(json.dumps({"instances": found, "museums": museums}))
        return
    for each in found:
        click.echo(
            f"{each['instance']}: {each['score']}, {_proof(each['score'], each['bound'])}, "
            f"{each['seconds']} s"
        )
    for one in planned:
        click.echo(
            f"{one.museum}, {one.minutes} minutes: {one.score} points in {one.stops} works, "
            f"{_proof(one.score, one.bound)}, gap {one.gap:.2%}, {one.seconds} s"
        )
    if planned:
        click.echo(
            f"{len(planned)} plans: mean gap {mean(one.gap for one in planned):.3%}, "
            f"largest {max(one.gap for one in planned):.3%}, "
            f"{sum(one.score == one.bound for one in planned)} proven, "
            f"{max(one.seconds for one in planned)} s at most"
        )


def _proof(points: object, bound: object) -> str:
    return "proven" if points == bound else f"bound {bound}"


def _solve(file: Path, seconds: float) -> dict[str, object]:
    try:
        problem = read_instance(file.read_text(encoding="utf-8"))
    except (InstanceError, UnicodeDecodeError, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    began = time.perf_counter()
    route, bound = find_and_prove(problem, seconds)
    return {
        "instance": file.stem,
        "score": score(problem, route),
        "bound": bound,
        "route": [node + 1 for node in route],  # as the file counts them
        "seconds": round(time.perf_counter() - began, 3),
    }


def read_instance(text: str) -> SearchProblem:
    """Read a TOPTW instance. Raises InstanceError."""
    try:
        lines = text.splitlines()
        count = int(lines[0].split()[2])
        rows = [[float(value) for value in line.split()] for line in lines[2:] if line.strip()]
    except (ValueError, IndexError) as error:
        raise InstanceError(f"This is no TOPTW instance: {error}") from error
    if len(rows) != count + 1 or any(len(row) < POINTS_LINE_FIELDS for row in rows):
        raise InstanceError(f"This is no TOPTW instance: {count + 1} points were expected.")
    if not all(math.isfinite(value) for row in rows for value in row):
        raise InstanceError("This is no TOPTW instance: a number is not finite.")
    visited = [*rows[1:], rows[0]]  # start and end come last
    places = np.array([row[1:3] for row in visited])
    away = np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    nodes = visited[:-1]
    return simple_problem(
        walk=np.floor(away * 10 + 1e-9).astype(np.int32),
        stay=_tenths([row[3] for row in nodes]),
        points=np.array([round(row[4]) for row in nodes], np.int32),
        opens=_tenths([row[-2] for row in nodes]),
        closes=_tenths([row[-1] for row in nodes]),
        limit=round(rows[0][-1] * 10),
    )


def _tenths(values: list[float]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array([round(value * 10) for value in values], np.int32)
