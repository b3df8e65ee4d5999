"""The words of the kiosk's "This is wrong". They are those of the phone's page."""

from __future__ import annotations

from runtime.languages import best
from web.translations import gettext_noop, pgettext_noop, shipped_catalogue

MESSAGES = {
    "wrong": gettext_noop("This is wrong"),
    "what": gettext_noop("What is wrong?"),
    "words": gettext_noop("The words"),
    "sound": gettext_noop("The sound"),
    "picture": gettext_noop("The picture"),
    "label": gettext_noop("The label"),
    "other": gettext_noop("Something else"),
    "sentence": gettext_noop("In one sentence, if you like. Please write no name."),
    "goes": gettext_noop("This goes to the museum, and nothing else:"),
    "send": gettext_noop("Send"),
    "sent": gettext_noop("Thank you. Someone at the museum will look at it."),
    "not_sent": gettext_noop("It doesn't come through just now. Try again in a little while."),
    "close": pgettext_noop("kiosk", "Close"),
}


def note_words(language: str) -> tuple[str, dict[str, str]]:
    """Returns the language that serves readers of this one best, and the words in it."""
    catalogue = shipped_catalogue()
    available = catalogue.complete(MESSAGES.values())
    found = best([language], available) or available[0]
    translations = catalogue.translations(found)
    return found, {key: translations.translate(message) for key, message in MESSAGES.items()}
