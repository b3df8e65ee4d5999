"""The museum's own pronunciations in the drafts: added, changed, removed, one at a time.

They stand in the site's part, which colleagues edit elsewhere. So a change is made to the newest version of the site,
and made again where somebody saved in between: only the entry itself can clash.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from contract.museum import Block, Pronunciation
from narration.spoken_form.lexicon import applied
from tour_server.catalogue.drafts import ConflictError, Drafts
from tour_server.catalogue.parts import PartKind
from web.translations import gettext as _

_TRIES = 5  # saves of the site that may come in between

EntryName = tuple[str, str]
"""What an entry is called: (language, written)."""


class LexiconError(Exception):
    """An entry can't be kept. The message is a sentence for staff; `field` is the field it stands at."""

    def __init__(self, sentence: str, field: str = "written") -> None:
        self.field = field
        super().__init__(sentence)


class Lexicon:
    """The entries in the drafts. Safe to call from many threads."""

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts

    def put(self, entry: Pronunciation, instead_of: EntryName | None, by: str) -> None:
        """Add an entry, or keep it in the place of another one.

        Raises LexiconError when there is another entry of this name, or when the one to change is gone.
        """

        def changed(entries: list[Pronunciation]) -> list[Pronunciation]:
            names = [name_of(one) for one in entries]
            if name_of(entry) != instead_of and name_of(entry) in names:
                raise LexiconError(_("This word is in the list already, for this language."))
            if instead_of is None:
                return [*entries, entry]
            if instead_of not in names:
                raise LexiconError(_("A colleague removed this word meanwhile. Add it again."))
            return [entry if name == instead_of else one for name, one in _named(entries)]

        self._change(changed, by)

    def remove(self, name: EntryName, by: str) -> bool:
        """Remove an entry. Returns whether it was there."""
        removed = False

        def changed(entries: list[Pronunciation]) -> list[Pronunciation]:
            nonlocal removed
            kept = [one for one in entries if name_of(one) != name]
            removed = len(kept) < len(entries)
            return kept

        self._change(changed, by)
        return removed

    def _change(
        self, changed: Callable[[list[Pronunciation]], list[Pronunciation]], by: str
    ) -> None:
        for tries in range(_TRIES, 0, -1):
            part = self._drafts.all(PartKind.SITE)[0]
            site = replace(part.body, lexicon=changed(part.body.lexicon))
            try:
                self._drafts.put(PartKind.SITE, part.key, site, part.version, by)
            except ConflictError:
                if tries == 1:
                    raise
            else:
                return


def name_of(entry: Pronunciation) -> EntryName:
    """Return what an entry is called."""
    return entry.language, entry.written


def texts_with(entries: Sequence[Pronunciation], blocks: Sequence[Block]) -> Counter[EntryName]:
    """Return in how many texts each entry is said."""
    return Counter(
        name_of(entry) for block in blocks for entry in applied(entries, block.text, block.language)
    )


def _named(entries: Sequence[Pronunciation]) -> list[tuple[EntryName, Pronunciation]]:
    return [(name_of(one), one) for one in entries]
