"""The bench of rosters: published instances beside the best value known (../shared/data/rosters).

    python -m tests.bench_rosters 9 12

Instances of 14 days get a minute, longer ones five.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator

from tests.conftest import SHARED
from tour_server.staffing.solving.find_roster import TimeLimit, find_roster
from tour_server.staffing.solving.instance_file import read_roster_instance
from tour_server.staffing.solving.roster_check import check_roster

SHORT_DAYS, SHORT_SECONDS, LONG_SECONDS = 14, 60.0, 300.0


def rosters(*numbers: str) -> Iterator[str]:
    """Yield a line for each instance whose best value is known, or for those of these numbers."""
    folder = SHARED / "rosters"
    if not folder.is_dir():
        yield "left out, there is no ../shared/data/rosters"
        return
    with (folder / "reference.csv").open(encoding="utf-8") as file:
        best = {row["instance"]: int(row["best"]) for row in csv.DictReader(file)}
    for name, known in best.items():
        if numbers and name.removeprefix("Instance") not in numbers:
            continue
        text = (folder / f"{name}.txt").read_text(encoding="utf-8")
        problem = read_roster_instance(text)
        limit = TimeLimit(SHORT_SECONDS if problem.days <= SHORT_DAYS else LONG_SECONDS)
        found = find_roster(problem, limit)
        score = check_roster(problem, found.roster)
        yield (
            f"{name}: {score.objective} (feasible: {score.feasible}), {score.objective / known - 1:+.1%} of {known}, "
            f"bound {found.bound}, {limit.spent():.0f} s"
        )


if __name__ == "__main__":
    for line in rosters(*sys.argv[1:]):
        print(line, flush=True)
