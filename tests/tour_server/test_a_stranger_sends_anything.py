"""A stranger on the broker sends anything: every page of the desk answers, within bounded time and memory."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def fuzz(prepared: Path, tmp_path: Path, examples: int, hang_seconds: float) -> str:
    """Run the fuzz in a process of its own, whose memory is limited. Returns what it says at its end."""
    data = tmp_path / "server"
    shutil.copytree(prepared, data)
    done = subprocess.run(
        [sys.executable, "-m", "tests.tour_server.page_fuzz", str(data), str(examples)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=hang_seconds,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    return done.stdout


@pytest.mark.long
def test_every_page_answers_after_anything(prepared: Path, tmp_path: Path) -> None:
    said = fuzz(prepared, tmp_path, examples=6, hang_seconds=500)
    assert "6 batches" in said


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_page_answers_after_much_of_anything(prepared: Path, tmp_path: Path) -> None:
    assert "batches" in fuzz(prepared, tmp_path, examples=50, hang_seconds=850)
