"""The words of the spoken screen, beside those that stand on it."""

from __future__ import annotations

from collections.abc import Sequence

from runtime.languages import best
from web.translations import gettext_noop, pgettext_noop, shipped_catalogue

MESSAGES = {
    "speak": gettext_noop("Speak the screen"),
    "speak_no_more": gettext_noop("Speak no more"),
    "welcome": gettext_noop(
        "I say what is on the screen now. With the arrows you go from one control to the next. The middle key chooses."
    ),
    "help": gettext_noop("The help key says it again. The back key goes back."),
    "off": gettext_noop("I speak the screen no more."),
    "position": pgettext_noop("spoken", "{at} of {of}"),
    "chosen": pgettext_noop("spoken", "chosen"),
    "not_chosen": pgettext_noop("spoken", "not chosen"),
    "open": pgettext_noop("spoken", "open"),
    "tab": pgettext_noop("spoken", "tab"),
    "field": pgettext_noop("spoken", "text field"),
    "empty": pgettext_noop("spoken", "empty"),
    "number": pgettext_noop("spoken", "Number {number}"),
    "works": gettext_noop("Works to choose from: {count}."),
    "over": gettext_noop("That was the telling. With the arrows you hear what you can do now."),
    "paused": gettext_noop("The telling is paused."),
    "camera_away": gettext_noop("The camera sees nothing just now."),
    "first": gettext_noop("This is the beginning."),
    "volume": gettext_noop("Volume {at} of {of}"),
    "speed": gettext_noop("Speed {at} of {of}"),
    "slower": pgettext_noop("spoken", "Speak slower"),
    "faster": pgettext_noop("spoken", "Speak faster"),
    "dot": pgettext_noop("spoken", "dot"),
    "slash": pgettext_noop("spoken", "slash"),
    "colon": pgettext_noop("spoken", "colon"),
    "plugged": gettext_noop("Headphones are in. The loudspeaker is silent."),
    "plugged_hint": gettext_noop("Press an arrow key, and I say what is on the screen."),
    "unplugged": gettext_noop("The headphones are out."),
    "keyboard": pgettext_noop("keyboard", "Keyboard"),
    "space": pgettext_noop("keyboard", "Space"),
    "erase": pgettext_noop("keyboard", "Erase"),
    "capitals": pgettext_noop("keyboard", "Capitals"),
    "small_letters": pgettext_noop("keyboard", "Small letters"),
    "accents": pgettext_noop("keyboard", "Accents"),
    "signs": pgettext_noop("keyboard", "Digits and signs"),
    "letters": pgettext_noop("keyboard", "Letters"),
    "done": pgettext_noop("keyboard", "Done"),
}
"""Message by its key in the scripts of the page."""


def access_words(languages: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Returns the language that serves listeners of these best, the first preferred, and the words in it."""
    catalogue = shipped_catalogue()
    available = catalogue.complete(MESSAGES.values())
    found = best(languages, available) or available[0]
    translations = catalogue.translations(found)
    return found, {key: translations.translate(message) for key, message in MESSAGES.items()}
