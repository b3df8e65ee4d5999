"""Judges all candidates by rolling origins over a part of the past that none of them was fitted to.

The past is walked in blocks. Before each block the candidates are fitted to what was known then, the choice is made by
the errors of the blocks before, and the bands are as wide as the weeks before would have needed. The first block only
serves to choose and to calibrate.

Note: the longest lead is left between what a candidate is fitted to and the first target of a block, because the target
with that lead is forecast from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tour_server.forecast.bands import factors, held, scores, widened
from tour_server.forecast.candidates import (
    MEAN,
    MEDIAN,
    NAIVE,
    TREES,
    USUAL,
    Candidates,
    fit_candidates,
)
from tour_server.forecast.choice import Errors, choose, errors
from tour_server.forecast.features import Seen
from tour_server.forecast.panel import Cadence, Values
from tour_server.forecast.tree_model import CountBand, TreeSettings

CALIBRATION_WEEKS = 13
CALIBRATION_MONTHS = 24
SIMPLE_FIRST = (USUAL, NAIVE)


class LeadResult(Struct, frozen=True):
    """How right the forecasts of one lead were. `errors`: by candidate. `chosen`: of how many series each was."""

    lead: int
    wape: float
    naive_wape: float
    coverage: float
    errors: dict[str, float]
    chosen: dict[str, int]
    targets: int


class BacktestPlan(Struct, frozen=True):
    """`start`: the first step that is held out. `block`: steps from one fit to the next. `leads`: those judged.

    `apart`: the steps that are told apart. `settings`: of the trees.
    """

    start: int
    block: int
    leads: tuple[int, ...]
    apart: NDArray[np.bool_]
    settings: TreeSettings = TreeSettings()


class _Lead:
    """What is collected of one lead: of each step all bands, and the band that was chosen."""

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.chosen: list[CountBand] = []
        self.counts: list[Values] = []
        self.known_errors: dict[str, Errors] = {}
        self.errors: dict[tuple[str, bool], Errors] = {}
        self.own: dict[bool, Errors] = {}
        self.held: dict[bool, tuple[int, int]] = {}
        self.targets: dict[bool, int] = {}


class Backtest:
    """One walk over the held-out past of a panel."""

    def __init__(
        self, seen: Seen, plan: BacktestPlan, progress: Callable[[int, int], None] = lambda *_: None
    ) -> None:
        """`progress` is told how many blocks of how many are done."""
        self._seen, self._plan, self._progress = seen, plan, progress
        self._leads = {lead: _Lead() for lead in plan.leads}
        self.last: Candidates | None = None
        self._choices: list[list[str]] = []
        self._is_monthly = seen.panel.cadence is Cadence.MONTHLY

    def run(self) -> None:
        """Walk over all blocks."""
        plan, seen = self._plan, self._seen
        calibration = calibration_steps(seen, plan.start, max(plan.leads))
        starts = [plan.start - calibration, *range(plan.start, seen.panel.steps, plan.block)]
        ends = [*starts[1:], seen.panel.steps]
        for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
            self._progress(at, len(starts))
            until = max(1, start - max(plan.leads) + 1)
            candidates = fit_candidates(seen, until, plan.settings)
            choice = self._choice(candidates.names)
            for lead in plan.leads:
                self._walk(
                    candidates, choice, np.arange(start, end), lead, judged=start >= plan.start
                )
            self.last = candidates
        self._progress(len(starts), len(starts))

    def results(self, *, apart: bool = False) -> list[LeadResult]:
        """Returns the results of the held-out steps; of those that are told apart, or of the others."""
        found = []
        for lead, kept in self._leads.items():
            if apart not in kept.own or not kept.targets[apart]:
                continue
            inside, known = kept.held[apart]
            of = {
                name: one.wape for (name, is_apart), one in kept.errors.items() if is_apart == apart
            }
            chosen = Counter(name for choice in self._choices[1:] for name in choice)
            found.append(
                LeadResult(
                    lead,
                    kept.own[apart].wape,
                    of[NAIVE],
                    inside / max(1, known),
                    of,
                    dict(chosen.most_common()),
                    kept.targets[apart],
                )
            )
        return found

    def choice(self, names: Sequence[str]) -> list[str]:
        """Returns what the errors of all blocks choose for each series."""
        return self._choice(names, keep=False)

    def factors(self, lead: int) -> NDArray[np.float64]:
        """Returns the factors of the bands of each series after the last step."""
        return self._factors(self._leads[lead], self._seen.panel.steps + lead, lead)

    def step_ratios(self, lead: int) -> NDArray[np.float64]:
        """Returns what was counted in each step as a share of what was forecast, by series; NaN where not known."""
        kept = self._leads[lead]
        found = []
        for band, counts in zip(kept.chosen, kept.counts, strict=True):
            known = ~np.isnan(counts) & ~np.isnan(band.middle)
            counted = np.where(known, counts, 0.0).sum(axis=2, dtype=float)
            forecast = np.where(known, band.middle, 0.0).sum(axis=2, dtype=float)
            there = known.any(axis=2) & (forecast > 0)
            found.append(np.where(there, counted / np.maximum(forecast, 1e-9), np.nan))
        return np.concatenate(found, axis=1)

    def _choice(self, names: Sequence[str], *, keep: bool = True) -> list[str]:
        chosen = self._of_months(names) if self._is_monthly else self._best(names)
        if keep:
            self._choices.append(chosen)
        return chosen

    def _of_months(self, names: Sequence[str]) -> list[str]:
        """Return the median for every series, without a comparison.

        A year has twelve months whose errors go together, so what wins over a few years mostly wins by chance. The
        median of a few plain models is the rule of Petropoulos and Svetunkov, A simple combination of univariate
        models, International Journal of Forecasting 36 (2020).
        """
        return [MEDIAN if MEDIAN in names else NAIVE] * len(self._seen.panel.names)

    def _best(self, names: Sequence[str]) -> list[str]:
        """Return what the errors until now choose for each series."""
        total: dict[str, Errors] = {}
        for kept in self._leads.values():
            for name, one in kept.known_errors.items():
                if name in names:
                    total[name] = one if name not in total else total[name].plus(one)
        first = [name for name in (MEAN, TREES) if name in names]
        unknown = [(first or [USUAL])[0]] * len(self._seen.panel.names)
        return choose(total, [*first, *names]) if total else unknown

    def _walk(
        self,
        candidates: Candidates,
        choice: Sequence[str],
        steps: NDArray[np.int64],
        lead: int,
        *,
        judged: bool,
    ) -> None:
        kept, seen = self._leads[lead], self._seen
        found = candidates.forecasts(steps, lead)
        counts = seen.panel.values[:, steps]
        usable = ~np.isnan(counts)
        for band in found.values():
            usable &= ~np.isnan(band.middle)
        apart = np.broadcast_to(self._plan.apart[steps][None, :, None], counts.shape)
        own = _by_series(found, choice)
        # Of the next block's choice: what is not known yet at its first origin is left out.
        early = np.arange(len(steps)) < max(1, len(steps) - max(self._plan.leads))
        learnt = usable & ~apart & early[None, :, None]
        for name, band in found.items():
            one = errors(band.middle, counts, learnt)
            before = kept.known_errors.get(name)
            kept.known_errors[name] = one if before is None else before.then(one)
        for at in range(0, len(steps), 7):
            week = slice(at, at + 7)
            part = CountBand(own.low[:, week], own.middle[:, week], own.high[:, week])
            if judged:
                wide = widened(part, self._factors(kept, int(steps[at]), lead))
                self._judge(kept, wide, counts[:, week], usable[:, week], apart[:, week])
            kept.steps.extend(int(step) for step in steps[week])
            kept.chosen.append(part)
            kept.counts.append(np.where(apart[:, week], np.nan, counts[:, week]).astype(np.float32))
        if judged:
            for which in (False, True):
                chosen_rows = usable & (apart == which)
                for name, band in found.items():
                    one = errors(band.middle, counts, chosen_rows).summed()
                    before = kept.errors.get((name, which))
                    kept.errors[name, which] = one if before is None else before.plus(one)

    def _judge(
        self,
        kept: _Lead,
        band: CountBand,
        counts: Values,
        usable: NDArray[np.bool_],
        apart: NDArray[np.bool_],
    ) -> None:
        for which in (False, True):
            rows = usable & (apart == which)
            one = errors(band.middle, counts, rows).summed()
            before = kept.own.get(which)
            kept.own[which] = one if before is None else before.plus(one)
            inside, known = held(band, np.where(rows, counts, np.nan).astype(np.float32))
            so_far = kept.held.get(which, (0, 0))
            kept.held[which] = so_far[0] + inside, so_far[1] + known
            kept.targets[which] = kept.targets.get(which, 0) + int(rows.sum())

    def _factors(self, kept: _Lead, step: int, lead: int) -> NDArray[np.float64]:
        """Return the factors for targets from `step` on: of outcomes that are known `lead` steps before it."""
        if not kept.steps:
            return np.full(len(self._seen.panel.names), 1.0)
        known = [at for at, first in enumerate(kept.steps[::7]) if first + 6 <= step - lead]
        length = 2 if self._is_monthly else CALIBRATION_WEEKS
        weeks = (known or [0])[-length:]
        found = [scores(kept.chosen[at], kept.counts[at]) for at in weeks]
        return factors(np.concatenate(found, axis=1))


def calibration_steps(seen: Seen, start: int, longest: int) -> int:
    """Returns how many steps before `start` serve to choose and to calibrate: 13 weeks, or what a short past has.

    Of months, two years whose outcome is known at the first origin.
    """
    if seen.panel.cadence is Cadence.MONTHLY:
        return max(1, min(CALIBRATION_MONTHS + longest, start // 2))
    whole = (start - longest) // 3 // 7 * 7
    return max(7, min(7 * CALIBRATION_WEEKS, whole))


def _by_series(found: dict[str, CountBand], choice: Sequence[str]) -> CountBand:
    parts = [found[name] for name in choice]
    low, middle, high = (
        np.stack([getattr(part, end)[series] for series, part in enumerate(parts)])
        for end in ("low", "middle", "high")
    )
    return CountBand(low, middle, high)
