"""`zaalgids`, the only entry point.

A command's module is imported when the command is asked for, not before: a kiosk never loads the server, and
`--help` answers at once.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from device.capabilities import CAPABILITIES as KIOSK_CAPABILITIES
from tour_server.capabilities import CAPABILITIES
from tour_server.capability import Capability
from tour_server.command_server import CommandServer


def server_commands(capabilities: Iterable[Capability]) -> dict[str, tuple[str, str, str]]:
    """Returns the commands of the server's capabilities: name -> (target, summary, extra)."""
    return {
        command.name: (command.target, command.summary, "server")
        for capability in capabilities
        for command in capability.commands
    }


# A command's name, where it is, what it does, and the extra of pyproject.toml that brings what it imports.
COMMANDS = {
    "demo": ("zaalgids.demo:demo", "Run broker, server and two kiosks on this machine.", "demo"),
    "server": ("zaalgids.commands.server:server", "Run the tour server.", "server"),
    "kiosk": ("zaalgids.commands.kiosk:kiosk", "Run a kiosk.", "kiosk"),
    "device": (
        "zaalgids.commands.command_line:device",
        "Look after this kiosk; on the server: register kiosks.",
        "kiosk",
    ),
    **server_commands(CAPABILITIES),
    "contract": ("zaalgids.commands.contract:contract", "Write the messages' schemas.", "server"),
    "evaluate": (
        "zaalgids.commands.command_line:evaluate",
        "Measure on your own pictures and doorways.",
        "kiosk",
    ),
}
# A kiosk's own commands, and those of the server's machine about kiosks. Each needs its own extra alone.
DEVICE = {
    **{
        command.name: (command.target, command.summary, "kiosk")
        for capability in KIOSK_CAPABILITIES
        for command in capability.commands
    },
    **{
        command.name: (command.target, command.summary, "server")
        for capability in CAPABILITIES
        for command in capability.device_commands
    },
}
EVALUATIONS = {
    "recognition": (
        "zaalgids.evaluation.recognition:recognition",
        "Name works on photographs.",
        "kiosk",
    ),
    "cases": (
        "zaalgids.evaluation.cases:command",
        "Simulate photographs of hard kinds.",
        "kiosk",
    ),
    "kinds": (
        "zaalgids.evaluation.kinds:command",
        "Name works on photographs, counted by kind.",
        "kiosk",
    ),
    "calibration": (
        "zaalgids.evaluation.calibration:command",
        "Fit how sure recognition is.",
        "kiosk",
    ),
    "footfall": (
        "zaalgids.evaluation.footfall:footfall",
        "Count crossings in a video.",
        "kiosk",
    ),
    "device": (
        "zaalgids.evaluation.device:device",
        "What this machine does: frames a second, milliseconds by step.",
        "kiosk",
    ),
    "ingest": (
        "zaalgids.evaluation.ingest:ingest",
        "Messages a second, from broker to database.",
        "server",
    ),
    "alignment": (
        "zaalgids.evaluation.alignment:alignment",
        "Measure the error of word times that are found by ear.",
        "kiosk",
    ),
    "loudness": (
        "zaalgids.evaluation.loudness:loudness",
        "Measure how loud a museum's speech is.",
        "kiosk",
    ),
    "ask": (
        "zaalgids.evaluation.ask:ask",
        "Ask a museum's guide the questions of a list.",
        "kiosk",
    ),
    "routing": (
        "zaalgids.evaluation.routing:routing",
        "Find the best route of published instances, and prove it.",
        "server",
    ),
    "roster": (
        "zaalgids.evaluation.roster:roster",
        "Find the best roster of a published instance, and prove it.",
        "roster",
    ),
    "crowd": (
        "zaalgids.evaluation.crowd:crowd",
        "Simulate a day of visitors, with plans that know of each other and without.",
        "server",
    ),
    "forecast": (
        "zaalgids.evaluation.forecast.command:forecast",
        "How right forecasts of your own counts of visitors would have been.",
        "server",
    ),
    "release": (
        "zaalgids.evaluation.release:release",
        "Publish and fetch a release of a given size.",
        "demo",
    ),
    "speech": (
        "zaalgids.evaluation.speech:speech",
        "Tell what the engine is given for a text, and measure how it sounds.",
        "kiosk",
    ),
    "subtitles": (
        "zaalgids.evaluation.subtitles:subtitles",
        "Check subtitles against the rules.",
        "kiosk",
    ),
}


