"""The services' units: what each may do, as systemd itself rates it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
LIMITS = DEPLOY / "mosquitto" / "limits.conf"
UNITS = sorted(DEPLOY.rglob("*.service"))
# A person signs in there, so it has a person's rights. The one starts where a technician gave a key, the other in a
# virtual machine whose host asks for it.
SIGNED_IN = ("zaalgids-ssh", "zaalgids-console")
DEBIANS = Path("/lib/systemd/system/mosquitto.service")
WANTED = 3.0  # of 10; systemd calls up to 4.9 "OK"

pytestmark = pytest.mark.systemd


def assert_rated(*what: str) -> None:
    """Assert that systemd rates a unit as wanted."""
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", *what],
        capture_output=True,
        text=True,
    )
    found = re.search(r"exposure level for \S+: ([0-9.]+)", said.stdout)
    assert found, said.stdout + said.stderr
    assert float(found[1]) <= WANTED, said.stdout


@pytest.mark.parametrize(
    "unit", [unit for unit in UNITS if unit.stem not in SIGNED_IN], ids=lambda unit: unit.stem
)
def test_a_service_has_few_rights(unit: Path) -> None:
    assert_rated(str(unit))


@pytest.mark.mosquitto
def test_debians_mosquitto_has_few_rights_with_our_limits(tmp_path: Path) -> None:
    units = tmp_path / "etc" / "systemd" / "system"
    (units / "mosquitto.service.d").mkdir(parents=True)
    shutil.copyfile(DEBIANS, units / "mosquitto.service")
    shutil.copyfile(LIMITS, units / "mosquitto.service.d" / "zaalgids.conf")
    assert_rated(f"--root={tmp_path}", "mosquitto.service")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
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
