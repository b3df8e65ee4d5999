"""The messages of the kiosk's screen, and the facts about each language that its page needs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from runtime.languages import best, direction, own_name
from web.level_words import LEVEL_MESSAGES
from web.translations import gettext_noop, pgettext_noop, shipped_catalogue

MESSAGES = {
    "show_me": gettext_noop("Show me a work."),
    "no_eyes": gettext_noop("Choose a work, and I will tell you about it."),
    "find": gettext_noop("Find a work"),
    "finding": pgettext_noop("kiosk", "Find"),
    "number": gettext_noop("Number"),
    "number_unknown": gettext_noop("There is no such number here. Look at the label once more."),
    "or_choose": gettext_noop("Or choose the work."),
    "close": pgettext_noop("kiosk", "Close"),
    "clear": gettext_noop("Clear"),
    "show": gettext_noop("Show"),
    "unknown": gettext_noop("I don't know this one."),
    "one_of_two": gettext_noop("Which of these two is it?"),
    "maybe": gettext_noop("It may be one of these:"),
    "closer": gettext_noop("Or show it again, a little closer."),
    "hold_still": gettext_noop("Hold it still."),
    "what_now": gettext_noop("What now?"),
    "offer": gettext_noop("From the museum, now"),
    "offer_phone": gettext_noop("Take it on your phone"),
    "next_in_room": gettext_noop("Next in this room"),
    "in_a_moment": gettext_noop("In a moment: {title}"),
    "in_short": gettext_noop("In short"),
    "how_told": gettext_noop("How I tell it"),
    "who": gettext_noop("For whom?"),
    "what_about": gettext_noop("What would you like to hear about?"),
    "pause": gettext_noop("Pause"),
    "play": pgettext_noop("kiosk", "Go on"),
    "stop": gettext_noop("Stop"),
    "again": gettext_noop("Again"),
    "more": gettext_noop("More"),
    "deeper": pgettext_noop("kiosk", "Tell me more"),
    "take_along": gettext_noop("Take me along"),
    "scan": gettext_noop("Point your phone’s camera at this code. The visit goes on there."),
    "or_type": gettext_noop("Or type {address} on your phone, and there number {number}."),
    "or_type_address": gettext_noop("Or type {address} on your phone."),
    "this_machine": gettext_noop("Works on this machine only."),
    "language": gettext_noop("Language"),
    "larger": gettext_noop("Larger letters"),
    "smaller": gettext_noop("Normal letters"),
    "touch_for_sound": gettext_noop("Touch for sound"),
    "machine_voice": gettext_noop("Read aloud by a computer"),
    "voice_coming": gettext_noop("My voice follows in a moment"),
    "machine_text": gettext_noop("First written by a computer"),
    "no_words": gettext_noop(
        "I have no words on this work in this language yet. There are some in:"
    ),
    "no_words_at_all": gettext_noop("I know this work. I have nothing to tell about it yet."),
    "no_captions": gettext_noop("This part is not told in this language."),
    "captions": gettext_noop("Captions in another language"),
    "sound_and_captions": gettext_noop("Sound: {sound}. Captions: {captions}."),
    "other_speaks": gettext_noop(
        "The other guide here is speaking. Read along; the sound comes when it has finished."
    ),
    "speak_anyway": gettext_noop("Speak now"),
    "restarting": gettext_noop("This screen restarts. It is back in a few minutes."),
    "silenced": gettext_noop("The museum asks for silence now. Read along."),
    "no_voice": gettext_noop("There is no voice for this yet. You can read it here."),
    "unheard": gettext_noop("You can't hear me now. You can read along."),
    "bar": pgettext_noop("kiosk", "Controls"),
    "lens": pgettext_noop("kiosk", "Camera"),
    "machine": pgettext_noop("kiosk", "computer"),
    "text": pgettext_noop("kiosk", "Text"),
    "label": pgettext_noop("kiosk", "Label"),
    "sources": pgettext_noop("kiosk", "Sources"),
    "for_whom": pgettext_noop("kiosk", "For whom"),
    "sounding": pgettext_noop("kiosk", "Sound"),
    "quieter": pgettext_noop("kiosk", "Quieter"),
    "louder": pgettext_noop("kiosk", "Louder"),
    "volume_back": gettext_noop("The next visitor hears it as loud as before."),
    "still_there": gettext_noop("Are you still there? I am about to start afresh."),
    "seconds_left": gettext_noop("Seconds left: {seconds}"),
    "stay": gettext_noop("Yes, I am here"),
    "resting": gettext_noop("I am resting."),
    "resting_more": gettext_noop("I have nothing to tell just yet. The room is open as always."),
    "opens_today": gettext_noop("We open today at {time}."),
    "opens_tomorrow": gettext_noop("We open again tomorrow at {time}."),
    "opens_on": gettext_noop("We open again on {day} at {time}."),
    "looked_through": gettext_noop("A technician is looking through the camera."),
    "sound_check": gettext_noop("This is how loud this screen speaks."),
    **LEVEL_MESSAGES,
}
"""Message by its key in `screen.html` and in the page's scripts."""


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Returns the languages that have every word of the screen, sorted."""
    return tuple(shipped_catalogue().complete(MESSAGES.values()))


def words(language: str) -> dict[str, str]:
    """Returns the words by their keys. Raises KeyError where the screen does not have this very language."""
    if language not in languages():
        raise KeyError(language)
    translations = shipped_catalogue().translations(language)
    return {key: translations.translate(message) for key, message in MESSAGES.items()}


def all_words() -> dict[str, dict[str, str]]:
    """Returns every language's words, for the page."""
    return {language: words(language) for language in languages()}


def language_facts(scene: dict[str, Any]) -> dict[str, Any]:
    """Returns what the page must know of languages to draw `scene`, which is a `Scene` as plain data.

    `words_language`: the language of the screen's words, the first that the screen has of the visitor's language and
    then of the museum's. `language_facts`: for each tag in the scene its own name, its direction, and the language of
    the screen's words that serves its readers, or None.
    """
    available = languages()
    wanted = [scene["language"], *scene["languages"]]
    tags = dict.fromkeys([*available, *filter(None, wanted), *scene["offered"], *_of_labels(scene)])
    return {
        "words_language": best(wanted, available) or available[0],
        "language_facts": {tag: _facts_of(tag) for tag in tags},
    }


@lru_cache(maxsize=256)
def _facts_of(tag: str) -> dict[str, str | None]:
    return {"name": own_name(tag), "dir": direction(tag), "words": best([tag], languages())}


def _of_labels(scene: dict[str, Any]) -> Iterable[str]:
    """Yield the languages that the wordings of works are in."""
    more = [scene["then"], *map((scene["what_now"] or {}).get, ("next_work", "offer"))]
    for label in (scene["work"], *scene["works"], *scene["themes"], *more):
        for value in (label or {}).values():
            yield from _of_wordings(value)


def _of_wordings(value: Any) -> Iterable[str]:
    """Yield the language of a wording, which is a text with its language, or of each in a row of them."""
    if not isinstance(value, (list, tuple)):
        return
    if len(value) == 2 and all(isinstance(one, str) for one in value):
        yield from filter(None, value[1:])
        return
    for one in value:
        yield from _of_wordings(one)
