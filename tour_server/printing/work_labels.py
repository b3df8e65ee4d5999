"""The labels of works: number, titles in the museum's languages, what to do with the number, and a code to the work."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from contract.museum import Museum, Work
from runtime.languages import best, direction, primary_language
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.printing.draft_marks import DraftMarks, mark_words
from tour_server.printing.number_words import breakable, number_words, typed_address
from tour_server.printing.print_fonts import PrintFonts
from tour_server.printing.print_style import PrintStyle, is_italic, logo_name
from tour_server.printing.sheets import LabelSheet
from tour_server.printing.typesetter import Document, all_characters, ask_layout
from web.qr_code import qr_svg
from web.translations import gettext as _

LAYOUT = "labels.typ"
LONG_WORD = 14  # letters
_SOFT_HYPHEN = "\u00ad"
AT_ONCE = 50
"""Labels whose letters are chosen by one child program: each try takes memory, 1.8 GB for a thousand at once."""
# Scripts that break a line within a run of letters; the names of Unicode's letters begin so.
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")


class WorkLabels:
    """Makes the document of the labels of some works."""

    def __init__(
        self, museum: Museum, pictures: Pictures, fonts: PrintFonts, marks: DraftMarks, server: str
    ) -> None:
        """`server`: the address by which phones reach it."""
        self._museum, self._pictures = museum, pictures
        self._fonts, self._marks = fonts, marks
        self._server = server.rstrip("/")
        self._address = breakable(typed_address(server))

    def document(
        self,
        works: Sequence[Work],
        sheet: LabelSheet,
        start: int,
        progress: Callable[[int], None] = lambda _done: None,
        *,
        outlined: bool = False,
    ) -> Document:
        """Returns the labels of `works`, the first one at place `start` of the first sheet (from 1).

        `progress` is called with the number of labels that are done. `outlined`: with the edges of the labels.
        Raises KeyError for a file that is gone, TypesettingError, OSError.
        """
        site = self._museum.site
        style = PrintStyle(site, self._pictures)
        data: dict[str, Any] = {
            **style.data(site.languages[0]),
            "title": _("Labels"),
            "sheet": msgspec.to_builtins(sheet),
            "start": start,
            "outlined": outlined,
            "address": self._address,
        }
        logo = style.logo()
        files = {} if logo is None else {logo_name(logo): logo}
        labels = [self._label(work) for work in works]
        fonts = self._fonts.stacks(site.look, all_characters(labels))
        fits: list[Any] = []
        for first in range(0, len(works), AT_ONCE):
            progress(first)
            some = labels[first : first + AT_ONCE]
            asked = Document(LAYOUT, {**data, "labels": some, "fits": None}, fonts, files)
            fits += ask_layout(asked, "<fit>")
            for label in some:
                label["code"] = qr_svg(label["code_alt"])
        cut = [str(work.number) for work, fit in zip(works, fits, strict=True) if fit is None]
        return Document(LAYOUT, data | {"labels": labels, "fits": fits}, fonts, files, cut)

    def _label(self, work: Work) -> dict[str, Any]:
        unapproved = self._marks.unapproved(PartKind.WORK, work.key)
        address = f"{self._server}/visit/work/{work.number}"
        groups = []
        words = {
            one.language: one
            for one in number_words(work.number, self._museum.site.languages, self._address)
        }
        for language in self._museum.site.languages:
            said = words.pop(best([language], words) or "", None)
            groups.append(
                _group(
                    language,
                    work.title.get(language, "").strip(),
                    ("title", language) in unapproved,
                    ("", "") if said is None else (said.sentence, said.short),
                )
            )
        return {
            "number": work.number,
            "code_alt": address,
            "groups": groups,
        }


def _group(
    language: str, title: str, is_marked: bool, words: tuple[str, str]
) -> dict[str, str | bool]:
    return {
        "lang": primary_language(language),
        "dir": direction(language),
        "title": title,
        "italic": is_italic(language),
        "loose_title": loose(title),
        "longest_word": longest_word(title),
        "mark": mark_words(language) if title and is_marked else "",
        "sentence": words[0],
        "short": words[1],
    }


def longest_word(text: str) -> str:
    """Returns the longest run of letters that no line break may divide."""
    return max((word for word in text.split() if not _is_unspaced(word)), key=len, default="")


def loose(text: str) -> str:
    """Returns a text whose long words may be broken with a hyphen after every third letter.

    Note: that is wrong in any language, and used where a word is wider than a label in the smallest letters.
    """
    return " ".join(
        _SOFT_HYPHEN.join(re.findall(".{1,3}", word)) if len(word) > LONG_WORD else word
        for word in text.split()
    )


def _is_unspaced(word: str) -> bool:
    return any(unicodedata.name(letter, "").startswith(_UNSPACED) for letter in word)
