"""Makes the page of `zaalgids evaluate crowd --report`: how full each room was, and who waited how long, by policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from contract.museum import worded
from zaalgids.evaluation.footfall_report import ACCENT, HAIRLINE, INK, SECOND_INK, STYLE
from zaalgids.simulation.crowd_day import DayRecord
from zaalgids.simulation.crowd_house import CrowdHouse
from zaalgids.simulation.crowd_visitors import open_seconds

PLOT = 860, 190  # width and height, CSS pixels
LEFT, RIGHT, TOP, BOTTOM = 46, 90, 14, 28
STEP_SECONDS = 300  # of the curves
LINES = {"selfish": (INK, "5 4"), "popular": (SECOND_INK, "1 4"), "ours": (ACCENT, "")}


def page(
    name: str,
    house: CrowdHouse,
    days: Mapping[str, DayRecord],
    policies: Sequence[Mapping[str, Any]],
    visitors: int,
    seed: int,
) -> str:
    """Return the page as HTML that fetches nothing."""
    rows = "".join(
        f"<tr><th scope=row>{one['name']}</th><td>{one['peak']:.0%}</td>"
        f"<td>{escape(one['peak_room'])}</td><td>{one['minutes_lost']:.0f}</td>"
        f"<td>{one['value']:.1%}</td><td>{one['worst_regret']:.1%}</td></tr>"
        for one in policies
    )
    seconds = open_seconds(house.museum)
    shares = {
        policy: day.mean_people(len(house.capacity), STEP_SECONDS, seconds)
        / np.array(house.capacity)[:, None]
        for policy, day in days.items()
    }
    rooms = "".join(
        f"<h3>{escape(worded(room.name, house.museum.site.languages)[0])}, for {room.capacity}</h3>"
        + _curves({policy: share[index] for policy, share in shares.items()}, "hours", 3600)
        for index, room in enumerate(house.museum.rooms)
    )
    waits = {
        policy: np.sort([visit.waited / 60 for visit in day.visits]) for policy, day in days.items()
    }
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Crowd: {escape(name)}</title><style>{STYLE}td,th{{padding:.2rem 1rem .2rem 0;text-align:left}}</style>
<h1>{escape(name)}: a day of {visitors} visitors</h1>
<p>Simulated with seed {seed}; each policy had the same visitors.</p>
<table><tr><th>Plans<th>Peak<th>Fullest room<th>Minutes lost<th>Value<th>Worst regret</tr>{rows}</table>
<h2>How full the rooms were</h2>
<p>People as a share of the room's capacity, on average over five minutes, by hours since opening.</p>{rooms}
<h2>Who waited how long</h2>
<p>Minutes that each visitor waited before works, from the least to the most patient, by share of visitors.</p>
{_curves(waits, "of visitors", None)}
</html>
"""


def _curves(
    curves: Mapping[str, Sequence[float] | np.ndarray[Any, Any]], axis: str, step: int | None
) -> str:
    """Draw a curve for each policy as SVG, each with its label. `step`: seconds of a mark, None for shares."""
    width, height = PLOT
    highest = max(1e-9, *(float(np.max(curve, initial=0.0)) for curve in curves.values()))
    inner, tall = width - LEFT - RIGHT, height - TOP - BOTTOM
    parts = [
        f'<svg viewBox="0 0 {width} {height}" role="img" font-size="13" fill="{SECOND_INK}" '
        f'aria-label="{", ".join(curves)}">',
        f'<path d="M{LEFT} {height - BOTTOM}H{width - RIGHT}" stroke="{HAIRLINE}"/>',
        f'<text x="0" y="{TOP + 6}">{f"{highest:.0%}" if step else f"{highest:.0f} min"}</text>',
        f'<text x="{width - RIGHT}" y="{height - 8}" text-anchor="end">'
        + (f"{len(next(iter(curves.values()))) * STEP_SECONDS / step:.0f} " if step else "100 % ")
        + f"{axis}</text>",
    ]
    labels: list[float] = []
    for policy, curve in curves.items():
        colour, dash = LINES[policy]
        count = max(1, len(curve) - 1)
        points = [
            f"{LEFT + inner * place / count:.1f} {TOP + tall * (1 - float(value) / highest):.1f}"
            for place, value in enumerate(curve)
        ]
        label = float(points[-1].split()[1]) + 4
        while any(abs(label - other) < 14 for other in labels):
            label -= 14
        labels.append(label)
        parts.append(
            f'<path d="M{"L".join(points)}" fill="none" stroke="{colour}" stroke-width="2" '
            f'stroke-dasharray="{dash}"/>'
            f'<text x="{width - RIGHT + 6}" y="{label:.1f}" fill="{colour}">{policy}</text>'
        )
    return "".join(parts) + "</svg>"
