"""The recordings of words in the release in use, for a kiosk's own voice."""

from __future__ import annotations

from pathlib import Path

from device.content.store import ContentStore
from narration.speech.recorded_words import WordSounds


def word_sounds(content: ContentStore) -> WordSounds:
    """Returns where a recording of the release in use is; it raises KeyError for one that is not there."""

    def path(file: str) -> Path:
        release = content.release
        if release is None:
            raise KeyError(file)
        return content.path(release.word_sounds[file])

    return path
