"""The base class of what staff edit at the desk: works, links, themes, tours, offers, rooms, connections, the site.

A resource says how its parts are typed, named and listed. `resource_pages` makes its list, form and history from that:
saving beside a colleague, removing and bringing back are the same for all and are written once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from msgspec import Struct

from contract.museum import Museum
from contract.text_units import languages_with_gaps, part_text_units
from tour_server.catalogue.editing import Form
from tour_server.catalogue.field_values import Values
from tour_server.catalogue.form_state import FormFields
from tour_server.catalogue.parts import PartKind, split_museum
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.staff.permissions import Permission


class ListRow(Struct, frozen=True):
    """A part as a row of its list. `state` says in words how it differs from what was published.

    `missing` are the museum's languages in which it lacks text; `waiting` is how many of its texts are not approved.
    """

    key: str
    body: Any
    name: str
    state: str
    missing: list[str] = []
    waiting: int = 0


class ActionResult(Struct, frozen=True):
    """What a button does besides saving.

    `change` is applied to the part after what was typed. `refused` has a sentence for each field whose content could
    not be accepted. `resend_hint` says what a person has to choose again when the form comes back. `anchor` is the
    place on the page where it opens afterwards.
    """

    change: Callable[[Any], Any] | None = None
    refused: dict[str, str] = {}
    resend_hint: str = ""
    anchor: str | None = None


class Resource(ABC):
    """One kind of part, as staff edit it at the desk."""

    kind: ClassVar[PartKind]
    path: ClassVar[str]  # under /desk: `tours`
    singular: ClassVar[str]  # as staff read it in a sentence: `tour`
    plural: ClassVar[str]  # the heading of the list: `Tours`
    add_label: ClassVar[str] = ""  # on the button that adds one: `Add a tour`
    remove_label: ClassVar[str] = ""  # on the button that removes one: `Remove this tour`
    form_template: ClassVar[str]
    list_template: ClassVar[str] = ""
    is_singleton: ClassVar[bool] = False  # exactly one exists: no list, no adding, no removing
    permission: ClassVar[Permission] = Permission.WRITE  # what a person needs to change its parts
    text_fields: ClassVar[
        tuple[str, ...]
    ] = ()  # fields of type Text that the form shows by language

    @classmethod
    def endpoint(cls, view: str) -> str:
        """Return the endpoint of a view for `url_for`, like `catalogue.tours.edit`."""
        return f"catalogue.{cls.blueprint_name()}.{view}"

    @classmethod
    def blueprint_name(cls) -> str:
        """Return the name of the blueprint of its pages."""
        return cls.path.replace("/", "-")

    @abstractmethod
    def form(self, snapshot: CatalogueSnapshot) -> Form:
        """Return the form of its parts."""

    @abstractmethod
    def blank(self, snapshot: CatalogueSnapshot) -> Any:
        """Return the part that a new one starts from. It may be incomplete; the form says what is missing."""

    @staticmethod
    @abstractmethod
    def name(snapshot: CatalogueSnapshot, body: Any) -> str:
        """Return the name of a part for staff."""

    def extra_values(self, snapshot: CatalogueSnapshot, body: Any) -> Values:
        """Return the fields of the page besides the form's own: of what can be added to the part."""
        return {}

    def template_context(
        self, snapshot: CatalogueSnapshot, body: Any, fields: FormFields
    ) -> dict[str, Any]:
        """Return the variables that the form's template needs besides those of every form."""
        return {}

    def filter(
        self, snapshot: CatalogueSnapshot, rows: list[ListRow], query: Mapping[str, str]
    ) -> tuple[list[ListRow], dict[str, Any]]:
        """Return the rows that the filters of a `query` leave, in order, and further variables for the template."""
        return rows, {}

    def handle_action(self, action: str, target: str) -> ActionResult:
        """Return what the button `action:target` does besides saving. Aborts with 403 when the person may not."""
        return ActionResult()

    def missing_fields(self, body: Any, typed: Mapping[str, str]) -> dict[str, str]:
        """Return a sentence for each field that a new part needs and does not have, beyond the form's own errors."""
        return {}

    def published_key(self, key: str, body: Any) -> str:
        """Return the key of a part in a published museum."""
        return key

    def published(self, museum: Museum | None) -> dict[str, Any] | None:
        """Return the published parts by `published_key`, or None before the first release."""
        if museum is None:
            return None
        return {key: body for kind, key, body in split_museum(museum) if kind is self.kind}

    def missing_languages(self, snapshot: CatalogueSnapshot, body: Any) -> list[str]:
        """Return the museum's languages in which a text of the part is missing."""
        if not self.text_fields:
            return []
        return languages_with_gaps(part_text_units(body, snapshot.languages), snapshot.languages)
