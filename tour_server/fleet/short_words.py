"""Why a kiosk needs somebody, in few words: kept in the language of the code, and translated where it is read."""

from __future__ import annotations

from msgspec import Struct

from web.translations import gettext as _


class ShortWords(Struct, frozen=True, omit_defaults=True):
    """Few words. `text`: marked in the code. `facts`: its placeholders.

    A list among the facts has words of its own, which are translated with it. As a string it is in the language of
    this request (web.translations).
    """

    text: str
    facts: dict[str, str | int | list[ShortWords]] = {}

    def __str__(self) -> str:
        """Returns the words in the language of this request."""
        said = {
            name: ", ".join(map(str, fact)) if isinstance(fact, list) else fact
            for name, fact in self.facts.items()
        }
        return _(self.text, **said)

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells one trouble from another: names and versions do, a number that grows does not."""
        return (self.text, *(fact for fact in self.facts.values() if isinstance(fact, str)))
