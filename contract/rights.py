"""The rights of a text, a picture or a video."""

from __future__ import annotations

from msgspec import Struct

from contract.patterns import Text

NOT_STATED = "not stated"  # an author or a licence that is not known


class Rights(Struct, frozen=True, omit_defaults=True):
    """A licence (SPDX name or words), who holds the rights, and what else the label has to say."""

    licence: str
    holder: str = ""
    note: Text = {}

    @property
    def credit(self) -> str:
        """Names who holds the rights, and the licence, for the line below a picture, without what is not stated."""
        return " · ".join(
            each for each in (self.holder, self.licence) if each not in ("", NOT_STATED)
        )
