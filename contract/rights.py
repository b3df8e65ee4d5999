"""The rights of a text, a picture or a video."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct

from contract.licences import licence_address, licence_words
from contract.patterns import END, Text
from contract.rights_statements import TITLE_LANGUAGE, statement_address

NOT_STATED = "not stated"  # an author or a licence that is not known
MAX_WORDS = 500  # characters
RightsAddress = Annotated[str, Meta(pattern=rf"^(https?://\S+)?{END}", max_length=MAX_WORDS)]
RightsWords = Annotated[str, Meta(max_length=MAX_WORDS)]


class Rights(Struct, frozen=True, omit_defaults=True):
    """A licence (SPDX name, title or words), who holds the rights, and what else the label has to say.

    `uri`: the web address of the licence, where its name does not say it. `creator`: who made the picture or the text.
    `source`: where the museum has it from. `until`: the last day on which the museum may show it, in its time zone.
    """

    licence: str
    holder: str = ""
    note: Text = {}
    uri: RightsAddress = ""
    creator: RightsWords = ""
    source: RightsWords = ""
    until: dt.date | None = None

    @property
    def is_stated(self) -> bool:
        """Whether anybody has said under which licence it may be shown."""
        return self.licence.strip() not in ("", NOT_STATED)

    @property
    def address(self) -> str:
        """The web address of the licence, "" where it has none."""
        return licence_address(self.licence) or self.uri

    @property
    def credit(self) -> str:
        """The line below a picture: who made it, who holds the rights, and the licence, without what is not stated."""
        return " · ".join(words for words, _language in self.credit_parts)

    @property
    def credit_parts(self) -> list[tuple[str, str]]:
        """The parts of `credit`, each with its language, "" for a name, which has none."""
        names = dict.fromkeys(one for one in (self.creator, self.holder) if one)
        parts = [(one, "") for one in names if one != NOT_STATED]
        if self.is_stated:
            language = TITLE_LANGUAGE if statement_address(self.licence) else ""
            parts.append((licence_words(self.licence), language))
        return parts

    def ended(self, today: dt.date) -> bool:
        """Returns whether the museum may no longer show it; `today` in the museum's time zone."""
        return self.until is not None and self.until < today
