"""`make test-wheels`: every pinned package has a wheel for each Python and processor we promise. Needs the network."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "locks" / "default.txt"
PYTHONS = ("3.11", "3.13")
PROCESSORS = ("x86_64", "aarch64")
GLIBC = (17, 26, 27, 28, 31, 34, 35)  # minor versions of glibc 2 that wheels are named after


def main() -> int:
    """Print a line for each Python and processor; return 0 when all wheels exist."""
    missing = 0
    for python in PYTHONS:
        for processor in PROCESSORS:
            platforms = [f"manylinux_2_{minor}_{processor}" for minor in GLIBC]
            platforms += [f"manylinux2014_{processor}", f"linux_{processor}"]
            with tempfile.TemporaryDirectory() as folder:
                done = subprocess.run(
                    [
                        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                        *("--require-hashes", "--only-binary=:all:", "--implementation", "cp"),
                        *("--python-version", python, "--dest", folder, "--requirement", LOCK),
                        *(word for platform in platforms for word in ("--platform", platform)),
                    ],
                    capture_output=True,
                    text=True,
                )
                count = len(list(Path(folder).glob("*.whl")))
            print(
                f"Python {python}, {processor}: {count} wheels"
                if not done.returncode
                else done.stderr
            )
            missing += done.returncode != 0
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
