"""What the spoken screen asks the kiosk: its words and keys, and phrases as sound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from flask import Blueprint, Response, request
from msgspec import Meta, Struct

from contract.museum import Language
from device.access.keys import keys
from device.access.settings import AccessSettings
from device.access.words import access_words
from runtime.languages import direction
from web.json_pages import json_body, json_reply

MOST_LANGUAGES, MOST_LETTERS = 40, 32  # that a page asks for, and in the tag of one
LONGEST_PHRASE = 700  # letters: longer texts come in sentences


class Phrase(Struct, frozen=True, forbid_unknown_fields=True):
    """A phrase to say. `pace`: of the voice's own rate. `keep`: it may come again, and no visitor typed it."""

    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_PHRASE)]
    language: Language
    pace: Annotated[float, Meta(ge=0.5, le=2.5)] = 1.0
    keep: bool = True


class AccessPages:
    """The pages. `wav` makes a phrase into sound: see PhraseVoice."""

    def __init__(self, settings: AccessSettings, wav: Callable[..., bytes | None]) -> None:
        self._settings, self._wav = settings, wav

    def blueprint(self) -> Blueprint:
        """Returns the pages, for the screen's address."""
        pages = Blueprint("access", __name__, url_prefix="/access", static_folder="static")
        pages.add_url_rule("", "facts", self.facts)
        pages.add_url_rule("/say", "say", self.say, methods=["POST"])
        return pages

    def facts(self) -> Response:
        """Send the words in the language that serves its readers best, the keys and how switches scan."""
        found, words = access_words(_asked(request.args.getlist("language")))
        settings = self._settings
        return json_reply(
            {
                "words": words,
                "language": found,
                "direction": direction(found),
                "keys": keys(settings.keys) if settings.keypad else {},
                "double_strike_seconds": settings.double_strike_seconds,
                "switches": settings.switch_keys[: settings.switches],
                "scan_seconds": settings.scan_seconds,
            }
        )

    def say(self) -> Response:
        """Send a phrase as a WAV file; 204 where the voice can't say it, which is no error."""
        phrase = json_body(Phrase)
        sound = self._wav(phrase.text, phrase.language, phrase.pace, keep=phrase.keep)
        if sound is None:
            return Response(status=204)
        return Response(sound, mimetype="audio/wav", headers={"Cache-Control": "no-store"})


def _asked(languages: list[str]) -> list[str]:
    return [language[:MOST_LETTERS] for language in languages[:MOST_LANGUAGES] if language]
