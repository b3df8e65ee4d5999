"""`make search`: compiles the route search to WebAssembly with the C compiler in the package ziglang."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
COMPILED = FOLDER / "route_search.wasm"
DIGEST = FOLDER / "sources.sha256"
SOURCES = (
    "memory.c",
    "local_search.c",
    "label_search.c",
    "tree_bound.c",
    "branch.c",
    "shared_search.c",
)
OPTIONS = (
    *("-target", "wasm32-freestanding", "-mcpu=baseline+bulk_memory", "-O3", "-Wall", "-Werror"),
    *("-nostdlib", "-Wl,--no-entry", "-Wl,-z,stack-size=65536", "-Wl,--strip-all"),
)


def digest_of_sources() -> str:
    """Return a hash of everything that is compiled; a test compares it with that of the last compilation."""
    files = sorted([*FOLDER.glob("*.c"), *FOLDER.glob("*.h")])
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def compile_search() -> None:
    """Compile the sources beside this file. Raises CalledProcessError."""
    command = [sys.executable, "-m", "ziglang", "cc", *OPTIONS, "-o", str(COMPILED), *SOURCES]
    subprocess.run(command, cwd=FOLDER, check=True)
    COMPILED.chmod(0o644)
    DIGEST.write_text(digest_of_sources() + "\n", encoding="ascii")


if __name__ == "__main__":
    compile_search()
