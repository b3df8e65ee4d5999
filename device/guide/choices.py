"""What a visitor has chosen for this visit: languages, level, interests, larger letters, a spoken screen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from contract.museum import Key, Language, Level


@dataclass(frozen=True, slots=True)
class Choices:
    """What a visitor has chosen. `language` "": the kiosk's or the museum's first. `interests`: keys of themes.

    `captions`: the language of the captions where it is another than the sound's; "" for the same.
    `spoken`: the screen is spoken, for who can't see it.
    """

    language: Language
    level: Level
    larger: bool = False
    interests: frozenset[Key] = frozenset()
    captions: Language = ""
    spoken: bool = False

    def captions_beside(self, sound: Language) -> Language:
        """Returns the language of the captions while it sounds in `sound`; "" where that is the same."""
        return "" if self.captions == sound else self.captions


def chosen(
    choices: Choices,
    what: str,
    value: str,
    languages: Collection[Language],
    levels: Collection[Level],
    themes: Collection[Key],
) -> Choices | None:
    """Returns the choices after one more of what is offered; None for one that is not.

    `what`: language | captions ("" for those of the sound) | level | interest, which is chosen or no longer | larger,
    likewise | spoken (on, off).
    """
    match what:
        case "language" if value in languages:
            return replace(choices, language=value)
        case "captions" if value in languages or not value:
            return replace(choices, captions=value)
        case "level" if value in levels:
            return replace(choices, level=Level(value))
        case "interest" if value in themes:
            return replace(choices, interests=choices.interests ^ {value})
        case "larger":
            return replace(choices, larger=not choices.larger)
        case "spoken" if value in ("on", "off"):
            return replace(choices, spoken=value == "on")
    return None
