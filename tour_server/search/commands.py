"""`zaalgids search rebuild`."""

from __future__ import annotations

import time
from pathlib import Path

import click

from tour_server.command_server import CommandServer, pass_server
from tour_server.search.catching_up import CatchingUp


@click.group()
def search() -> None:
    """Look after the index of the search."""


@search.command()
@click.option("--data", help="The server's data folder.")
@click.option(
    "--settings", type=click.Path(path_type=Path), help="The server's TOML file of settings."
)
@pass_server
def rebuild(server: CommandServer, data: str | None, settings: Path | None) -> None:
    """Make the index anew from the drafts. The server may run meanwhile; its pages find less until this has ended."""
    begun = time.monotonic()
    context = server.build(settings, data)
    shown = 0.0

    def progress(left: int) -> None:
        nonlocal shown
        if time.monotonic() - shown >= 1:
            shown = time.monotonic()
            click.echo(f"{left} parts left", err=True)

    count = context.get(CatchingUp).rebuild(progress)
    context.database.close()
    click.echo(f"{count} parts read in {time.monotonic() - begun:.1f} s.")
