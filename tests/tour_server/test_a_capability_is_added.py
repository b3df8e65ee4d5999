"""A new capability, sketched in this test, shows up everywhere.

To add one, a folder gets a `capability.py`. Outside its folder two files change: `tour_server/capabilities.py` lists
it, and docs/settings.md is generated anew (and tour_server/migrations, when it has tables).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import pytest
from flask import Blueprint, render_template_string
from msgspec import Meta, Struct

from tests.desk import PASSWORD, Browser, Parts
from tests.waiting import until
from tour_server.app import assemble, create_app
from tour_server.capabilities import CAPABILITIES
from tour_server.capability import (
    Capability,
    Command,
    Context,
    Contribution,
    NavigationEntry,
    NotProvidedError,
)
from tour_server.jobs.job import JobKind, JobRun, JobState
from tour_server.recorder import EventKind, EventRecorder
from tour_server.settings import ServerSettings, read_server_settings, setting_types
from tour_server.staff.permissions import Permission, Role
from tour_server.staff.session import allowed
from zaalgids.commands.command_line import COMMANDS, server_commands

WATERED = EventKind("watered", "A plant was watered.")
PAGE = """{% extends "desk.html" %}{% block title %}Plants{% endblock %}
{% block main %}{{ count }} plants{% endblock %}"""


class PlantSettings(Struct, frozen=True, kw_only=True):
    """How the plants are kept."""

    plants: Annotated[int, Meta(ge=0, description="Plants in the building.")] = 3


class Gardener:
    """Waters the plants between `start` and `stop`."""

    def __init__(self) -> None:
        self.works = False

    def start(self) -> None:
        self.works = True

    def stop(self) -> None:
        self.works = False


def build(context: Context) -> Contribution:
    count, recorder = context.settings(PlantSettings).plants, context.get(EventRecorder)

    def water(run: JobRun) -> None:
        run.progress("watering", 1, count)
        recorder.record(WATERED, run.job.asked_by, "fern")

    blueprint = Blueprint("plants", __name__)
    blueprint.add_url_rule(
        "/desk/plants",
        "page",
        allowed(Permission.READ)(lambda: render_template_string(PAGE, count=count)),
    )
    return Contribution(
        pages=(blueprint,),
        navigation=(NavigationEntry("Plants", "plants.page", 15),),
        message_handlers={"moisture": lambda session, arrivals: len(arrivals)},
        jobs=(JobKind("water", "Watering", water),),
        events=(WATERED,),
        parts=(context.provide(Gardener()),),
        warnings=(lambda: "The fern is dry.",),
        health={"plants": lambda: count},
    )


PLANTS = Capability(
    "plants", build, PlantSettings, (Command("plants", "nowhere:plants", "Water the plants."),)
)


def test_it_shows_up_everywhere(prepared: Path, tmp_path: Path) -> None:
    shutil.copytree(prepared, tmp_path / "server")
    capabilities = (*CAPABILITIES, PLANTS)
    settings = ServerSettings(capabilities, data=str(tmp_path / "server"), plants=4)
    assembly = assemble(settings, capabilities=capabilities)
    parts = Parts(assembly)
    try:
        app = create_app(assembly)
        parts.accounts.create("Noor", PASSWORD, {Role.ADMINISTRATOR})
        browser = Browser(app.test_client())
        browser.get("/desk/sign-in")
        browser.post("/desk/sign-in", name="Noor", password=PASSWORD)
        page = browser.get("/desk/plants").text
        assert "4 plants" in page
        assert 'href="/desk/plants" aria-current="page">Plants' in page
        assert page.index(">Today<") < page.index(">Plants<") < page.index(">Works<")
        assert "The fern is dry." in page
        assert app.test_client().get("/health").get_json()["plants"] == 4
        assert "moisture" in assembly.context.message_handlers
        with parts.running():
            number = parts.jobs.ask(assembly.context.job_kinds["water"], by="Noor")
            assert number is not None
            until(lambda: (job := parts.jobs.get(number)) and job.state is JobState.DONE)
        assert "Watering" in browser.get("/desk/jobs").text
        assert "A plant was watered." in browser.get("/desk/events").text
        gardener = assembly.context.get(Gardener)
        assert gardener in assembly.parts
        assert PlantSettings in setting_types(capabilities)
        assert server_commands(capabilities)["plants"] == (
            "nowhere:plants",
            "Water the plants.",
            "server",
        )
    finally:
        parts.database.close()


def test_it_stands_before_what_it_needs(tmp_path: Path) -> None:
    capabilities = (PLANTS, *CAPABILITIES)
    settings = ServerSettings(capabilities, data=str(tmp_path))
    with pytest.raises(NotProvidedError, match=r"provides a EventRecorder.*capabilities\.py"):
        assemble(settings, capabilities=capabilities)


def test_two_capabilities_want_the_same_name() -> None:
    class PortSettings(Struct, frozen=True, kw_only=True):
        """Of a ship."""

        port: Annotated[int, Meta(description="Where it lies.")] = 1

    twice = (*CAPABILITIES, Capability("ships", build, PortSettings))
    with pytest.raises(
        ValueError, match="RootSettings and PortSettings both have the setting port"
    ):
        ServerSettings(twice)
    with pytest.raises(ValueError, match="both have the setting port"):
        read_server_settings(None, {}, twice)


def test_the_command_line_lists_every_command_once() -> None:
    names = [command.name for one in CAPABILITIES for command in one.commands]
    assert len(names) == len(set(names))
    assert set(names) <= COMMANDS.keys()


def test_the_list_is_read_without_the_packages_of_the_server() -> None:
    program = (
        "import sys\n"
        "class Missing:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name.split('.')[0] in ('flask', 'sqlalchemy', 'alembic', 'argon2', 'numpy'):\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Missing())\n"
        "from click.testing import CliRunner\n"
        "from zaalgids.commands.command_line import zaalgids\n"
        "done = CliRunner().invoke(zaalgids, ['--help'])\n"
        "assert done.exit_code == 0 and 'staff' in done.output, done.output\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
