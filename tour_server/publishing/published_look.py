"""Makes what screens need of a museum's look: a style sheet of its colours, one of its typefaces, and their files.

Kiosks and phones link these style sheets after web/static/tokens.css and decide nothing. That of the typefaces is a
file of its own, so that a phone can fetch it after the first words.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable
from pathlib import Path

from contract.bundle import PublishedLook
from contract.look import Look, Typeface
from contract.museum import Museum
from contract.palettes import DARK_PAPER, Palette, palettes
from runtime.contrast import luminance
from runtime.durable_files import write_durably
from tour_server.catalogue.clean_logo import clean_logo
from tour_server.catalogue.look_check import look_faults, museum_characters
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.typefaces import TypefaceFile

SUBSET_VERSION = "1"  # of how typefaces are cut down; another one makes all of them again
_DIGITS = 32
_FAMILIES = {"serif": "Museum titles", "sans": "Museum controls"}  # by the token of tokens.css


class LookMaker:
    """Makes the look of releases, with the typefaces that it cut down kept in `cache`."""

    def __init__(self, pictures: Pictures, cache: Path) -> None:
        self._pictures, self._cache = pictures, cache

    def problems(self, museum: Museum) -> list[str]:
        """Returns why this look can't be published, in sentences."""
        if not museum.site.look.files:
            return []  # its colours are checked with the rest of the museum
        faults = look_faults(museum.site, museum_characters(museum), self._read)
        return [f"The museum's look, {fault.field}: {fault.sentence}" for fault in faults]

    def make(self, museum: Museum) -> tuple[PublishedLook, dict[str, Path]]:
        """Returns the look and the file of each of its targets.

        Raises KeyError for a file that is gone, TypefaceError, OSError.
        """
        look, files = museum.site.look, dict[str, Path]()
        logos = [None, None] if look.logo is None else [look.logo.day, look.logo.night]
        day, night = (None if file is None else self._logo(file, files) for file in logos)
        rules, fonts = self._typefaces(museum, files) if look.titles or look.controls else ("", [])
        published = PublishedLook(
            colours=self._style_sheet(colours_css(museum), files),
            typefaces=self._style_sheet(rules, files) if rules else None,
            fonts=fonts,
            logo_day=day,
            logo_night=night,
        )
        return published, files

    def _logo(self, file: str, files: dict[str, Path]) -> str:
        """Return the target of a logo, cleaned again: software of before stored logos as they came."""
        clean = clean_logo(self._read(file))
        digits = hashlib.sha256(clean).hexdigest()[:_DIGITS]
        path = self._cache / f"{digits}{Path(file).suffix}"
        if not path.exists():
            write_durably(path, clean)
        files[f"look/{path.name}"] = path
        return f"look/{path.name}"

    def _style_sheet(self, rules: str, files: dict[str, Path]) -> str:
        name = f"{hashlib.sha256(rules.encode()).hexdigest()[:_DIGITS]}.css"
        path = self._cache / name
        if not path.exists():
            write_durably(path, rules.encode())
        files[f"look/{name}"] = path
        return f"look/{name}"

    def _typefaces(self, museum: Museum, files: dict[str, Path]) -> tuple[str, list[str]]:
        """Returns the rules for the museum's typefaces, and the targets that they name."""
        characters = frozenset().union(*museum_characters(museum).values())
        rules, fonts = [], []
        for token, face in _faces(museum.site.look):
            for style, file in (("normal", face.regular), ("italic", face.italic)):
                if file is None:
                    continue
                path, typeface = self._subset(file, characters)
                target = f"look/{path.name}"
                files[target] = path
                fonts.append(target)
                rules.append(_font_face(token, style, path.name, typeface, characters))
            rules.append(f':root {{ --{token}: "{_FAMILIES[token]}", var(--house-{token}); }}\n')
        rules.append(":root { font-synthesis: none; }\n")  # no italic that nobody drew
        return "".join(rules), list(dict.fromkeys(fonts))

    def _subset(self, file: str, characters: frozenset[str]) -> tuple[Path, TypefaceFile]:
        """Returns the file that visitors get, cut down to `characters` unless it was before, and its typeface."""
        content = self._read(file)
        typeface = TypefaceFile(content)
        key = hashlib.sha256(f"{SUBSET_VERSION} {typeface.has(characters)}".encode() + content)
        path = self._cache / f"{key.hexdigest()[:_DIGITS]}.woff2"
        if not path.exists():
            write_durably(path, typeface.subset(characters))
        return path, typeface

    def _read(self, file: str) -> bytes:
        return self._pictures.path(file).read_bytes()


def colours_css(museum: Museum) -> str:
    """Returns the style sheet of a museum's colours, by day and by night."""
    found = palettes(museum.site)
    return f':root {_colours(found.day)}\n[data-theme="night"] {_colours(found.night)}\n'


def _colours(palette: Palette) -> str:
    tokens = "".join(
        f" --{name.replace('_', '-')}: {getattr(palette, name)};"
        for name in palette.__struct_fields__
    )
    scheme = "dark" if luminance(palette.paper) < DARK_PAPER else "light"
    return f"{{{tokens} color-scheme: {scheme}; }}"


def _faces(look: Look) -> list[tuple[str, Typeface]]:
    faces = (("serif", look.titles), ("sans", look.controls))
    return [(token, face) for token, face in faces if face is not None]


def _font_face(
    token: str, style: str, file: str, typeface: TypefaceFile, characters: frozenset[str]
) -> str:
    lightest, boldest = typeface.weights
    return (
        f'@font-face {{ font-family: "{_FAMILIES[token]}"; font-style: {style}; '
        f"font-weight: {lightest} {boldest}; font-display: swap; size-adjust: {typeface.size_adjust:.2%};\n"
        f'  src: url("{file}") format("woff2");\n'
        f"  unicode-range: {unicode_ranges(typeface.has(characters))}; }}\n"
    )


def unicode_ranges(codes: Iterable[int]) -> str:
    """Returns code points, sorted, as CSS writes them: a letter that a typeface lacks never makes it be fetched."""
    runs = itertools.groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0])
    found = []
    for _offset, run in runs:
        members = [code for _place, code in run]
        last = f"-{members[-1]:X}" if len(members) > 1 else ""
        found.append(f"U+{members[0]:X}{last}")
    return ", ".join(found)
