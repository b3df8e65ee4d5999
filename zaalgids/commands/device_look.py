"""`zaalgids device look`: a code for one look through a camera. Runs on the device, as the kiosk's account."""

from __future__ import annotations

import os
from pathlib import Path

import click

from runtime.settings_file import SettingsError, read_settings


@click.command()
@click.option("--settings", type=click.Path(path_type=Path), help="The kiosk's TOML file.")
@click.option("--data", help="The kiosk's folder, instead of the settings'.")
def look(settings: Path | None, data: str | None) -> None:
    """Open one signed-in, encrypted, time-limited look at a camera's picture, to aim it and draw its line."""
    from device.camera_setup.invitation import NobodyAnswersError, ask
    from device.settings import PREFIX, KioskSettings

    try:
        chosen = read_settings(KioskSettings, PREFIX, settings, os.environ, data=data)
        invitation = ask(Path(chosen.data) / "aim")
    except (SettingsError, NobodyAnswersError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"  Code         {invitation.code}   good once, for {invitation.minutes} minutes")
    for address in invitation.addresses:
        click.echo(f"  Address      {address}")
    if invitation.fingerprint:
        first, second = invitation.fingerprint[:48].rstrip(":"), invitation.fingerprint[48:]
        click.echo(f"  Certificate  SHA-256 {first}\n                       {second}")
        click.echo(
            "\nThe certificate is the kiosk's own, so the browser warns. Go on if it shows this fingerprint."
        )
    else:
        click.echo("\nWithout TLS: open it through an SSH tunnel to this device alone.")
    click.echo("All the while you look, the kiosk's screen says so.")
