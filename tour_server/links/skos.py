"""Writes the museum's names and their matches as SKOS, in N-Triples: a line a statement, which every tool reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from tour_server.links.name_book import StoredMatch

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def skos_lines(matches: Iterable[StoredMatch], address: str) -> Iterator[str]:
    """Yield the lines. `address`: where the museum's names are, with a slash at its end."""
    said: set[str] = set()
    for match in matches:
        name = f"{address}{match.of.value}/{quote(match.name, safe='')}"
        if name not in said:
            said.add(name)
            yield f"<{name}> <{_TYPE}> <{_SKOS}Concept> .\n"
            yield f"<{name}> <{_SKOS}prefLabel> {literal(match.words)} .\n"
        yield f"<{name}> <{_SKOS}{match.relation.value}> <{safe_uri(match.uri)}> .\n"


def literal(words: str) -> str:
    """Return words as a literal of N-Triples."""
    return '"' + "".join(_ESCAPES.get(sign, sign) for sign in words) + '"'


def safe_uri(uri: str) -> str:
    """Return an address without what may not stand in angle brackets."""
    return quote(uri, safe=":/?#[]@!$&'()*+,;=%~-._")
