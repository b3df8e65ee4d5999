"""`zaalgids evaluate crowd`: a simulated day of visitors under three policies, with the same visitors.

The museum is a folder, its museum.toml, or one of the drawn museums of a hundred works.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from contract.museum import Museum
from contract.museum_folder import MuseumError, read_museum
from tour_server.crowd.sent_counts import SLOT_SECONDS
from zaalgids.evaluation.crowd_report import page
from zaalgids.simulation.crowd_bound import least_peak
from zaalgids.simulation.crowd_day import CrowdDay, DayRecord
from zaalgids.simulation.crowd_house import CrowdHouse
from zaalgids.simulation.crowd_museums import KINDS, draw_museum
from zaalgids.simulation.crowd_policies import Ours, Planner, Popular, Selfish
from zaalgids.simulation.crowd_visitors import (
    Habit,
    Shares,
    SimulatedVisitor,
    draw_visitors,
)

DEFAULT_REGRET_CAP = 0.05
EARLIER_DAY = 100_003  # added to the seed of a day for that of the day before


@click.command("crowd")
@click.option(
    "--museum",
    required=True,
    metavar="FILE",
    help=f"A museum's folder or its museum.toml; or a drawn museum of 100 works: {', '.join(KINDS)}.",
)
@click.option("--visitors", type=click.IntRange(1, 20_000), default=300, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--follow", type=click.FloatRange(0, 1), default=0.6, show_default=True)
@click.option("--dawdle", type=click.FloatRange(0, 1), default=0.2, show_default=True)
@click.option(
    "--ignore",
    type=click.FloatRange(0, 1),
    default=0.2,
    show_default=True,
    help="Shares of visitors who follow a plan, follow it slowly, and go their own way. They sum to 1.",
)
@click.option("--regret-cap", type=click.FloatRange(0, 1), default=DEFAULT_REGRET_CAP)
@click.option(
    "--curve",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV `hour,count`: arrivals by hour of the day. Without it, those of a shopping street.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON on standard output.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Also write a page with plots.",
)
def crowd(
    museum: str,
    visitors: int,
    seed: int,
    follow: float,
    dawdle: float,
    ignore: float,
    regret_cap: float,
    curve: Path | None,
    as_json: bool,
    report: Path | None,
) -> None:
    """Simulate a day: how full the rooms get, and what crowding costs, by how plans are made."""
    try:
        house = CrowdHouse(_museum(museum))
        shares, arrivals = Shares(follow, dawdle, ignore), _curve(curve)
        drawn = draw_visitors(house.museum, visitors, seed, shares, arrivals)
        earlier = draw_visitors(house.museum, visitors, seed + EARLIER_DAY, shares, arrivals)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    began = time.perf_counter()
    days, policies = compare(house, drawn, earlier, regret_cap)
    seconds = time.perf_counter() - began
    least = least_peak(Planner(house), drawn, regret_cap)
    if report is not None:
        html = page(museum, house, days, policies, visitors, seed)
        report.write_text(html, encoding="utf-8")
    if as_json:
        found = {"policies": policies, "seconds": round(seconds, 1), "least_peak": round(least, 4)}
        click.echo(json.dumps(found))
        return
    for one in policies:
        click.echo(
            f"{one['name']:>8}: peak {one['peak']:.0%} ({one['peak_people']} in "
            f"{one['peak_room']}), {one['minutes_lost']} minutes lost, value {one['value']:.1%}, "
            f"worst regret {one['worst_regret']:.1%}"
        )
    click.echo(f"No plans within the regret cap can have a peak below {least:.0%}.")


def compare(
    house: CrowdHouse,
    visitors: Sequence[SimulatedVisitor],
    earlier: Sequence[SimulatedVisitor],
    regret_cap: float,
) -> tuple[dict[str, DayRecord], list[dict[str, Any]]]:
    """Play the same visitors' day under each policy. Returns the days by policy, and what is measured.

    `earlier`: the visitors of a day before, each with their own best plan; how full the rooms were then is usual.
    """
    planner = Planner(house)
    before = CrowdDay(house, Selfish(planner)).run(earlier)
    usual = before.mean_people(len(house.capacity), SLOT_SECONDS, planner.open_seconds)
    days: dict[str, DayRecord] = {}
    measured: list[dict[str, Any]] = []
    for policy in (Selfish(planner), Popular(planner), Ours(planner, regret_cap, usual)):
        day = CrowdDay(house, policy).run(visitors)
        days[policy.name] = day
        measured.append({"name": policy.name, **measure(planner, visitors, day)})
    return days, measured


def measure(
    planner: Planner, visitors: Sequence[SimulatedVisitor], day: DayRecord
) -> dict[str, Any]:
    """Measure a day.

    `peak`: people in the fullest room at its fullest moment, as a share of its capacity. `minutes_lost`: waited before
    works, by all visitors together. `value`: of the works seen, on average, as a share of the visitor's own best plan;
    `worst_regret`: what is missing for the visitor who loses most; `mean_regret`: on average, where who has more than
    their own best plan counts 0. All three are over those who keep to plans.
    """
    house = planner.house
    share, people, room = day.peak(house.capacity)
    values = [
        sum(stay.value for stay in visit.stays) / sum(stay.value for stay in planner.best(visitor))
        for visitor, visit in zip(visitors, day.visits, strict=True)
        if visitor.habit is not Habit.IGNORE and planner.best(visitor)
    ]
    waits = {
        habit.value: [
            visit.waited / 60
            for visitor, visit in zip(visitors, day.visits, strict=True)
            if visitor.habit is habit
        ]
        for habit in Habit
    }
    return {
        "peak": round(share, 4),
        "peak_people": people,
        "peak_room": house.museum.rooms[room].key,
        "minutes_lost": round(sum(map(sum, waits.values())), 1),
        "value": round(float(np.mean(values)), 4) if values else 1.0,
        "worst_regret": round(max(0.0, 1 - min(values, default=1.0)), 4),
        "mean_regret": round(float(np.mean([max(0.0, 1 - each) for each in values])), 4)
        if values
        else 0.0,
        "minutes_lost_each": {
            habit: round(float(np.mean(minutes)), 2) if minutes else 0.0
            for habit, minutes in waits.items()
        },
        "minutes_walked_each": round(float(np.mean([v.walked for v in day.visits])) / 60, 2),
    }


def _museum(name: str) -> Museum:
    """Read or draw the museum. Raises ValueError."""
    path = Path(name)
    if path.exists():
        try:
            return read_museum(path if path.is_dir() else path.parent, with_files=False)
        except MuseumError as error:
            raise ValueError(str(error)) from error
    if name in KINDS:
        return draw_museum(name)
    raise ValueError(f"There is no file {name}, and no drawn museum of that name.")


def _curve(file: Path | None) -> dict[int, float] | None:
    """Read the arrivals by hour. Raises ValueError."""
    if file is None:
        return None
    with file.open(encoding="utf-8", newline="") as lines:
        try:
            return {int(row["hour"]): float(row["count"]) for row in csv.DictReader(lines)}
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{file} is no CSV of hour,count: {error}") from error
