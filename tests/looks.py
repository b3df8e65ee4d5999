"""Another look than ours for tests: other colours, a logo, and an OFL typeface of the repository under another name."""

from __future__ import annotations

import functools
import io
import shutil
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from msgspec.structs import replace

import web
from contract.bundle import PublishedLook
from contract.look import DayColours, Logo, Look, NightColours, Typeface
from contract.museum import Museum
from tour_server.catalogue.pictures import Pictures
from tour_server.publishing.published_look import LookMaker

LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 80">
<path d="M0 0h80v80h-80zM20 20v40h40v-40z" fill="#7A1F3D" fill-rule="evenodd"/>
<path d="M100 60L140 10L180 60L220 10L260 60" fill="none" stroke="#7A1F3D" stroke-width="14"/></svg>"""
NIGHT_LOGO = LOGO.replace(b"#7A1F3D", b"#F0A8C0")
ACCENT, PAPER, NIGHT_PAPER = "#7A1F3D", "#FFF8E7", "#101820"


@functools.cache
def other_typeface(weight: int = 900, flavor: str | None = None) -> bytes:
    """Returns Source Sans 3 in one weight as `Huisletter`: broader than ours, so captions divide otherwise."""
    font = TTFont(web.static_folder() / "fonts" / "source-sans-3-latin-wght-normal.woff2")
    font.flavor = flavor
    instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = "Huisletter"
    return written(font)


def written(font: TTFont) -> bytes:
    """Returns the file of a font."""
    body = io.BytesIO()
    font.save(body)
    return body.getvalue()


def dressed(museum: Museum, folder: Path, *, italic: bool = False) -> tuple[Museum, PublishedLook]:
    """Returns the museum in another look, and that look as published; its files are in `folder`."""
    pictures = Pictures(folder / "stored")
    face = pictures.add_typeface(other_typeface(), "huisletter.ttf")
    second = pictures.add_typeface(other_typeface(300), "huisletter-licht.ttf")
    look = Look(
        day=DayColours(paper=PAPER),
        night=NightColours(paper=NIGHT_PAPER),
        logo=Logo(pictures.add_logo(LOGO, "logo.svg"), pictures.add_logo(NIGHT_LOGO, "nacht.svg")),
        titles=Typeface(face, "OFL-1.1", second if italic else None),
        controls=Typeface(face, "OFL-1.1"),
    )
    site = replace(museum.site, accent=ACCENT, look=look)
    museum = replace(museum, site=site)
    maker = LookMaker(pictures, folder / "cache")
    assert maker.problems(museum) == []
    published, files = maker.make(museum)
    for target, file in files.items():
        (folder / target).parent.mkdir(exist_ok=True)
        shutil.copyfile(file, folder / target)
    return museum, published
