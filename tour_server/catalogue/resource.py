"""What the desk's pages need to know of one kind of part: `noun_pages` makes its list, form and history from it.

Works, tours, rooms and the rest differ in their form and in what their list shows. How a part is saved beside a
colleague, removed and brought back is the same for all, and is written once. What a newcomer would get wrong: a new
kind of page is a new `Noun`, never a copy of another's pages.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from msgspec import Struct

from contract.museum import Museum
from tour_server.catalogue.editing import Form, Values
from tour_server.catalogue.parts import Kind, take_apart
from tour_server.catalogue.shown import Fields
from tour_server.catalogue.snapshot import House


class Line(Struct, frozen=True):
    """A part in its list: its state beside what was published, in words; `missing`: languages without its words."""

    key: str
    body: Any
    name: str
    state: str
    missing: list[str] = []


class Asked(Struct, frozen=True):
    """What a button asks for besides saving. `refused`: a sentence by field for what was sent and can't be taken.

    `again`: what a person must send once more when the form comes back. `anchor`: where the page opens after.
    """

    change: Callable[[Any], Any] | None = None
    refused: dict[str, str] = {}
    again: str = ""
    anchor: str | None = None


class Noun(ABC):
    """One kind of part at the desk."""

    kind: ClassVar[Kind]
    at: ClassVar[str]  # its address under /desk: `tours`
    one: ClassVar[str]  # as staff call it, in a sentence: `tour`
    many: ClassVar[str]  # the heading of the list: `Tours`
    page: ClassVar[str]  # the template of its form
    list_page: ClassVar[str] = ""  # the template of its list
    alone: ClassVar[bool] = False  # there is one and will be one: no list, no adding, no removing
    texts: ClassVar[tuple[str, ...]] = ()  # fields in every language, whose lack the list shows

    @classmethod
    def endpoint(cls, view: str) -> str:
        """What `url_for` calls one of its views: `catalogue.tours.edit`."""
        return f"catalogue.{cls.called()}.{view}"

    @classmethod
    def called(cls) -> str:
        """What its blueprint is called."""
        return cls.at.replace("/", "-")

    @abstractmethod
    def form(self, here: House) -> Form:
        """How it is typed in this house."""

    @abstractmethod
    def blank(self, here: House) -> Any:
        """What a new one begins from; it need not be whole, the form says what lacks."""

    @staticmethod
    @abstractmethod
    def name(here: House, body: Any) -> str:
        """What staff know it by."""

    def more_values(self, here: House, body: Any) -> Values:
        """Fields of the page besides the form's own: what can be added to it."""
        return {}

    def words(self, here: House, body: Any, fields: Fields) -> dict[str, Any]:
        """What else the page's template asks for."""
        return {}

    def listed(
        self, here: House, lines: list[Line], asked: Mapping[str, str]
    ) -> tuple[list[Line], dict[str, Any]]:
        """Which lines the list shows for the filters in its address, and what else its template asks for."""
        return lines, {}

    def asked(self, action: str, what: str) -> Asked:
        """What the button `action:what` does besides saving. Aborts with 403 when this person may not."""
        return Asked()

    def lacks(self, body: Any, typed: Mapping[str, str]) -> dict[str, str]:
        """What a new one needs besides what the form asks of every one, by field."""
        return {}

    def public_key(self, key: str, body: Any) -> str:
        """The key under which it stands in what was published."""
        return key

    def published(self, museum: Museum | None) -> dict[str, Any] | None:
        """Every published one by its public key; None before the first release."""
        if museum is None:
            return None
        return {key: body for kind, key, body in take_apart(museum) if kind is self.kind}

    def missing(self, here: House, body: Any) -> list[str]:
        """The museum's languages that any of its texts lacks."""
        return [
            language
            for language in here.languages
            if not all(getattr(body, text).get(language) for text in self.texts)
        ]
