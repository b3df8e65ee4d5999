"""The bootloader's units run as root before all others: rated like the services; they call what the program knows."""

from __future__ import annotations

from pathlib import Path

import pytest

import tests.deploy.test_services_have_few_rights as services

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "bootloader"
UNITS = sorted(FOLDER.glob("*.service"))

pytestmark = pytest.mark.systemd


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_has_few_rights(unit: Path) -> None:
    services.test_a_service_has_few_rights(unit)


@pytest.mark.parametrize("unit", [*UNITS, *FOLDER.glob("*.timer")], ids=lambda unit: unit.name)
def test_systemd_understands_every_line(unit: Path) -> None:
    services.test_systemd_understands_every_line(unit)


def test_each_unit_calls_what_the_program_knows() -> None:
    known = (FOLDER / "commands.py").read_text(encoding="utf-8")
    for unit in UNITS:
        for line in unit.read_text(encoding="utf-8").splitlines():
            if line.startswith(("ExecStart=", "ExecStop=")):
                program, word = line.partition("=")[2].split()
                assert program == "/usr/lib/zaalgids/bootloader"
                assert f'case ["{word}"]:' in known
