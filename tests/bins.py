"""Bins as a kiosk sends them, for tests."""

from __future__ import annotations

from contract.messages import Bin

KEY = bytes(range(32))  # what a test's kiosk shares with a test's server


def a_bin(sequence: int, **changes: object) -> Bin:
    """Return a bin of two in and one out; `changes` replaces its fields."""
    fields = {
        "epoch": "e" * 16,
        "sequence": sequence,
        "boot": "b" * 16,
        "monotonic": 60.0 * (sequence % 1_000_000),  # some tests number minutes by the clock
        "start": 1_800_000_000.0 + 60 * sequence,
        "clock_trusted": True,
        "room": "tile-room",
        "observed_seconds": 60.0,
        "entered": 2,
        "left": 1,
        "in_view_mean": 0.5,
        "in_view_max": 2,
    }
    return Bin(**{**fields, **changes})  # type: ignore[arg-type]
