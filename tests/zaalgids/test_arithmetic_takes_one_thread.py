"""The libraries under numpy take as many threads as they are told, before numpy is there."""

from __future__ import annotations

import subprocess
import sys

import pytest

from zaalgids.arithmetic_threads import VARIABLES, limit, limited


def test_a_child_may_take_two() -> None:
    assert {limited(2)[name] for name in VARIABLES} == {"2"}


def test_what_the_technician_set_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(name, "")  # so that it is put back
        monkeypatch.delenv(name)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    limit(1)
    assert limited(1)["OMP_NUM_THREADS"] == "1"
    program = f"import os; print(*(os.environ[name] for name in {VARIABLES!r}))"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert said.stdout.split() == ["1", "3", "1"]


@pytest.mark.parametrize("command", ["kiosk_command", "server_command"])
def test_the_command_is_loaded_before_numpy(command: str) -> None:
    program = f"import sys, zaalgids.{command}; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
