"""Save what a person typed, without losing it when it can't be saved and without overwriting a colleague's text.

A form is a flat dictionary from field to text, and a draft can be written as one. So three of them are compared field
by field: the draft when the page was opened, what was typed, and the draft as it is now. A field that the person left
alone takes the colleague's text. Only a field that both changed is a conflict; the page then shows both texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from tour_server.catalogue.drafts import ConflictError, Drafts, Part
from tour_server.catalogue.field_values import Values, same_text, with_unix_line_ends
from tour_server.catalogue.form_state import FormState
from tour_server.catalogue.parts import PartKind
from web.translations import gettext as _

SAVE_ATTEMPTS = 5  # a second one is needed when a colleague saved within milliseconds


class Form(Protocol):
    """How parts of one kind are edited as fields."""

    def values(self, body: Any) -> Values:
        """Return the part as fields."""

    def read(self, body: Any, typed: Mapping[str, str]) -> tuple[Any, dict[str, str]]:
        """Return `body` with what was typed, and a sentence for each field that is not acceptable."""


def save(
    drafts: Drafts,
    kind: PartKind,
    key: str,
    form: Form,
    version: int,
    typed: Values,
    by: str,
    change: Callable[[Any], Any] | None = None,
) -> Part | FormState:
    """Save `typed`, which started from `version`, and apply `change`, which a button asked for, to the result.

    Returns the saved part, or the form to show again when there are errors or conflicts. Raises KeyError when the
    part or that version of it does not exist, ConflictError when colleagues saved in between at every attempt.
    """
    typed = with_unix_line_ends(typed)
    for attempt in range(SAVE_ATTEMPTS):
        now = drafts.get(kind, key)
        values = typed
        if version != now.version:
            values, conflict = _merged(drafts, now, form, version, typed)
            if conflict is not None:
                return conflict
        body, errors = form.read(now.body, values)
        if errors:
            message = _(
                "Not saved yet: see the fields that are marked. What you typed is still here."
            )
            return FormState(values, now.version, message, errors=errors)
        if change is not None:
            body = change(body)
        try:
            return drafts.put(kind, key, body, now.version, by)
        except ConflictError:
            if attempt == SAVE_ATTEMPTS - 1:
                raise
    raise AssertionError("the last attempt returns or raises")


def merge(
    before: Mapping[str, str], typed: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[Values, dict[str, str], dict[str, str]]:
    """Merge two changes of the fields `before` and return (merged, clashes, orphans).

    A field that both changed keeps what was typed, and `clashes` holds the colleague's text. `orphans` holds what was
    typed in fields that the colleague removed.
    """
    merged: Values = dict(theirs)
    clashes: dict[str, str] = {}
    orphans: dict[str, str] = {}
    for name, mine in typed.items():
        stored = before.get(name)
        if same_text(mine, stored):
            continue
        if name not in theirs:
            if stored is None:
                merged[name] = mine  # a field of something that is being added
            else:
                orphans[name] = mine
            continue
        merged[name] = mine
        if not same_text(theirs[name], stored) and not same_text(theirs[name], mine):
            clashes[name] = theirs[name]
    return merged, clashes, orphans


def _merged(
    drafts: Drafts, now: Part, form: Form, version: int, typed: Values
) -> tuple[Values, FormState | None]:
    """Return what was typed over a colleague's newer version, and the form to show again where both changed a field."""
    before = drafts.get_version(now.kind, now.key, version)
    if before.body is None:
        raise KeyError(f"{now.key}, version {version}")
    values, clashes, orphans = merge(form.values(before.body), typed, form.values(now.body))
    if not clashes and not orphans:
        return values, None
    message = _(
        "{name} saved this while you were working on it. Nothing is lost: where you both "
        "changed a field, yours is in it and theirs stands below. Put it right, then save again.",
        name=now.changed_by,
    )
    return values, FormState(values, now.version, message, clashes=clashes, orphans=orphans)
