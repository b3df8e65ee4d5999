"""Reads the texts that an evaluation speaks: a CSV with the columns text,language."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import click

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read_texts(file: Path) -> list[tuple[str, str]]:
    """Read the texts and their languages. Raises click.ClickException, with the line, for a row that can't be used."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            table = csv.DictReader(opened)
            if not {"text", "language"} <= set(table.fieldnames or ()):
                raise click.ClickException(
                    f"{file}: its first line must name the columns text,language."
                )
            rows = [(table.line_num, row["text"] or "", row["language"] or "") for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise click.ClickException(f"{file}: {error}") from error
    for line, text, language in rows:
        if not text.strip():
            raise click.ClickException(f"{file}, line {line}: there is no text.")
        if not _LANGUAGE.fullmatch(language.strip()):
            raise click.ClickException(f"{file}, line {line}: {language!r} is no language tag.")
    return [(text, language.strip()) for _, text, language in rows]
