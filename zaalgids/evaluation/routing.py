"""`zaalgids evaluate routing`: the best tour and a bound on it for published instances (TOPTW, one tour).

Distances are Euclidean, cut down to one decimal, so all times are whole tenths. Each route is checked again, by
`search_problem.score`, before it is printed.
"""

from __future__ import annotations

import json
import math
import time
from pathlib import Path

import click
import numpy as np

from tour_server.routing.instance_search import find_and_prove
from tour_server.routing.search_problem import SearchProblem, score, simple_problem

POINTS_LINE_FIELDS = 8  # index, x, y, stay, score, …, opens, closes: at least


class InstanceError(ValueError):
    """The file is no TOPTW instance."""


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE…",
)
@click.option("--seconds", type=click.FloatRange(min=0.05), default=2.0, help="For each instance.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON on standard output.")
def routing(files: tuple[Path, ...], seconds: float, as_json: bool) -> None:
    """Find the best route through each FILE (a TOPTW instance) and prove how good it is."""
    found = []
    for file in files:
        try:
            problem = read_instance(file.read_text(encoding="utf-8"))
        except (InstanceError, UnicodeDecodeError, OSError) as error:
            raise click.ClickException(f"{file}: {error}") from error
        began = time.perf_counter()
        route, bound = find_and_prove(problem, seconds)
        took = time.perf_counter() - began
        found.append(
            {
                "instance": file.stem,
                "score": score(problem, route),
                "bound": bound,
                "route": [node + 1 for node in route],  # as the file counts them
                "seconds": round(took, 3),
            }
        )
    if as_json:
        click.echo(json.dumps({"instances": found}))
        return
    for one in found:
        proven = "proven" if one["score"] == one["bound"] else f"bound {one['bound']}"
        click.echo(f"{one['instance']}: {one['score']}, {proven}, {one['seconds']} s")


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
