"""`zaalgids kiosk`: a kiosk until SIGINT or SIGTERM. Its screen is a web page for a full-screen browser."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import click

from runtime.arithmetic_threads import limit
from runtime.settings_file import SettingsError
from zaalgids.commands.configuration_error import ConfigurationError


@click.command()
@click.option("--settings", type=click.Path(path_type=Path), help="TOML file of settings.")
@click.option("--name", help="The kiosk's name on the fleet page.")
@click.option("--site", help="The site it stands in.")
@click.option("--room", help="The room where it stands, into which `in` over its line leads.")
@click.option("--data", help="Folder for everything the kiosk keeps.")
@click.option("--server", help="Address of the tour server.")
@click.option("--broker", help="Address of the broker.")
@click.option("--placement", help="held-up, facing-a-wall or carried.")
@click.option(
    "--camera",
    help="A folder of pictures, a video, or a camera (0, /dev/video0), instead of the settings' cameras.",
)
@click.option("--port", type=int, help="Port of the screen's page.")
def kiosk(settings: Path | None, camera: str | None, port: int | None, **given: object) -> None:
    """Run a kiosk."""
    limit(1)  # footfall, recognition and speech have a thread each, and idle ones of OpenBLAS spin
    import msgspec

    from device.camera.settings import from_address
    from device.kiosk import KioskProblemError
    from device.kiosk_run import KioskRun
    from device.settings import PREFIX, CameraSettings, KioskSettings, read_kiosk_settings
    from runtime.kept_memory import keep_freed_memory
    from runtime.no_core_dump import forbid_core_dumps

    forbid_core_dumps()  # before there is a picture
    keep_freed_memory()

    def read() -> KioskSettings:
        chosen = read_kiosk_settings(settings, os.environ, **given)
        if camera is not None:
            cameras = (CameraSettings(source=from_address(camera)),)
            chosen = msgspec.structs.replace(chosen, cameras=cameras)
        if port is not None:
            screen = msgspec.structs.replace(chosen.screen, port=port)
            chosen = msgspec.structs.replace(chosen, screen=screen)
        return chosen

    typed = {name for name, value in given.items() if value is not None}
    named = {name.removeprefix(PREFIX).lower() for name in os.environ if name.startswith(PREFIX)}
    try:
        running = KioskRun(
            read,
            settings if camera is None else None,
            lambda address: click.echo(f"Screen: {address}"),
            fixed=typed | named,
        )
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: running.stop())
        running.run()
    except SettingsError as error:
        raise ConfigurationError(str(error)) from error
    except (KioskProblemError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if running.restarts:  # with the same settings file, command line and process id
        os.execv(sys.executable, [sys.executable, "-m", "zaalgids", *sys.argv[1:]])  # noqa: S606
