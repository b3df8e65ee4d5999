"""`make coverage`: what the last measured test runs covered, and whether the floor in pyproject.toml fits it.

The floor (`fail_under`) only rises: below it the check fails, and more than one point above it the check fails too and
names the floor to write.
"""

from __future__ import annotations

import math
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SLACK_POINTS = 1.0  # how far the floor may stay below what is measured; two runs differ by 0.2


def main() -> int:
    """Returns the exit status: 0 when the floor fits."""
    if list(ROOT.glob(".coverage.*")):
        _coverage("combine", "--quiet")
    elif not (ROOT / ".coverage").exists():
        print("No test run was measured. First: make test test-long TEST_OPTIONS=--measured")
        return 1
    measured = float(_coverage("report", "--format=total", "--precision=2", "--fail-under=0"))
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    floor = settings["tool"]["coverage"]["report"]["fail_under"]
    problem = misfit(measured, floor)
    print(problem or f"Coverage: {measured:.2f} %, lines and branches.", flush=True)
    if not floor:
        print(
            f"There is no floor yet. Write into pyproject.toml: fail_under = {math.floor(measured)}"
        )
    return 1 if problem else 0


def misfit(measured: float, floor: float) -> str:
    """Returns what is wrong with the floor, both in per cent; an empty string when it fits or is 0, not set yet."""
    if not floor:
        return ""
    if measured < floor:
        return f"Coverage fell to {measured:.2f} %, below the floor of {floor} %. Test what is new."
    if measured > floor + SLACK_POINTS:
        return (
            f"Coverage is {measured:.2f} %. Raise the floor in pyproject.toml: "
            f"fail_under = {math.floor(measured)}"
        )
    return ""


def _coverage(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "coverage", *words], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"coverage {words[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
