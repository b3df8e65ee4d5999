"""Reads the CSV files of `evaluate recognition`: columns `path,work`, paths relative to the file.

A newcomer would stop at the first bad row; whoever made the list wants to hear of all of them at once.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

NONE = "none"
_SHOWN = 10


class ListError(ValueError):
    """The list can't be used; the message names file and rows, a line each."""


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the line's in the file, `path` as written there, `works` the right answers (none: empty)."""

    number: int
    path: str
    file: Path
    works: tuple[str, ...]

    @property
    def truth(self) -> str:
        """As written in the list."""
        return "|".join(self.works) or NONE


def read_list(file: Path, query: bool = False) -> list[Row]:
    """The rows; with `query`, a work may be `none` or `a|b`. Raises ListError."""
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
        if not path or not work or "" in works:
            problems.append(
                f"{file}, row {number}: {'the path' if not path else 'the work'} is missing."
            )
        elif not query and (work == NONE or "|" in work):
            problems.append(f"{file}, row {number}: {work!r} can't be the name of a work.")
        else:
            rows.append(Row(number, path, file.parent / path, works))
    if problems:
        more = [f"and {len(problems) - _SHOWN} more."] if len(problems) > _SHOWN else []
        raise ListError("\n".join(problems[:_SHOWN] + more))
    if not rows:
        raise ListError(f"{file}: there are no rows.")
    return rows
