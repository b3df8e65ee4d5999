"""Solves the assignment problem: which detection belongs to which track at the lowest total cost.

Greedy matching swaps two people who pass each other; the optimal assignment mostly does not. The matrices are small
(some dozen people), so a plain implementation is fast enough and needs no SciPy on the device.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def assign(costs: NDArray[np.float64], limit: float) -> list[tuple[int, int]]:
    """Return the pairs (row, column) of the lowest total cost, each cheaper than `limit`.

    `costs`: rows × columns, finite. A pair at or over the limit counts as unassigned. The method is the Hungarian
    algorithm by shortest augmenting paths with potentials, after R. Jonker and A. Volgenant, Computing 38 (1987).
    """
    near = costs < limit
    alone = near & (near.sum(axis=1) == 1)[:, None] & (near.sum(axis=0) == 1)
    pairs = [(int(row), int(column)) for row, column in np.argwhere(alone)]
    # Most rows and columns have one candidate: only the ambiguous rest needs the search.
    rows = np.flatnonzero(near.any(axis=1) & ~alone.any(axis=1))
    columns = np.flatnonzero(near.any(axis=0) & ~alone.any(axis=0))
    searched = _shortest_paths(costs[np.ix_(rows, columns)], limit)
    return sorted(pairs + [(int(rows[row]), int(columns[column])) for row, column in searched])


def _shortest_paths(costs: NDArray[np.float64], limit: float) -> list[tuple[int, int]]:
    rows, columns = costs.shape
    if rows == 0 or columns == 0:
        return []
    if rows > columns:
        return [(row, column) for column, row in _shortest_paths(costs.T, limit)]
    costs = np.minimum(costs, limit)
    row_potential, column_potential = np.zeros(rows + 1), np.zeros(columns + 1)
    row_at = np.zeros(columns + 1, np.intp)  # row_at[column], both counted from 1; 0: unassigned
    for row in range(1, rows + 1):
        row_at[0] = row
        column = 0
        least = np.full(columns + 1, np.inf)
        came_from = np.zeros(columns + 1, np.intp)
        used = np.zeros(columns + 1, bool)
        while True:
            used[column] = True
            here = row_at[column]
            slack = costs[here - 1] - row_potential[here] - column_potential[1:]
            better = ~used[1:] & (slack < least[1:])
            least[1:][better] = slack[better]
            came_from[1:][better] = column
            open_columns = np.where(used[1:], np.inf, least[1:])
            following = int(np.argmin(open_columns)) + 1
            step = open_columns[following - 1]
            row_potential[row_at[used]] += step
            column_potential[used] -= step
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
