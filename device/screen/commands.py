"""`zaalgids device screen`: print the address that opens the kiosk's screen on another machine."""

from __future__ import annotations

from pathlib import Path

import click

from device.screen.door import ADDRESSES, FOLDER


def screen(data: Path) -> None:
    """Print the address, with its token, that opens the screen in another machine's browser."""
    try:
        text = (data / FOLDER / ADDRESSES).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise click.ClickException(
            'This screen is for the kiosk itself alone. Set screen.host = "0.0.0.0" and start the kiosk again.'
        ) from error
    except OSError as error:
        raise click.ClickException(
            f"{data / FOLDER} is the kiosk's alone. Run this as its account: sudo -u zaalgids zaalgids device screen …"
        ) from error
    click.echo(text, nl=False)
    click.echo(
        "\nWhoever has this address can use the screen. Keep it out of mails and photographs."
    )
