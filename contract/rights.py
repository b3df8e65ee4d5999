"""The rights of a text, a picture or a video."""

from __future__ import annotations

from msgspec import Struct

from contract.patterns import Text


class Rights(Struct, frozen=True, omit_defaults=True):
    """A licence (SPDX name or words), who holds the rights, and what else the label has to say."""

    licence: str
    holder: str = ""
    note: Text = {}

    @property
    def credit(self) -> str:
        """Who holds the rights, and the licence, as the line below a picture."""
        return " · ".join(words for words in (self.holder, self.licence) if words)
