"""The folder of pictures that simulated photographs are made of: the option `--pictures` and how it is read."""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from models.picture import PictureError, read_picture
from zaalgids.evaluation.picture_list import PICTURE_SUFFIXES

pictures_option = click.option(
    "--pictures",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="A folder of pictures, some hundred: paintings, prints, photographs.",
)


def read_folder(folder: Path) -> dict[str, NDArray[np.uint8]]:
    """Returns the pictures of a folder by their names. Raises ValueError where none can be read."""
    found: dict[str, NDArray[np.uint8]] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in PICTURE_SUFFIXES:
            try:
                found[str(file.relative_to(folder))] = read_picture(file)
            except PictureError as error:
                click.echo(f"{file}: {error}", err=True)
    if not found:
        raise ValueError(f"There are no pictures in {folder}.")
    return found
