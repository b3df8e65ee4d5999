"""The fields of the desk's forms: a flat dictionary from field name to text, as a browser sends it.

`text_values` and its like write a part into fields; the `read_…` functions read what was typed. A value that is not
acceptable gives a sentence in `errors`, under the name of its field, and the stored value is kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from contract.field_limits import FieldLimits
from contract.museum import Text
from tour_server.catalogue.plain_text import plain_text
from web.translations import gettext as _

Values = dict[str, str]


def with_unix_line_ends(typed: Mapping[str, str]) -> Values:
    """Return what a browser sent with `\\n` for each line end."""
    return {name: text.replace("\r\n", "\n").replace("\r", "\n") for name, text in typed.items()}


def same_text(first: str | None, second: str | None) -> bool:
    """Returns whether two texts are the same apart from space at their ends. A missing text counts as empty."""
    return (first or "").strip() == (second or "").strip()


def typed_text(stored: str, typed: str | None) -> str:
    """Return the typed text as plain text without space at its ends; the stored text where it is the same."""
    if typed is None or same_text(stored, typed):
        return stored
    return plain_text(typed).strip()


def languages_of(text: Text, languages: list[str]) -> list[str]:
    """Return the museum's `languages`, then the other languages that this text has."""
    return list(dict.fromkeys([*languages, *text]))


def text_values(name: str, text: Text, languages: list[str]) -> Values:
    """Return one field `<name>.<language>` for each of `languages_of` the text."""
    return {
        f"{name}.{language}": text.get(language, "") for language in languages_of(text, languages)
    }


def read_text(name: str, text: Text, typed: Mapping[str, str], languages: list[str]) -> Text:
    """Return the text as typed. A language whose field is empty is left out of it."""
    found = {
        language: typed_text(text.get(language, ""), typed.get(f"{name}.{language}"))
        for language in languages_of(text, languages)
    }
    order = list(dict.fromkeys([*text, *languages]))
    return {language: found[language] for language in order if found.get(language)}


def read_number(
    name: str,
    typed: Mapping[str, str],
    stored: float,
    limits: FieldLimits,
    errors: dict[str, str],
) -> float:
    """Return the number typed, with a comma or a point before its decimals."""
    low, high = _range(limits)
    text = typed.get(name, str(stored)).strip().replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        errors[name] = _(
            "Write a number from {low} to {high}.", low=format(low, "g"), high=format(high, "g")
        )
        return stored
    # Give back the stored object itself where the number is equal: `omit_defaults` leaves out a default only when it
    # is the same object, so an equal copy would change the document.
    return stored if number == stored else number


def read_whole(
    name: str,
    typed: Mapping[str, str],
    stored: int,
    limits: FieldLimits,
    errors: dict[str, str],
) -> int:
    """Return the whole number typed."""
    number = read_number(name, typed, stored, limits, errors)
    if number != int(number):
        low, high = _range(limits)
        errors[name] = _(
            "Write a whole number from {low} to {high}.",
            low=format(low, "g"),
            high=format(high, "g"),
        )
        return stored
    return stored if number == stored else int(number)


def number_attributes(limits: FieldLimits) -> str:
    """Return the `min` and `max` attributes of a number field with these limits."""
    return " ".join(
        f'{name}="{value:g}"'
        for name, value in (("min", limits.low), ("max", limits.high))
        if value is not None
    )


def _range(limits: FieldLimits) -> tuple[float, float]:
    return (
        float("-inf") if limits.low is None else limits.low,
        float("inf") if limits.high is None else limits.high,
    )
