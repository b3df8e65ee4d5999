"""What a count of rare events says about their rate."""

from __future__ import annotations

from math import comb


def upper_bound(events: int, trials: int, certainty: float = 0.95) -> float:
    """The rate that `events` of `trials` leaves possible at most (one-sided, Clopper and Pearson, 1934).

    No event in 62 trials: 4.7 %. Raises ValueError for counts that can't be.
    """
    if not 0 <= events <= trials or trials == 0:
        raise ValueError(f"{events} of {trials} can't be")
    if events == trials:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        rate = (low + high) / 2
        below = sum(
            comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(events + 1)
        )
        low, high = (rate, high) if below > 1 - certainty else (low, rate)
    return high
