"""The docs say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from zaalgids.commands.command_line import COMMANDS, DEVICE, EVALUATIONS, zaalgids
from zaalgids.commands.settings_page import page

ROOT = Path(__file__).resolve().parent.parent


def test_every_setting_is_documented() -> None:
    written = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert written == page(), (
        "write it again: python -m zaalgids.commands.settings_page > docs/settings.md"
    )


def test_every_command_answers_to_help() -> None:
    for words in (
        [],
        *([name] for name in COMMANDS),
        *(["evaluate", name] for name in EVALUATIONS),
        *(["device", name] for name in DEVICE),
    ):
        done = CliRunner().invoke(zaalgids, [*words, "--help"])
        assert done.exit_code == 0, (words, done.output)
        assert "Usage:" in done.output


def test_links_between_pages_lead_somewhere() -> None:
    for file in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text(encoding="utf-8")):
            assert (file.parent / target).exists(), f"{file.name}: {target}"
