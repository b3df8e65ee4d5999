"""What a check is: its name, its title, where it looks, and how it says what it has found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from contract.museum import Museum
from tour_server.catalogue.parts import PartKind
from tour_server.checks.finding import Finding

PartLook = Callable[[PartKind, str, Any, Sequence[str]], Iterable[Finding]]
"""Takes the kind, the key and the body of a part, and the museum's languages."""
MuseumLook = Callable[[Museum], list[Finding] | None]
"""Takes the drafts. Returns None while it can't say yet."""


@dataclass(frozen=True)
class ReadinessCheck:
    """One kind of thing to look at before a publish. It has one of `of_part` and `of_museum`."""

    name: str
    """How it is stored and stands in addresses: `alternative-texts`."""
    title: str
    """What staff read above its findings, marked for translation."""
    say: Callable[[Finding], str]
    """Returns a finding as a sentence in the language of the request."""
    of_part: PartLook | None = None
    """Looks at one part: asked again only when that part, or the museum's languages, have changed."""
    of_museum: MuseumLook | None = None
    """Looks at the whole museum: asked each time."""
    address: Callable[[Finding], str] | None = None
    """Returns where a finding is mended; the page of its part where there is none."""
    always_stops: bool = False
    """Whether a publish stops at it, whatever the museum decides."""
    stops_at_first: bool = False
    """Whether a publish stops at it until the museum decides otherwise."""
