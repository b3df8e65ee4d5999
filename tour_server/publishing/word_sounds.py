"""The recordings of words in a release: kiosks need them for the texts that they speak themselves."""

from __future__ import annotations

from pathlib import Path

from contract.museum import Museum
from tour_server.catalogue.pictures import Pictures


def published_word_sounds(museum: Museum, pictures: Pictures) -> dict[str, tuple[str, Path]]:
    """Returns the target and the file of each recording that the museum's lexicon names. Raises KeyError."""
    found: dict[str, tuple[str, Path]] = {}
    for entry in museum.site.lexicon:
        if entry.recording is not None:
            path = pictures.path(entry.recording)  # its folder is named by the content
            found[entry.recording] = (f"pronunciations/{path.parent.name}{path.suffix}", path)
    return found


def word_sound_problems(museum: Museum, pictures: Pictures) -> list[str]:
    """Returns which recordings of words are missing, in sentences."""
    problems = []
    for entry in museum.site.lexicon:
        try:
            pictures.path(entry.recording or "")
        except KeyError:
            if entry.recording is not None:
                problems.append(
                    f"The recording of {entry.written} ({entry.language}) is not in the store. Record it again."
                )
    return problems
