"""How every page looks: the paper, the ink, the type. Served by us under /look, on kiosk and server alike.

Imports nothing of ours. LOOK: a screen is a label on a wall: the work, a few words, one thing to do.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint


def static_folder() -> Path:
    """Where the style sheet and the fonts lie."""
    return Path(__file__).with_name("static")


def blueprint() -> Blueprint:
    """Serves `/look/paper.css` and the fonts it names."""
    return Blueprint("look", __name__, static_folder=str(static_folder()), static_url_path="/look")
