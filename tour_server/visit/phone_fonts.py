"""Cuts the typefaces down for phones: `python -m tour_server.visit.phone_fonts` writes `web/static/fonts/phone/` again.

A phone on a slow network gets one weight, 400, and of each script the characters that its languages are written with;
what is left out it fetches from the whole file when a page has it (`unicode-range`). Latin letters with accents are a
file of their own: a page in Arabic, Hebrew, Thai or English has none. The names and the licence within
the files stay. Their style sheet repeats the rules of tokens.css and adds those of the small files, which win.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import NamedTuple

import web
from tour_server.publishing.published_look import unicode_ranges

FOLDER = web.static_folder() / "fonts"
PHONE = FOLDER / "phone"
STYLE_SHEET = PHONE / "fonts.css"
WEIGHT = 400
MOST_BYTES = 17_000  # of a file of Latin letters: a third of a second at 400 kbit/s

# What German, Dutch, English, French, Spanish, Italian, Portuguese, Danish, Norwegian, Swedish, Finnish, Icelandic and
# Catalan are written with, and the signs of labels. Signs of other trades (¤ ¶ ¬ ¼) are left to the whole file.
_LATIN = (
    *range(0x20, 0x7F),
    *(ord(sign) for sign in "\xa0¡£§©«\xad°±²·»¿×÷ıŒœŸ–—‘’‚“”„•…‹›€−′″\u2010\u2011\u202f"),
    *range(0xC0, 0xD0),
    *range(0xD1, 0xD7),
    *range(0xD8, 0xF0),
    *range(0xF1, 0xF7),
    *range(0xF8, 0x100),
)
_PLAIN = tuple(
    code for code in _LATIN if code < 0x7F or code > 0x2000 or chr(code) in "\xa0\xad«·»"
)
_ACCENTED = tuple(code for code in _LATIN if code not in _PLAIN)
_ARABIC = (
    *(0x60C, 0x61B, 0x61F, 0x66A, 0x66B, 0x66C),
    *range(0x621, 0x656),  # letters and vowel signs
    *range(0x660, 0x66A),
    *(ord(letter) for letter in "ٰٱپچژڤکگی"),  # of Persian, too
    *range(0x6F0, 0x6FA),
    *(0x200C, 0x200D, 0x200E, 0x200F),
)
_HEBREW = (*range(0x5B0, 0x5C8), *range(0x5D0, 0x5EB), 0x5F3, 0x5F4, 0x20AA)  # vowel signs, letters
_THAI = tuple(range(0xE01, 0xE5C))
_MARKED = ["ccmp", "kern", "liga", "mark", "mkmk"]  # what places signs over and under letters
_FEATURES = {
    "hebrew": _MARKED,
    "thai": _MARKED,
    "latin": ["kern", "liga", "locl", "pnum", "tnum"],  # no letter comes in two parts
    "arabic": [
        "ccmp",
        "curs",
        "fina",
        "init",
        "isol",
        "kern",
        "liga",
        "locl",
        "mark",
        "medi",
        "mkmk",
        "rlig",
    ],
}


class PhoneFont(NamedTuple):
    """A file for phones: of which one it is cut, and with which characters."""

    family: str
    style: str
    script: str
    source: str
    characters: tuple[int, ...]
    part: str = ""  # where several files are cut of one

    @property
    def file(self) -> Path:
        """Where it is written."""
        return PHONE / f"{self.source.replace('-wght', '')}{self.part}.woff2"


_SERIF, _SANS = "source-serif-4-latin-wght-normal", "source-sans-3-latin-wght-normal"
FONTS = [
    PhoneFont("Source Serif 4", "normal", "latin", _SERIF, _PLAIN),
    PhoneFont("Source Serif 4", "normal", "latin", _SERIF, _ACCENTED, "-accented"),
    PhoneFont("Source Serif 4", "italic", "latin", "source-serif-4-latin-wght-italic", _LATIN),
    PhoneFont("Source Sans 3", "normal", "latin", _SANS, _PLAIN),
    PhoneFont("Source Sans 3", "normal", "latin", _SANS, _ACCENTED, "-accented"),
    PhoneFont(
        "Noto Naskh Arabic", "normal", "arabic", "noto-naskh-arabic-arabic-wght-normal", _ARABIC
    ),
    *(
        PhoneFont(
            f"Noto {kind} {script}",
            "normal",
            low,
            f"noto-{kind.lower()}-{low}-{low}-wght-normal",
            of,
        )
        for script, low, of in (("Hebrew", "hebrew", _HEBREW), ("Thai", "thai", _THAI))
        for kind in ("Serif", "Sans")
    ),
]


def cut(font: PhoneFont) -> tuple[bytes, list[int]]:
    """Returns the file, and the code points that it has."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    whole = TTFont(FOLDER / f"{font.source}.woff2", recalcTimestamp=False)
    small = instancer.instantiateVariableFont(whole, {"wght": WEIGHT})
    options = subset.Options(hinting=False, layout_features=_FEATURES[font.script], name_IDs=["*"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=font.characters)
    cutter.subset(small)
    small.flavor = "woff2"
    body = io.BytesIO()
    small.save(body)
    return body.getvalue(), sorted(small.getBestCmap())


def rules(tokens: str, found: dict[PhoneFont, list[int]]) -> str:
    """Returns the style sheet: every @font-face rule of `tokens`, then those of the small files.

    Of two rules for one character the later one counts, where family, style and weights are the same. So the small
    files have the weights of the large ones, and a phone draws each weight as 400.
    """
    whole = re.findall(r"@font-face \{.*?\}\n", tokens, re.S)
    sheet = ["/* Made by tour_server/visit/phone_fonts.py. Edit tokens.css and run it again. */\n"]
    sheet += [rule.replace('url("fonts/', 'url("../') for rule in whole]
    for font, codes in found.items():
        of_whole = next(rule for rule in whole if font.source in rule)
        weights = re.findall(r"font-weight: [\d ]+", of_whole)
        sheet.append(
            f'@font-face {{ font-family: "{font.family}"; font-style: {font.style}; {weights[0]}; '
            f'font-display: swap;\n  src: url("{font.file.name}") format("woff2");\n'
            f"  unicode-range: {unicode_ranges(codes)}; }}\n"
        )
    return "".join(sheet)


def main() -> None:
    """Write the files and their style sheet."""
    PHONE.mkdir(exist_ok=True)
    found = {}
    for font in FONTS:
        body, found[font] = cut(font)
        font.file.write_bytes(body)
        print(f"{font.file.name}: {len(body):,} bytes")
    STYLE_SHEET.write_text(rules((FOLDER.parent / "tokens.css").read_text(), found))


if __name__ == "__main__":
    main()