class LazyGroup(click.Group):
    """A group whose commands are `module:name`, imported when used."""

    def __init__(self, *, lazy: dict[str, tuple[str, str, str]], **arguments: object) -> None:
        super().__init__(**arguments)  # type: ignore[arg-type]
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the commands in the order in which they are written above, which is the order of first use."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None when there is no such name.

        Raises ClickException, with the extra to install, when a package that it imports is missing.
        """
        if cmd_name not in self.lazy:
            return None
        module, name = self.lazy[cmd_name][0].split(":")
        try:
            command: click.Command = getattr(importlib.import_module(module), name)
        except ModuleNotFoundError as error:
            raise self._missing(ctx, cmd_name, error) from error
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command. Raises ClickException as `get_command` does."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            raise self._missing(ctx, ctx.invoked_subcommand or "", error) from error
        except PermissionError as error:
            raise click.ClickException(f"{error.filename}: {error.strerror}.") from error

    def _missing(
        self, ctx: click.Context, name: str, error: ModuleNotFoundError
    ) -> click.ClickException:
        extra = self.lazy[name][2] if name in self.lazy else "server"
        return click.ClickException(
            f"`{ctx.command_path} {name}` needs {error.name}, which is not installed. "
            f"Install the extra that brings it: pip install 'zaalgids[{extra}]'"
        )

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words, _) in self.lazy.items()])


class DeviceGroup(LazyGroup):
    """The server's commands about kiosks, and a kiosk's own: functions that take the kiosk's data folder."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Returns the command, a kiosk's own with the options that say which kiosk it is.

        Returns None when there is no such name. Raises ClickException as LazyGroup does.
        """
        if cmd_name not in self.lazy or self.lazy[cmd_name][2] == "server":
            return super().get_command(ctx, cmd_name)
        module, name = self.lazy[cmd_name][0].split(":")
        found: click.Command | Callable[[Path], None] = getattr(
            importlib.import_module(module), name
        )
        if isinstance(found, click.Command):  # it has options of its own
            return found
        action = found

        def run(settings: Path | None, data: str | None) -> None:
            from device.settings import read_kiosk_settings
            from runtime.settings_file import SettingsError

            try:
                chosen = read_kiosk_settings(settings, os.environ, data=data)
            except SettingsError as error:
                raise click.ClickException(str(error)) from error
            action(Path(chosen.data))

        options: list[click.Parameter] = [
            click.Option(
                ["--settings"], type=click.Path(path_type=Path), help="The kiosk's TOML file."
            ),
            click.Option(["--data"], help="The kiosk's folder, instead of the settings'."),
        ]
        return click.Command(cmd_name, callback=run, params=options, help=action.__doc__)


evaluate = LazyGroup(
    name="evaluate",
    lazy=EVALUATIONS,
    help="Measure on your own pictures and doorways before you open.",
)

device = DeviceGroup(
    name="device",
    lazy=DEVICE,
    help="Look after the kiosk on this device; on the server's machine, register kiosks.",
)


@click.group(cls=LazyGroup, lazy=COMMANDS)
@click.version_option(package_name="zaalgids")
@click.option("--verbose", is_flag=True, help="Say more about what happens.")
@click.pass_context
def zaalgids(context: click.Context, verbose: bool) -> None:
    """A gallery guide: kiosks that know the works, and the tour server behind them."""
    context.obj = _command_server()
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO,
        format="%(asctime)s %(levelname)-7s %(name)s: %(message)s",
    )
    if (
        not verbose
    ):  # it names its own plugins before every word of ours, an error about settings too
        logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)


def _command_server() -> CommandServer:
    """Returns what the server's commands are given; imports the server when a command uses it, not before."""

    def access() -> CommandServer:
        from tour_server.command_access import COMMAND_SERVER

        return COMMAND_SERVER

    return CommandServer(
        place=lambda file, data: access().place(file, data),
        data_folder=lambda file, data: access().data_folder(file, data),
        open=lambda file, data: access().open(file, data),
        open_or_make=lambda file, data: access().open_or_make(file, data),
        build=lambda file, data: access().build(file, data),
    )


def main() -> None:
    """Run the console script."""
    sys.exit(zaalgids())
