"""Sources as one line each, in formats that have no field for where in a source something stands."""

from __future__ import annotations

from collections.abc import Iterable

from contract.museum import Source

SHORTEST = 3
"""Characters of a citation at least, as contract.museum.Source says."""


def citation(source: Source) -> str:
    """Returns a source as one line: what it is, then where it stands in angle brackets."""
    return source.citation if source.where is None else f"{source.citation} <{source.where}>"


def read_citations(lines: Iterable[str]) -> list[Source]:
    """Returns the sources in lines that `citation` wrote, or that a museum wrote in its own way."""
    return [_read(line) for line in map(str.strip, lines) if len(line) >= SHORTEST]


def _read(line: str) -> Source:
    before, found, where = line.rpartition(" <")
    if found and len(before) >= SHORTEST and where.endswith(">"):
        return Source(before, where[:-1])
    return Source(line)
