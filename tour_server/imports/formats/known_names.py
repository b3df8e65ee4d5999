"""What a museum's names are called in the vocabularies of other houses, for the writers of exchange formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from contract.museum import Museum

NameConcepts = Mapping[tuple[str, str], Sequence[tuple[str, str]]]
"""By (maker or term, a name in lower case and without accents): SKOS relations and addresses of concepts."""
EXACT = "exactMatch"


class NameRole(StrEnum):
    """What a name is on a work's label."""

    MAKER = "maker"
    MATERIAL = "material"
    TECHNIQUE = "technique"
    SUBJECT = "subject"


class NamedThing(Struct, frozen=True):
    """A name on a label. `name`: as it is compared; `words`: as it stands."""

    role: NameRole
    name: str
    words: str

    @property
    def key(self) -> tuple[str, str]:
        """What it is looked up by."""
        return ("maker" if self.role is NameRole.MAKER else "term", self.name)


class KnownNames:
    """The names on the labels of works, and the concepts that mean the same."""

    def __init__(self, concepts: NameConcepts, named: Mapping[str, Sequence[NamedThing]]) -> None:
        """`named`: what the label of each work names, by the work's key."""
        self._concepts, self._named = concepts, named

    def of(self, work: str, *roles: NameRole) -> list[NamedThing]:
        """Returns what a work's label names in these roles, or in any, as far as another house knows it."""
        return [
            one
            for one in self._named.get(work, ())
            if one.key in self._concepts and (not roles or one.role in roles)
        ]

    def concepts(self, thing: NamedThing) -> Sequence[tuple[str, str]]:
        """Returns (SKOS relation, address) of each concept."""
        return self._concepts.get(thing.key, ())

    def exact(self, thing: NamedThing) -> list[str]:
        """Returns the addresses of the concepts that mean exactly the same."""
        return [uri for relation, uri in self.concepts(thing) if relation == EXACT]

    def only_maker(self, work: str) -> NamedThing | None:
        """Returns the maker of a work whose label names one alone, where another house knows them."""
        makers = [one for one in self._named.get(work, ()) if one.role is NameRole.MAKER]
        return next(iter(self.of(work, NameRole.MAKER)), None) if len(makers) == 1 else None


NO_NAMES = KnownNames({}, {})


class ExportedNames:
    """What an export of this server's museum says beyond the museum itself.

    The capability that keeps the names provides it. `public_url`: where phones reach the server, "" if nobody said.
    """

    def __init__(self, find: Callable[[Museum], KnownNames], public_url: str) -> None:
        self._find, self.public_url = find, public_url

    def of(self, museum: Museum) -> KnownNames:
        """Returns what other houses call the names of a museum."""
        return self._find(museum)
