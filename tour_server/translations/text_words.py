"""What a text is, in words for staff."""

from __future__ import annotations

from contract.museum import Block, Link, Work
from tour_server.catalogue.approvals import text_name
from tour_server.catalogue.form_state import LEVEL_LABELS
from tour_server.catalogue.parts import Body
from web.translations import gettext as _


def name_of_text(part: Body, path: str, themes: dict[str, str]) -> str:
    """Return what the text at a path of a part is: `Title`, `Narration: how it was made, adults`.

    `themes`: their names by key.
    """
    block = block_at(part, path)
    if block is None:
        return text_name(path)
    label = _(dict(LEVEL_LABELS)[block.level.value])
    theme = themes.get(block.theme, block.theme)
    if block.layer > 1:
        return _(
            "Narration: {theme}, {level}, layer {layer}",
            theme=theme,
            level=label,
            layer=block.layer,
        )
    return _("Narration: {theme}, {level}", theme=theme, level=label)


def block_at(part: Body, path: str) -> Block | None:
    """Return the narration block whose text stands at a path, None for another text."""
    words = path.split("/")
    if not isinstance(part, Work | Link) or words[-1] != "text":
        return None
    return next((block for block in part.blocks if block.key == words[-2]), None)
