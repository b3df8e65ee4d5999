"""`zaalgids contract`: writes what travels between device and server, so that someone else's device could speak it."""

from __future__ import annotations

from pathlib import Path

import click

from contract.schema import files


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="docs/contract")
def contract(folder: Path) -> None:
    """Write the messages' JSON Schemas and the AsyncAPI document into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(folder / name)
