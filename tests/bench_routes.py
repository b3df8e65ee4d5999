"""`make bench`: the route search beside PyVRP, which is the peer where it is installed, and plans a second.

PyVRP stays in an environment of its own: make one, `pip install pyvrp`, and name its Python in ZAALGIDS_PEER_PYTHON.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from statistics import mean

from tests.conftest import SHARED
from tour_server.routing.instance_search import find_and_prove
from tour_server.routing.route_planner import RoutePlanner
from tour_server.routing.route_request import RouteRequest
from tour_server.routing.search_problem import SearchProblem, score
from zaalgids.evaluation.routing import read_instance
from zaalgids.evaluation.routing_museums import drawn_museums, plan_with_bound
from zaalgids.simulation.drawn_museum import (
    TOUR_OF_ALL,
    deeper_seconds,
    drawn_museum,
    first_seconds,
)
from zaalgids.simulation.routing_instances import solomon_like

NAMES = (
    "c104",
    "r104",
    "r108",
    "rc104",
    "rc108",
)  # of the published ones, the hard ones of each kind
DRAWN = (("r2", 1), ("rc2", 1), ("c2", 1))
OUR_SECONDS, PEER_SECONDS = 2.0, 10.0
PLANS = 400
PEER = """
import json, sys
from pyvrp import Model
from pyvrp.stop import MaxRuntime
task = json.load(sys.stdin)
model = Model()
n, walk = len(task["points"]), task["walk"]
places = [model.add_location(i, 0) for i in range(n + 1)]  # the last is the depot; ways are given below
depot = model.add_depot(places[n], tw_early=0, tw_late=task["limit"])
model.add_vehicle_type(1, start_depot=depot, end_depot=depot, tw_early=0, tw_late=task["limit"])
for i in range(n):
    model.add_client(
        places[i],
        service_duration=task["stay"][i],
        tw_early=task["opens"][i],
        tw_late=task["closes"][i],
        prize=1000 * task["points"][i],
        required=False,
    )
for i, one in enumerate(places):
    for j, other in enumerate(places):
        if i != j:
            model.add_edge(one, other, distance=0, duration=walk[i][j])
best = model.solve(MaxRuntime(task["seconds"]), display=False).best
print(sum(task["points"]) - best.uncollected_prizes() // 1000 if best.is_feasible() else 0)
"""


def routes() -> str:
    """Measure; return one line."""
    problems = {name: _published(name) for name in NAMES if (SHARED / "routing").is_dir()}
    problems |= {f"{kind}-{seed}": read_instance(solomon_like(kind, seed)) for kind, seed in DRAWN}
    peer = os.environ.get("ZAALGIDS_PEER_PYTHON")
    ours, theirs, proved = [], [], 0
    for problem in problems.values():
        order, bound = find_and_prove(problem, OUR_SECONDS)
        ours.append(score(problem, order))
        proved += ours[-1] == bound
        if peer:
            theirs.append(_peer(peer, problem))
    line = f"{sum(ours)} points in {len(ours)} instances of {OUR_SECONDS:.0f} s, {proved} proved"
    if theirs:
        ratio = mean(one / other for one, other in zip(ours, theirs, strict=True))
        line += f"; PyVRP {sum(theirs)} in {PEER_SECONDS:.0f} s each: {ratio:.4f} times on average"
    else:
        line += "; PyVRP is not installed (ZAALGIDS_PEER_PYTHON)"
    return (
        f"{line}; {_museums()}; "
        f"{_plans_a_second():.0f} plans a second (22 works, an hour, all processors)"
    )


def _museums() -> str:
    """Plan through museums of 100 works for two hours. Returns how far the plans lie below their bounds."""
    plans = [
        plan
        for task in drawn_museums("100x10", "1-3")
        for plan in plan_with_bound(task, (120,), depths=True)
    ]
    ratio = mean(plan.score / plan.bound for plan in plans)
    longest = max(plan.seconds for plan in plans)
    return f"{len(plans)} museums of 100 works, two hours: {ratio:.4f} times the bound, {longest} s"


def _published(name: str) -> SearchProblem:
    return read_instance((SHARED / "routing" / f"{name}.txt").read_text(encoding="utf-8"))


def _peer(python: str, problem: SearchProblem) -> int:
    columns = ("walk", "stay", "points", "opens", "closes")
    task = {name: getattr(problem, name).tolist() for name in columns}
    task |= {"limit": problem.limit, "seconds": PEER_SECONDS}
    done = subprocess.run(
        [python, "-c", PEER], input=json.dumps(task), capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def _plans_a_second() -> float:
    planner = RoutePlanner(drawn_museum(1, works=22, rooms=5))
    request = RouteRequest(minutes=60, languages=["en"], tour=TOUR_OF_ALL)

    def plan(request: RouteRequest) -> None:
        planner.plan(request, frozenset(), first_seconds, deeper=deeper_seconds)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(plan, repeat(request, 8)))  # each thread makes its kernel
        began = time.perf_counter()
        list(pool.map(plan, repeat(request, PLANS)))
        return PLANS / (time.perf_counter() - began)
