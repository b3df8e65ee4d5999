"""The small typefaces of phones are what the script makes, and no character is lost."""

from __future__ import annotations

import re
from functools import cache

import pytest

import web
from tour_server.visit.phone_fonts import (
    FOLDER,
    FONTS,
    MOST_BYTES,
    STYLE_SHEET,
    PhoneFont,
    cut,
    rules,
)

cut_once = cache(cut)  # some seconds each


@pytest.mark.long
@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.file.stem)
def test_the_file_is_small_and_as_the_script_makes_it(font: PhoneFont) -> None:
    from fontTools.ttLib import TTFont

    body, codes = cut_once(font)
    assert font.file.stat().st_size <= MOST_BYTES
    stored, whole = TTFont(font.file), TTFont(FOLDER / f"{font.source}.woff2")
    assert sorted(stored.getBestCmap()) == codes
    assert abs(len(body) - font.file.stat().st_size) < 200  # brotli's versions differ a little
    for name in (0, 1, 13, 14):  # copyright, family, licence and its address
        assert stored["name"].getDebugName(name) == whole["name"].getDebugName(name)
    wanted = set(font.characters) & set(whole.getBestCmap())
    assert set(codes) == wanted


@pytest.mark.long
def test_the_style_sheet_is_as_the_script_makes_it_and_names_files_that_are_there() -> None:
    tokens = (web.static_folder() / "tokens.css").read_text()
    found = {font: cut_once(font)[1] for font in FONTS}
    sheet = STYLE_SHEET.read_text()
    assert sheet == rules(tokens, found)
    named = re.findall(r'url\("([^"]+)"\)', sheet)
    assert len(named) == tokens.count("@font-face") + len(FONTS)
    assert all((STYLE_SHEET.parent / name).resolve().is_file() for name in named)


@pytest.mark.long
def test_the_languages_of_the_screens_need_no_large_file() -> None:
    def letters(script: str, style: str = "normal") -> set[int]:
        return {
            code
            for font in FONTS
            if (font.script, font.style) == (script, style)
            for code in cut_once(font)[1]
        }

    latin = letters("latin") & letters("latin", "italic")
    for text in ("IJsje, één reünie €5", "Größe „Öl“", "Œuvre à l’été", "¿Qué año? ¡Sí!"):
        assert set(map(ord, text)) <= latin, text
    plain = set(cut_once(FONTS[0])[1])
    for text in ("The dots “come” first – 5 × 5.".replace("×", "x"), "Kijk naar de witte lijn…"):
        assert set(map(ord, text)) <= plain, text
    for script, text in (
        ("arabic", "دع عينيك تستقران في أي مكان، ثم؟"),
        ("hebrew", "הניחו לעיניים לנוח על הקו הלבן. שָׁלוֹם"),
        ("thai", "วางสายตาไว้ที่เส้นสีขาว แล้วตามไปรอบจุด"),
    ):
        assert set(map(ord, text)) <= letters(script) | plain, text
