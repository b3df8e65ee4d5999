"""`make test`: every test this machine can run; what it left out, and the package that brings it, at the end."""

from __future__ import annotations

import sys

import pytest

# A file of tests at a time on each processor; more than four browsers at once help nobody.
SHARED_OUT = ("--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile")


def main() -> int:
    """Pytest's exit status."""
    return pytest.main(["-q", *SHARED_OUT, *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
