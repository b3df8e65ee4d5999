"""`zaalgids evaluate roster`: the best roster of a published instance, and a bound on it.

The objective is not the search's own: `check_roster` computes it again from the rules of the format, one by one.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from tour_server.staffing.solving.instance_file import RosterFileError, read_roster_instance
from tour_server.staffing.solving.is_installed import SOLVER_MISSING, solver_is_installed
from tour_server.staffing.solving.roster_check import RosterScore, check_roster
from tour_server.staffing.solving.roster_problem import OFF, Roster, RosterProblem


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seconds", type=click.FloatRange(min=0.1), default=60.0, show_default=True)
@click.option(
    "--processor", is_flag=True, help="Of the program's processor time, on a machine that is busy."
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the roster: a line a person, a shift or - for each day.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON on standard output.")
def roster(
    file: Path, seconds: float, processor: bool, workers: int, out: Path | None, as_json: bool
) -> None:
    """Find the best roster of FILE (an instance of Curtois and Qu), and prove how good it is."""
    if not solver_is_installed():
        raise click.ClickException(SOLVER_MISSING)
    from tour_server.staffing.solving.find_roster import TimeLimit, find_roster
    from tour_server.staffing.solving.roster_columns import NoRosterError

    try:
        problem = read_roster_instance(file.read_text(encoding="utf-8"))
    except (RosterFileError, UnicodeDecodeError, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    limit = TimeLimit(seconds, of_processor=processor)
    try:
        found = find_roster(problem, limit, workers=workers)
    except NoRosterError as error:
        raise click.ClickException(f"{file}: {error}") from error
    took = round(limit.spent(), 3)
    score = check_roster(problem, found.roster)
    if out is not None:
        out.write_text(_written(problem, found.roster), encoding="utf-8")
    if as_json:
        answer = {
            "objective": score.objective,
            "bound": found.bound,
            "feasible": score.feasible,
            "seconds": took,
        }
        click.echo(json.dumps(answer))
        return
    click.echo(f"{file.stem}: {_told(score, found.bound)}, {took} s")


def _told(score: RosterScore, bound: int) -> str:
    if not score.feasible:
        first = score.broken[0]
        return f"{score.objective}, which breaks {first.rule} of {first.person}"
    gap = (score.objective - bound) / max(1, score.objective)
    proof = "proven" if bound >= score.objective else f"bound {bound}, gap {gap:.1%}"
    return f"{score.objective}, {proof}"


def _written(problem: RosterProblem, found: Roster) -> str:
    names = {OFF: "-"} | {at: shift.name for at, shift in enumerate(problem.shifts)}
    return "".join(
        ",".join([person.name, *(names[shift] for shift in row)]) + "\n"
        for person, row in zip(problem.people, found, strict=True)
    )
