"""The bench of rosters: published instances beside the best value known (../shared/data/rosters).

    python -m tests.bench_rosters 9 12
    python -m tests.bench_rosters --processor 9 12

Instances of 14 days get a minute, longer ones five: of the wall's clock, or of this program's processor time, which two
cores would spend in half to all of it.
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


def rosters(*numbers: str, of_processor: bool = False) -> Iterator[str]:
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
        seconds = SHORT_SECONDS if problem.days <= SHORT_DAYS else LONG_SECONDS
        limit = TimeLimit(seconds, of_processor=of_processor)
        found = find_roster(problem, limit)
        score = check_roster(problem, found.roster)
        gap = (score.objective - found.bound) / max(1, score.objective)
        yield (
            f"{name}: {score.objective} (feasible: {score.feasible}), {score.objective / known - 1:+.1%} of {known}, "
            f"bound {found.bound}, gap {gap:.1%}, {limit.spent():.0f} s{' of processor' * of_processor}"
        )


if __name__ == "__main__":
    asked = [one for one in sys.argv[1:] if one != "--processor"]
    for line in rosters(*asked, of_processor="--processor" in sys.argv):
        print(line, flush=True)
