"""Whether OR-Tools is there, which the extra `roster` brings."""

from __future__ import annotations

from importlib.util import find_spec

SOLVER_MISSING = "Rosters need OR-Tools. Install it with: pip install 'zaalgids[roster]'"


def solver_is_installed() -> bool:
    """Returns whether rosters can be computed here."""
    return find_spec("ortools") is not None
