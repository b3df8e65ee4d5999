"""The kiosk's page names no address from the root of its server, so that a preview shows it below a path of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from device.guide.captions import _address as captions_address
from device.guide.scene import Playback

DEVICE = Path(__file__).resolve().parents[3] / "device"
OF_THE_DOOR = ("door.html", "door.js", "door.css")  # other machines open it at the root alone
FROM_THE_ROOT = re.compile(r"""["'`(]/[a-z]""")
FILES = [
    file
    for folder in ("screen", "access", "glossary", "visitor_notes", "ask")
    for file in sorted((DEVICE / folder).rglob("*.*"))
    if file.suffix in (".html", ".js", ".css") and file.name not in OF_THE_DOOR
]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_of_the_page_names_an_address_from_the_root(file: Path) -> None:
    assert not FROM_THE_ROOT.findall(file.read_text(encoding="utf-8"))


def test_a_scene_names_none() -> None:
    told = Playback(block="lijn", text="", seconds=2.0, words="target/lijn.json")
    assert captions_address(told, "en", None).startswith("captions?")
