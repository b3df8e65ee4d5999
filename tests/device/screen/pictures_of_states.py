"""Pictures of each state of the screen, to look at: python -m tests.device.screen.pictures_of_states FOLDER [SIZE …]"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

from tests.browser import chromium
from tests.device.screen.states_of_the_screen import (
    SIZES,
    STATES,
    ScreenSize,
    begin,
    in_every_state,
    kiosk_of,
    spoken_museum,
)

CELL_PX = 620  # the longer side of a picture on a contact sheet
SETTLED = (
    "document.fonts.ready.then(() => setTimeout(arguments[0], 700))"  # ms; moving pictures rest
)


def main(folder: Path, names: list[str]) -> None:
    """Write a PNG of each state and a contact sheet for each size; `names`: of sizes, all when there are none."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        release = spoken_museum(Path(made))
        for size in SIZES:
            if names and size.name not in names:
                continue
            shown = []
            with chromium() as browser, kiosk_of(Path(made), release, size) as kiosk:
                for state, language in in_every_state(size):
                    screen = begin(browser, kiosk, release, size, language)
                    STATES[state](screen, language)
                    browser.execute_async_script(SETTLED)
                    file = folder / f"{size.name} {state} {language}.png".replace(" ", "_")
                    file.write_bytes(browser.get_screenshot_as_png())
                    shown.append(file)
            contact_sheet(shown, size).save(folder / f"sheet_{size.name}.png".replace(" ", "_"))


def contact_sheet(files: list[Path], size: ScreenSize) -> Image.Image:
    """Return all these pictures on one sheet, each with its name."""
    share = CELL_PX / max(size.width, size.height)
    width, height = round(size.width * share), round(size.height * share)
    columns = 3 if width > height else 5
    rows = -(-len(files) // columns)
    sheet = Image.new("RGB", (columns * (width + 8), rows * (height + 24)), "#808080")
    draw = ImageDraw.Draw(sheet)
    for at, file in enumerate(files):
        left, top = at % columns * (width + 8) + 4, at // columns * (height + 24)
        draw.text((left, top + 3), file.stem, fill="white", font_size=14)
        with Image.open(file) as picture:
            sheet.paste(picture.convert("RGB").resize((width, height)), (left, top + 20))
    return sheet


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
