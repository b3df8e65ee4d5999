"""`zaalgids device look`: print a code for one set-up session. Runs on the device, as the kiosk's account."""

from __future__ import annotations

from pathlib import Path

import click

from device.camera_setup.invitation import FOLDER, NoInvitationError, request_invitation


def look(data: Path) -> None:
    """Open one signed-in, encrypted, time-limited look at a camera's picture, to aim it and draw its line."""
    try:
        invitation = request_invitation(data / FOLDER)
    except NoInvitationError as error:
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
