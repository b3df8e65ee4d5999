"""Saving what someone typed: nothing is lost when it does not fit, and nobody is overwritten unseen.

A form is a flat dictionary from field to text, which is what a browser sends; a draft can be shown as one too. So
three of them (what it was when the page was opened, what was typed, what a colleague saved since) can be put side by
side. What a newcomer would get wrong: a field that was not touched takes the colleague's text, also when the whole
form was sent; only a field that both changed is a conflict, and then the page shows both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from msgspec import Struct

from contract.museum import Text
from tour_server.catalogue.drafts import ConflictError, Drafts, Part
from tour_server.catalogue.parts import Kind

Values = dict[str, str]


class Form(Protocol):
    """How one kind of part is typed."""

    def values(self, body: Any) -> Values:
        """The part as fields."""

    def read(self, body: Any, typed: Mapping[str, str]) -> tuple[Any, dict[str, str]]:
        """`body` with what was typed, and for each field that won't do a sentence why."""


class Shown(Struct, frozen=True):
    """A page that comes back instead of a saved draft. `clashes`: what a colleague has in that field now."""

    values: Values
    version: int
    message: str
    wrong: dict[str, str] = {}
    clashes: dict[str, str] = {}
    orphans: dict[str, str] = {}


def save(
    drafts: Drafts,
    kind: Kind,
    key: str,
    form: Form,
    version: int,
    typed: Values,
    by: str,
    change: Callable[[Any], Any] | None = None,
) -> Part | Shown:
    """Saves `typed`, which began from `version`; then `change`, when a button asked for more than saving.

    Raises KeyError when there is no such part any more, or no such version.
    """
    now = drafts.get(kind, key)
    values = plain(typed)
    if version != now.version:
        before = drafts.at(kind, key, version)
        if before.body is None:
            raise KeyError(f"{key}, version {version}")
        theirs = form.values(now.body)
        values, clashes, orphans = merge(form.values(before.body), values, theirs)
        if clashes or orphans:
            message = (
                f"{now.changed_by} saved this while you were working on it. Nothing is lost: where you both "
                "changed a field, yours is in it and theirs stands below. Put it right, then save again."
            )
            return Shown(values, now.version, message, clashes=clashes, orphans=orphans)
    body, wrong = form.read(now.body, values)
    if wrong:
        message = "Not saved yet: see the fields that are marked. What you typed is still here."
        return Shown(values, now.version, message, wrong=wrong)
    if change is not None:
        body = change(body)
    try:
        return drafts.put(kind, key, body, now.version, by)
    except ConflictError:  # in the milliseconds since we looked
        return save(drafts, kind, key, form, version, typed, by, change)


def merge(
    before: Mapping[str, str], typed: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[Values, dict[str, str], dict[str, str]]:
    """(merged, clashes, orphans): fields both changed keep what was typed; orphans have no place any more."""
    merged: Values = dict(theirs)
    clashes: dict[str, str] = {}
    orphans: dict[str, str] = {}
    for name, mine in typed.items():
        was = before.get(name)
        if same(mine, was):
            continue
        if name not in theirs:
            if was is None:
                merged[name] = mine  # a field of something new
            else:
                orphans[name] = mine
            continue
        merged[name] = mine
        if not same(theirs[name], was) and not same(theirs[name], mine):
            clashes[name] = theirs[name]
    return merged, clashes, orphans


def plain(typed: Mapping[str, str]) -> Values:
    """What a browser sent, with line ends as we keep them."""
    return {name: text.replace("\r\n", "\n").replace("\r", "\n") for name, text in typed.items()}


def same(one: str | None, other: str | None) -> bool:
    """Whether two texts differ in no more than space at their ends; a missing one is empty."""
    return (one or "").strip() == (other or "").strip()


def kept(was: str, typed: str | None) -> str:
    """The typed text without space at its ends; the stored one, to the letter, where nothing was changed."""
    if typed is None or same(was, typed):
        return was
    return typed.strip()


def text_values(name: str, text: Text, languages: list[str]) -> Values:
    """One field for each language, the museum's and those that the text has besides."""
    return {f"{name}.{language}": text.get(language, "") for language in wordings(text, languages)}


def read_text(name: str, text: Text, typed: Mapping[str, str], languages: list[str]) -> Text:
    """The text as typed; a wording left empty is missing, not empty."""
    found = {
        language: kept(text.get(language, ""), typed.get(f"{name}.{language}"))
        for language in wordings(text, languages)
    }
    order = list(dict.fromkeys([*text, *languages]))
    return {language: found[language] for language in order if found.get(language)}


def wordings(text: Text, languages: list[str]) -> list[str]:
    """The museum's languages and then those that this text has besides."""
    return list(dict.fromkeys([*languages, *text]))


def read_number(
    name: str, typed: Mapping[str, str], was: float, low: float, high: float, wrong: dict[str, str]
) -> float:
    """The number typed; a sentence in `wrong` and the number as it was when it won't do."""
    text = typed.get(name, str(was)).strip().replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        wrong[name] = f"Write a number from {low:g} to {high:g}."
        return was
    # An equal one is given back itself: what is left at its default is not written out, and by identity alone.
    return was if number == was else number


def read_whole(
    name: str, typed: Mapping[str, str], was: int, low: int, high: int, wrong: dict[str, str]
) -> int:
    """As `read_number`, for what can't be halved."""
    number = read_number(name, typed, was, low, high, wrong)
    if number != int(number):
        wrong[name] = f"Write a whole number from {low} to {high}."
        return was
    return was if number == was else int(number)
