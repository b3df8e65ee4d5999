"""`make test` runs the core tests, `make test-long` the rest; the summary names skipped tests and what they need.

A test belongs to the rest when it carries the marker `long`, or when its parameters name the second database or the
second broker and it does not carry the marker `both_kinds` (tests/selection.py). The plain command `pytest` runs all.
`make test-slow` runs those marked `slow`: whole sets of which the rest runs a part. CI leaves them to a person.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.selection import FailedTests, FlakyTests

ROOT = Path(__file__).resolve().parent.parent
# Each worker runs whole files, the longest first (tests/selection.py). One more than there are processors, because
# browsers and journeys mostly wait; with two more, tests ran out of time on two processors.
WORKERS = min(4, (os.cpu_count() or 1) + 1)
DISTRIBUTION = (f"--numprocesses={WORKERS}", "--dist=loadfile", "--no-loadscope-reorder")
MAX_REPEATED = 10  # more failures than this are not flaky tests
MEASURED = "COVERAGE_PROCESS_START"  # coverage.py starts in every Python process that sees this


def main() -> int:
    """Run pytest and return its exit status; 5, no test, counts as a failure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--long", action="store_true", help="Run the rest instead of the core.")
    which.add_argument("--slow", action="store_true", help="Run the slow ones, and nothing else.")
    which.add_argument("--all", action="store_true", help="Run the core, the rest and the slow.")
    parser.add_argument(
        "--repeat-failed",
        action="store_true",
        help="Run failed tests once more, alone; name those that pass then as flaky and end with 0.",
    )
    parser.add_argument(
        "--measured",
        action="store_true",
        help="Write coverage.py's data; `make coverage` reads it.",
    )
    parser.add_argument("--only", nargs="+", metavar="TEST", help=argparse.SUPPRESS)
    ours, pytests = parser.parse_known_args()
    # Else each of the hundreds of processes that tests start would compile all our modules anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if ours.measured and MEASURED not in os.environ:
        return _measured()
    if ours.only:
        return int(pytest.main(["-q", "--numprocesses=0", *ours.only], plugins=[FlakyTests()]))

    chosen = [] if ours.all else ["-m", _selection(long=ours.long, slow=ours.slow)]
    failed = FailedTests()
    status = int(pytest.main(["-q", *DISTRIBUTION, *chosen, *pytests], plugins=[failed]))
    if status == pytest.ExitCode.TESTS_FAILED and ours.repeat_failed:
        if 0 < len(failed.names) <= MAX_REPEATED:
            return _repeat(failed.names)
        print(f"\n{len(failed.names)} failures are not repeated.", flush=True)
    return status


def _selection(*, long: bool, slow: bool) -> str:
    """Returns pytest's expression of markers; without `long` and `slow`, that of the core."""
    if slow:
        return "slow"
    return "long and not slow" if long else "not long and not slow"


def _repeat(tests: list[str]) -> int:
    """Runs the tests once more, alone and in one process; returns its exit status."""
    print(f"\nOnce more, alone: {' '.join(tests)}", flush=True)
    command = [sys.executable, "-m", "tests.run", "--only", *tests]
    return subprocess.run(command, cwd=ROOT).returncode


def _measured() -> int:
    """Runs this command again with coverage.py in it and in every Python process that it starts."""
    environment = {**os.environ, MEASURED: str(ROOT / "pyproject.toml")}
    return subprocess.run(
        [sys.executable, "-m", "tests.run", *sys.argv[1:]], env=environment
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
