"""Reads the CSV files of `evaluate recognition`: columns `path,work`, paths relative to the file.

A list of queries may also have the columns `kind` (a few words) and `share` (of the work that is covered, 0 to 1); the
report counts by them. Other columns are ignored.

An error names all bad rows at once, so that its author can correct them in one pass.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

NONE = "none"  # the answer to a photograph of no enrolled work
PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_MAX_PROBLEMS = 10  # rows named in one error


class ListError(ValueError):
    """The list cannot be used; the message names file and rows, a line each."""


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One row: its line number in the file, its path as written there, and the right answers (empty for none).

    `kind`: what the photograph is an example of, empty where the list does not say. `share`: of the work that is
    covered, 0 to 1; None where the list does not say.
    """

    number: int
    path: str
    file: Path
    works: tuple[str, ...]
    kind: str = ""
    share: float | None = None

    @property
    def truth(self) -> str:
        """The right answers as written in the list."""
        return "|".join(self.works) or NONE


def read_list(file: Path, query: bool = False) -> list[PictureRow]:
    """Returns the rows. With `query`, a work may be `none` or `a|b`, and `kind` and `share` are read.

    Raises ListError.
    """
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.DictReader(lines, skipinitialspace=True)
            columns = [name.strip() for name in reader.fieldnames or []]
            if not {"path", "work"} <= set(columns):
                found = ", ".join(columns) or "nothing"
                raise ListError(
                    f"{file}: the first line must name the columns path,work; it has {found}."
                )
            reader.fieldnames = columns
            plain = [(reader.line_num, row) for row in reader]
    except OSError as error:
        raise ListError(f"{file}: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise ListError(f"{file}: the file is not UTF-8.") from None
    except csv.Error as error:
        raise ListError(f"{file}: not a CSV file: {error}.") from error
    rows, problems = [], []
    for number, row in plain:
        path, work = (row["path"] or "").strip(), (row["work"] or "").strip()
        works = tuple(part.strip() for part in work.split("|")) if query else (work,)
        if query and works == (NONE,):
            works = ()
        kind = (row.get("kind") or "").strip() if query else ""
        written = (row.get("share") or "").strip() if query else ""
        share = _share(written)
        if not path or not work or "" in works:
            problems.append(
                f"{file}, row {number}: {'the path' if not path else 'the work'} is missing."
            )
        elif written and share is None:
            problems.append(
                f"{file}, row {number}: the share {written!r} is no number from 0 to 1."
            )
        elif not query and (work == NONE or "|" in work):
            problems.append(f"{file}, row {number}: {work!r} can't be the name of a work.")
        else:
            rows.append(PictureRow(number, path, file.parent / path, works, kind, share))
    if problems:
        more = (
            [f"and {len(problems) - _MAX_PROBLEMS} more."] if len(problems) > _MAX_PROBLEMS else []
        )
        raise ListError("\n".join(problems[:_MAX_PROBLEMS] + more))
    if not rows:
        raise ListError(f"{file}: there are no rows.")
    return rows


def _share(written: str) -> float | None:
    """Returns the number, or None where it is not one from 0 to 1."""
    try:
        share = float(written)
    except ValueError:
        return None
    return share if 0 <= share <= 1 else None
