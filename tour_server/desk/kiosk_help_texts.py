"""The answers about kiosks' software, in the manner of help_texts, which holds them with the others."""

from __future__ import annotations

from collections.abc import Mapping

from tour_server.desk.help_text import HelpText
from web.translations import mark

KIOSK_HELP_TEXTS: Mapping[str, HelpText] = {
    "rollout": HelpText(
        mark("How does new software reach the kiosks?"),
        mark(
            "By night: first one kiosk, then one in ten, then all, each stage when the one before has run it well for "
            "hours. A kiosk keeps the old software beside the new and goes back by itself; then everything stops and "
            "you are told. One that is off waits for its turn, and nobody waits for it."
        ),
    ),
    "software": HelpText(
        mark("What is a bundle?"),
        mark(
            "One signed file with the whole software of a kiosk; it ends with .raucb. Who builds the museum's images "
            "makes it. A kiosk takes only what is signed with the key that its image knows."
        ),
    ),
}
