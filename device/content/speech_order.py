"""The order in which a kiosk fetches speech: what its own visitors need first."""

from __future__ import annotations

from collections.abc import Callable

from contract.bundle import Release, Speech
from contract.museum import Key, Language


def speech_in_order(
    release: Release, room: Key | None, language: Language | None
) -> dict[tuple[Key, Language], list[Speech]]:
    """Returns the speech of each (work, language), in order: the own room first, then language by language.

    `language` stands before the museum's own order of languages.
    """
    rooms = {work.key: work.room for work in release.museum.works}
    groups: dict[tuple[Key, Language], list[Speech]] = {}
    for speech in release.speech:
        groups.setdefault((speech.work, speech.language), []).append(speech)
    place = _place(release, language)
    order = sorted(groups, key=lambda one: (rooms.get(one[0]) != room, place(one[1])))
    return {group: groups[group] for group in order}


def _place(release: Release, language: Language | None) -> Callable[[Language], int]:
    languages = [*([language] if language else []), *release.museum.site.languages]
    places = {one: n for n, one in reversed(list(enumerate(languages)))}
    return lambda one: places.get(one, len(languages))
