"""The cheapest way to pair things up: which detection is which track.

Greedy pairing swaps two people who pass each other; the best pairing over all of them mostly does not. The
numbers are small (some dozen people), so that the plain algorithm is fast enough and no solver is needed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def pair(costs: NDArray[np.float64], limit: float) -> list[tuple[int, int]]:
    """Pairs (row, column) of least total cost, none dearer than `limit`.

    `costs`: rows × columns, finite. A pair over the limit is as good as no pair at all. The method is Kuhn's with
    potentials (shortest augmenting paths), after R. Jonker and A. Volgenant, Computing 38 (1987).
    """
    near = costs < limit
    alone = near & (near.sum(axis=1) == 1)[:, None] & (near.sum(axis=0) == 1)
    pairs = [(int(row), int(column)) for row, column in np.argwhere(alone)]
    # Mostly nobody else is near: only those who might be taken for each other are left to the search.
    rows = np.flatnonzero(near.any(axis=1) & ~alone.any(axis=1))
    columns = np.flatnonzero(near.any(axis=0) & ~alone.any(axis=0))
    searched = _search(costs[np.ix_(rows, columns)], limit)
    return sorted(pairs + [(int(rows[row]), int(columns[column])) for row, column in searched])


def _search(costs: NDArray[np.float64], limit: float) -> list[tuple[int, int]]:
    rows, columns = costs.shape
    if rows == 0 or columns == 0:
        return []
    if rows > columns:
        return [(row, column) for column, row in _search(costs.T, limit)]
    costs = np.minimum(costs, limit)
    of_row, of_column = np.zeros(rows + 1), np.zeros(columns + 1)
    row_at = np.zeros(columns + 1, np.intp)  # row_at[column], all from 1; 0 is nobody
    for row in range(1, rows + 1):
        row_at[0] = row
        column = 0
        least = np.full(columns + 1, np.inf)
        came_from = np.zeros(columns + 1, np.intp)
        used = np.zeros(columns + 1, bool)
        while True:
            used[column] = True
            here = row_at[column]
            slack = costs[here - 1] - of_row[here] - of_column[1:]
            better = ~used[1:] & (slack < least[1:])
            least[1:][better] = slack[better]
            came_from[1:][better] = column
            open_columns = np.where(used[1:], np.inf, least[1:])
            following = int(np.argmin(open_columns)) + 1
            step = open_columns[following - 1]
            of_row[row_at[used]] += step
            of_column[used] -= step
            least[1:][~used[1:]] -= step
            column = following
            if row_at[column] == 0:
                break
        while column != 0:
            before = came_from[column]
            row_at[column] = row_at[before]
            column = int(before)
    pairs = [(int(row_at[c]) - 1, c - 1) for c in range(1, columns + 1) if row_at[c] != 0]
    return [(r, c) for r, c in pairs if costs[r, c] < limit]
