"""The words of the kiosk's "Ask a question". They are those of the phone's page."""

from __future__ import annotations

from runtime.languages import best
from web.ask_words import ASK_MESSAGES
from web.translations import Translations, gettext_noop, pgettext_noop, shipped_catalogue

MESSAGES = {
    **ASK_MESSAGES,
    "goes": gettext_noop("This goes to the museum, and nothing else:"),
    "send": gettext_noop("Send"),
    "sent": gettext_noop("Thank you. Someone at the museum will look at it."),
    "not_sent": gettext_noop("It doesn't come through just now. Try again in a little while."),
    "sources": gettext_noop("Where this comes from"),
    "machine_text": gettext_noop("Drafted by a machine."),
    "close": pgettext_noop("kiosk", "Close"),
}


class AskWords:
    """The words in one language."""

    def __init__(self, language: str) -> None:
        """Take the language that serves readers of this one best."""
        catalogue = shipped_catalogue()
        available = catalogue.complete(MESSAGES.values())
        self.language = best([language], available) or available[0]
        self._translations: Translations = catalogue.translations(self.language)

    def say(self, key: str) -> str:
        """Return a word. Raises KeyError."""
        return self._translations.translate(MESSAGES[key])

    def all(self) -> dict[str, str]:
        """Return every word by its key."""
        return {key: self.say(key) for key in MESSAGES}
