"""The number of threads of the libraries under numpy is set before numpy is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.arithmetic_threads import VARIABLES, limit, limited


def test_a_child_may_take_two() -> None:
    assert {limited(2)[name] for name in VARIABLES} == {"2"}


def test_the_technicians_settings_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(name, "")  # monkeypatch then restores it
        monkeypatch.delenv(name)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    limit(1)
    assert limited(1)["OMP_NUM_THREADS"] == "1"
    program = f"import os; print(*(os.environ[name] for name in {VARIABLES!r}))"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert said.stdout.split() == ["1", "3", "1"]


MODULES = {
    "kiosk": "zaalgids.commands.kiosk",
    "publish": "tour_server.publishing.commands",
    "server": "zaalgids.commands.server",
}
# Runs a command up to its settings file, which is missing, and prints the numbers of threads when numpy is imported.
RUN_UNTIL_SETTINGS = """
import os, sys
from zaalgids.commands.command_line import zaalgids

class Watch:
    def find_spec(name, *_):
        if name == "numpy":
            print(*(os.environ.get(variable) for variable in sys.argv[3:]))

sys.meta_path.insert(0, Watch)
zaalgids([sys.argv[1], "--settings", sys.argv[2]])
"""


@pytest.mark.parametrize("module", MODULES.values())
def test_the_command_is_loaded_before_numpy(module: str) -> None:
    program = f"import sys, {module}; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


@pytest.mark.parametrize("command", MODULES)
def test_the_command_limits_them_before_numpy(command: str, tmp_path: Path) -> None:
    plain = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    said = subprocess.run(
        [sys.executable, "-c", RUN_UNTIL_SETTINGS, command, tmp_path / "none.toml", *VARIABLES],
        capture_output=True,
        text=True,
        env=plain,
    )
    assert said.stdout.split() == ["1", "1", "1"], said.stderr
    assert "none.toml" in said.stderr
