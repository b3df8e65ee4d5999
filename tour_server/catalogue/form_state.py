"""What the template of a form needs: each field's text, its error, a colleague's text, whether it is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from contract.museum import Level
from tour_server.catalogue.field_values import Values, same_text
from web.translations import gettext as _
from web.translations import mark

LEVEL_LABELS = [
    (Level.ADULT.value, mark("adults")),
    (Level.CHILD.value, mark("children")),
    (Level.PLAIN.value, mark("readers of plain language")),
    (Level.EXPERT.value, mark("experts")),
    (Level.DESCRIPTION.value, mark("audio description")),
]


def translated_choices(labels: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (value, label in the language of the request) of every choice."""
    return [(value, _(label)) for value, label in labels]


class FormState(Struct, frozen=True):
    """A form that comes back to the person because it was not saved, or not all of it.

    `errors`: a sentence for each field that is not acceptable. `clashes`: what a colleague saved in a field that this
    person changed too. `orphans`: what was typed in fields that a colleague removed.
    """

    values: Values
    version: int
    message: str
    errors: dict[str, str] = {}
    clashes: dict[str, str] = {}
    orphans: dict[str, str] = {}


class FormFields:
    """The fields of one form, for its template."""

    def __init__(
        self,
        values: Values,
        version: int,
        published: Mapping[str, str] | None,
        returned: FormState | None = None,
        outgoing: Values | None = None,
    ) -> None:
        """Take the saved values, and `returned` where the form comes back with what was typed.

        `published` holds the values that visitors have, or is None when nothing is published. `outgoing` are the saved
        values as they would be published, where that is not as they are.
        """
        self.values = values if returned is None else {**values, **returned.values}
        self.version = version if returned is None else returned.version
        self.message = returned.message if returned is not None else ""
        self.errors = returned.errors if returned is not None else {}
        self.orphans = returned.orphans if returned is not None else {}
        self._clashes = returned.clashes if returned is not None else {}
        self.labels: dict[str, str] = {}
        self._saved = values if outgoing is None else outgoing
        self._published = published

    def value(self, name: str) -> str:
        """Return the text in the field."""
        return self.values.get(name, "")

    def label(self, name: str, label: str) -> str:
        """Remember the label of a field for the summary of errors above the form. Returns the label."""
        self.labels[name] = label
        return label

    def error(self, name: str) -> str | None:
        """Return why the field's text is not acceptable, or None."""
        return self.errors.get(name)

    def clash(self, name: str) -> str | None:
        """Return what a colleague saved in the field meanwhile, or None."""
        return self._clashes.get(name)

    def is_draft(self, name: str) -> bool:
        """Returns whether the saved text of the field differs from what visitors have."""
        if self._published is None or name not in self._saved:
            return False
        return not same_text(self._saved[name], self._published.get(name))

    def has_problem(self, prefix: str) -> bool:
        """Returns whether a field whose name starts with `prefix` has an error or a clash."""
        return any(name.startswith(prefix) for name in (*self.errors, *self._clashes))


def publication_state(published: Mapping[str, object] | None, key: str, body: object) -> str:
    """Return in words how a draft differs from what was published; empty when it does not, or nothing was."""
    if published is None:
        return ""
    if key not in published:
        return _("new, not published")
    return "" if published[key] == body else _("changed, not published")
