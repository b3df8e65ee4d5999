"""`zaalgids server`: the tour server until SIGINT or SIGTERM."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import Any

import click

from runtime.arithmetic_threads import limit
from runtime.settings_file import SettingsError
from zaalgids.commands.configuration_error import ConfigurationError


@click.command()
@click.option("--settings", type=click.Path(path_type=Path), help="TOML file of settings.")
@click.option("--data", help="Folder for everything the server keeps.")
@click.option("--host", help="Address to listen on; 0.0.0.0 lets phones in.")
@click.option("--port", type=int, help="Port of the pages.")
@click.option("--public-url", help="Address a visitor's phone reaches the server by.")
@click.option("--database", help="Database address; postgresql://… for PostgreSQL.")
@click.option("--broker", help="Address of an MQTT 5 broker; empty starts the embedded one.")
@click.option("--broker-port", type=int, help="Port of the embedded broker.")
@click.option(
    "--museum",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A museum folder to import and publish when there is none yet.",
)
def server(settings: Path | None, museum: Path | None, **given: Any) -> None:
    """Run the tour server."""
    limit(
        1
    )  # each request has a thread of its own, and a picture that is checked waited for idle ones of OpenBLAS
    from tour_server.app import DataProblemError, Server, ServerProblemError
    from tour_server.data_owner import OwnerError, act_as_owner
    from tour_server.settings import settings_for_command

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        chosen = settings_for_command(settings, os.environ, **given)
        act_as_owner(Path(chosen.root.data), for_good=True)
        running = Server(chosen, museum)
        running.start()
    except (SettingsError, OwnerError, DataProblemError) as error:
        raise ConfigurationError(str(error)) from error
    except ServerProblemError as error:
        raise click.ClickException(str(error)) from error
    try:
        click.echo(f"Visitors: {running.public_url}/visit")
        click.echo(f"Staff: {running.public_url}/desk")
        stop.wait()
    finally:
        running.stop()
