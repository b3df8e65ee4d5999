"""Measures whether a probability is honest: of the works said with 0.8, eight in ten should be in view.

Note: the bins are of works that were looked for in photographs that served no fit. Most works that are not in view get
a probability near 0, so the lowest bin holds nearly all of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models import decision
from models.calibration import Calibration
from zaalgids.evaluation.simulated_query import SimulatedQuery

_EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 1.0)


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The works whose probability was from `low` to `high`: how many, how many of them in view, their mean."""

    low: float
    high: float
    works: int
    right: int
    mean: float


def reliability(queries: Sequence[SimulatedQuery], fitted: Calibration) -> list[ReliabilityBin]:
    """Compare the probability of each work that a check found with whether it was in view, bin by bin.

    Each photograph counts as it is, and once more with its work left out.
    """
    said: list[float] = []
    truth: list[bool] = []
    for query in queries:
        for evidence in (query.found, query.left_out if query.work is not None else []):
            _, ranking = decision.decide(evidence, query.size, fitted=fitted)
            seen = [one for one in ranking if one.evidence.quad is not None]
            said += [one.confidence for one in seen]
            truth += [one.work == query.work for one in seen]
    probabilities, right = np.array(said), np.array(truth, bool)
    bins = []
    for low, high in itertools.pairwise(_EDGES):
        inside = (probabilities >= low) & (
            (probabilities < high) | ((high == _EDGES[-1]) & (probabilities <= high))
        )
        count = int(inside.sum())
        mean = float(probabilities[inside].mean()) if count else 0.0
        bins.append(ReliabilityBin(low, high, count, int(right[inside].sum()), round(mean, 4)))
    return bins


def page(bins: Sequence[ReliabilityBin]) -> str:
    """Returns the reliability as a page of HTML, with the plot inside it."""
    rows = "".join(
        f"<tr><td>{one.low:g} to {one.high:g}<td>{one.works}<td>{one.mean:.2f}"
        f"<td>{one.right / one.works if one.works else 0:.2f}</tr>"
        for one in bins
    )
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Is the probability honest?</title>
<style>:root{{color-scheme:light dark}}
body{{font:18px/1.45 Georgia,serif;max-width:40rem;margin:0 auto;padding:48px 24px}}
svg{{width:100%;height:auto}}td,th{{padding:4px 24px 4px 0;text-align:left;font-weight:400}}</style>
<h1>Is the probability honest?</h1>
<p>Each point is a group of works to which recognition gave about the same probability, in photographs that served no
fit. On the line as many of them are in view as it said; above the line more are.</p>
{plot(bins)}
<table><tr><th>said<th>works<th>mean said<th>share in view</tr>{rows}</table>
</html>
"""


def plot(bins: Sequence[ReliabilityBin]) -> str:
    """Draw the reliability as SVG: the probability said across, the share in view up."""
    left, top, side = 60, 20, 400
    points = "".join(
        f'<circle cx="{left + one.mean * side:.1f}" cy="{top + (1 - one.right / one.works) * side:.1f}" '
        f'r="{3 + np.log10(one.works) * 3:.1f}" fill="currentColor" opacity="0.7"><title>{one.right} of '
        f"{one.works}</title></circle>"
        for one in bins
        if one.works
    )
    ticks = "".join(
        f'<text x="{left + share * side:.0f}" y="{top + side + 24}" text-anchor="middle">{share:g}</text>'
        f'<text x="{left - 10}" y="{top + (1 - share) * side + 5:.0f}" text-anchor="end">{share:g}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    )
    return f"""<svg viewBox="0 0 500 480" role="img" aria-label="Share in view against the probability said"
font-size="14" fill="currentColor"><rect x="{left}" y="{top}" width="{side}" height="{side}" fill="none"
stroke="currentColor" opacity="0.3"/><line x1="{left}" y1="{top + side}" x2="{left + side}" y2="{top}"
stroke="currentColor" opacity="0.5" stroke-dasharray="6 4"/>{ticks}{points}
<text x="{left + side / 2}" y="{top + side + 48}" text-anchor="middle">probability said</text></svg>"""
