"""The keys of a tactile keypad, and what each does on the screen. The one table of them.

A keypad presents itself as a USB keyboard. Keys are named as browsers name them, by their place on a keyboard
(`KeyboardEvent.code`): the name does not depend on the layout that the system is set to. Makers of keypads let their
keys send other codes; a kiosk's settings then name those (`access.keys`).
"""

from __future__ import annotations

from typing import Literal

KeyAction = Literal[
    "left",
    "right",
    "previous",
    "next",
    "select",
    "back",
    "help",
    "louder",
    "quieter",
    "faster",
    "slower",
    "none",
]
"""What a key does. `left` and `right` are previous and next, in the direction of the script; `none`: nothing."""

KEYS: dict[str, KeyAction] = {
    "ArrowLeft": "left",
    "ArrowRight": "right",
    "ArrowUp": "previous",
    "ArrowDown": "next",
    "Enter": "select",
    "NumpadEnter": "select",
    "Escape": "back",
    "BrowserBack": "back",
    "F1": "help",
    "Help": "help",
    "AudioVolumeUp": "louder",
    "AudioVolumeDown": "quieter",
    "NumpadAdd": "louder",
    "NumpadSubtract": "quieter",
    "PageUp": "faster",
    "PageDown": "slower",
}


def keys(changed: dict[str, KeyAction]) -> dict[str, KeyAction]:
    """Returns the table with the kiosk's own keys in it."""
    return {**KEYS, **changed}
