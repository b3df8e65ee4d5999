"""The services' units: what each may do, as systemd itself rates it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parents[2] / "deploy" / "systemd"
WANTED = 3.0  # of 10; systemd calls up to 4.9 "OK"

pytestmark = pytest.mark.systemd


@pytest.mark.parametrize("unit", sorted(UNITS.glob("*.service")), ids=lambda unit: unit.stem)
def test_a_service_has_few_rights(unit: Path) -> None:
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
    )
    found = re.search(r"exposure level for \S+: ([0-9.]+)", said.stdout)
    assert found, said.stdout + said.stderr
    assert float(found[1]) <= WANTED, said.stdout


@pytest.mark.parametrize("unit", sorted(UNITS.glob("*.service")), ids=lambda unit: unit.stem)
def test_systemd_understands_every_line(unit: Path) -> None:
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True
    )
    complaints = [
        line
        for line in said.stderr.splitlines()
        if unit.name in line and "is not executable" not in line
    ]
    assert complaints == []
