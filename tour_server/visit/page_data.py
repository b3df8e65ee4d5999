"""The data of a work's page for its scripts."""

from __future__ import annotations

from typing import Any

from contract.museum import Museum
from runtime.languages import direction
from tour_server.visit.floor_view import Worded
from tour_server.visit.reading import Reading, word_id
from tour_server.visit.release_view import ReleaseView
from tour_server.visit.work_narration import NarrationTrack, WorkNarration


def for_player(view: ReleaseView, narration: WorkNarration, reading: Reading) -> dict[str, Any]:
    """Returns what the page's player chooses from: the tracks of a narration, and those of its links."""

    def facts(track: NarrationTrack) -> dict[str, Any]:
        block = track.block
        italics: dict[str, Any] = {"italics": block.italics} if block.italics else {}
        return {
            "key": block.key,
            "theme": block.theme,
            "part": block.part,
            "layer": block.layer,
            "seconds": round(track.seconds, 2),
            **italics,
        } | (view.recording(track.speech) if track.speech else {})

    return {
        "levels": narration.asked,
        "language": narration.language,
        "direction": direction(narration.language),
        "tracks": [facts(track) for track in [*narration.first, *narration.deeper]],
        "words": [
            (written, word_id(narration.language, key)) for written, key in reading.marked_words
        ],
        "links": [facts(link.track) | {"met": link.met} for link in narration.links],
    }


def theme_names(museum: Museum, worded: Worded) -> dict[str, str]:
    """Returns the names of the museum's themes by their keys, in the visitor's language where they have one."""
    return {theme.key: worded(theme.name)[0] for theme in museum.themes}
