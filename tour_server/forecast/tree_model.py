"""One gradient-boosted tree model (LightGBM) over all series: the middle of a count and its band.

It learns counts as a multiple of the usual count, weighted by that count, so that its error is in people. It is trained
over all leads at once: each day of the past is a target once, seen from an origin that is drawn.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tour_server.forecast.features import NAMES, Rows, Seen
from tour_server.forecast.panel import Values

MOST_TIMES_USUAL = 6.0  # a count beyond it is an event, of which a tree would remember the day
HALF_LIFE_DAYS = (
    500.0  # of a row's weight; the levels of streets and museums move within a year or two
)
NEAR_SHARE = 0.35  # of the targets that are seen from the last week, where leads differ most
TAILS = (0.1, 0.9)


class TreeSettings(Struct, frozen=True):
    """How long the model learns. `rows`: at most; more only take more time. `longest`: the longest lead."""

    trees: int = 200
    leaves: int = 63
    rate: float = 0.08
    rows: int = 150_000
    tail_trees: int = 60
    longest: int = 28
    years: float = 3.0
    threads: int = 1
    seed: int = 1


class CountBand(Struct, frozen=True):
    """A forecast with its band, each by series, step and slot."""

    low: Values
    middle: Values
    high: Values


class TreeModel(Struct, frozen=True):
    """A trained model as text, which is how it is kept: of the middle, and of the two ends of the band."""

    middle: str
    low: str
    high: str

    def forecast(self, seen: Seen, steps: NDArray[np.int64], lead: int) -> CountBand:
        """Returns the forecast of target steps, each seen from `lead` steps before it."""
        rows, scale = seen.rows(steps, lead), seen.scale(steps, lead)
        low, middle, high = (
            np.maximum(
                _booster(text).predict(rows, num_threads=1).reshape(scale.shape) * scale, 0.0
            )
            for text in (self.low, self.middle, self.high)
        )
        return CountBand(
            np.minimum(low, middle).astype(np.float32),
            middle.astype(np.float32),
            np.maximum(high, middle).astype(np.float32),
        )


class NothingToLearnError(ValueError):
    """No count of an ordinary day is known."""


def is_installed() -> bool:
    """Returns whether LightGBM is there."""
    return find_spec("lightgbm") is not None


def train(seen: Seen, until: int, settings: TreeSettings | None = None) -> TreeModel:
    """Returns a model that has seen the counts before step `until`. Raises NothingToLearnError."""
    import lightgbm

    settings = settings or TreeSettings()
    rows, times, weights = _training_rows(seen, until, settings)
    if not len(rows):
        raise NothingToLearnError("there is nothing to learn from")
    common = {
        "learning_rate": settings.rate,
        "num_leaves": settings.leaves,
        "min_data_in_leaf": max(10, min(100, len(rows) // 500)),
        "feature_fraction": 0.6,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "num_threads": settings.threads,
        "seed": settings.seed,
        "deterministic": True,
        "force_row_wise": True,
        "max_bin": 127,
        "verbose": -1,
    }
    data = lightgbm.Dataset(
        rows, times, weight=weights, feature_name=list(NAMES), params=common, free_raw_data=False
    )

    def trained(trees: int, **more: Any) -> str:
        text: str = lightgbm.train({**common, **more}, data, trees).model_to_string()
        return text

    low, high = (
        trained(settings.tail_trees, objective="quantile", alpha=tail, num_leaves=31)
        for tail in TAILS
    )
    return TreeModel(trained(settings.trees, objective="regression_l1"), low, high)


def _training_rows(
    seen: Seen, until: int, settings: TreeSettings
) -> tuple[Rows, NDArray[np.float32], NDArray[np.float32]]:
    """Return the rows, the counts as multiples of what they are measured by, and the weights."""
    rng = np.random.default_rng(settings.seed)
    panel, year = seen.panel, seen.panel.cadence.year
    first = max(panel.cadence.season, until - int(settings.years * year))
    steps = np.arange(first, until)
    steps = steps[~seen.marks.unlike[steps]]
    longest = settings.longest
    leads = rng.integers(1, longest + 1, len(steps))
    near = rng.random(len(steps)) < NEAR_SHARE
    leads[near] = rng.integers(1, min(7, longest) + 1, int(near.sum()))
    share = min(1.0, settings.rows / max(1, len(steps) * len(panel.names) * panel.cadence.slots))
    parts = []
    for lead in range(1, longest + 1):
        own = steps[leads == lead]
        if not len(own):
            continue
        scale, usual = seen.scale(own, lead), seen.usual(own, lead)
        counts = panel.values[:, own]
        usable = ~np.isnan(counts) & ~np.isnan(usual) & (rng.random(counts.shape) < share)
        age = np.broadcast_to((until - own)[None, :, None], counts.shape)
        days = age * (365.0 / year)
        weight = scale * 0.5 ** (days / HALF_LIFE_DAYS)
        chosen = usable.reshape(-1)
        times = np.minimum(counts / scale, MOST_TIMES_USUAL)
        parts.append(
            (seen.rows(own, lead)[chosen], times.reshape(-1)[chosen], weight.reshape(-1)[chosen])
        )
    if not parts:
        none = np.empty(0, np.float32)
        return np.empty((0, len(NAMES)), np.float32), none, none
    rows, times, weights = (np.concatenate([part[one] for part in parts]) for one in range(3))
    return rows, times, (weights / max(float(weights.mean()), 1e-9)).astype(np.float32)


_BOOSTERS: dict[int, tuple[str, Any]] = {}


def _booster(text: str) -> Any:
    """Return the booster of a text; the last three are kept, because reading one takes as long as it answers."""
    import lightgbm

    found = _BOOSTERS.get(hash(text))
    if found is None or found[0] != text:
        while len(_BOOSTERS) >= len(("low", "middle", "high")):
            _BOOSTERS.pop(next(iter(_BOOSTERS)))
        found = _BOOSTERS[hash(text)] = text, lightgbm.Booster(model_str=text)
    return found[1]
