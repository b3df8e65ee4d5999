"""`--help` lists the commands without importing any: a slow device answers at once, whatever is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from zaalgids.commands.command_line import zaalgids

# Prints what `--help` prints, then the large packages that it has imported.
PROGRAM = """
import sys
from zaalgids.commands.command_line import zaalgids
zaalgids(sys.argv[1:], standalone_mode=False)
print("imported:", *sorted({"av", "cv2", "flask", "numpy", "PIL", "sqlalchemy"} & set(sys.modules)))
"""


@pytest.mark.parametrize(
    ("group", "command"), [((), "kiosk"), (("evaluate",), "recognition"), (("device",), "look")]
)
def test_help_imports_no_command(group: tuple[str, ...], command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *group, "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"  {command} " in done.stdout
    assert done.stdout.splitlines()[-1] == "imported:"


@pytest.mark.parametrize(
    "command", [("staff", "add"), ("footfall", "export"), ("keys", "rotate")], ids=" ".join
)
def test_help_before_there_is_a_server(command: tuple[str, ...], tmp_path: Path) -> None:
    group, name = command
    done = CliRunner().invoke(zaalgids, [group, "--data", str(tmp_path), name, "--help"])
    assert done.exit_code == 0, done.output
    assert f"{group} {name} [OPTIONS]" in done.output.replace(f" --data {tmp_path}", "")
