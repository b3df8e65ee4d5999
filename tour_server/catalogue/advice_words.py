"""What staff read about a reference picture: what is wrong with it, and what to photograph instead."""

from __future__ import annotations

from models.reference_advice import AdviceReason, ReferenceAdvice
from models.reference_measures import PictureBox
from web.translations import gettext as _
from web.translations import mark

_WORDS = {
    AdviceReason.TOO_SMALL: mark(
        "It is small. Take one of 640 pixels or more, so that visitors may also stand close."
    ),
    AdviceReason.NOT_SHARP: mark(
        "It is not quite sharp. Rest the camera on something and take it again."
    ),
    AdviceReason.TOO_DARK: mark("It is dark. Take it again in more light, without a flash."),
    AdviceReason.TOO_BRIGHT: mark(
        "It is too bright, and its colours are pale. Take it again with a shorter exposure."
    ),
    AdviceReason.TOO_EMPTY: mark(
        "It shows little to know the work by. Photograph it closer, or with light from the side "
        "that shows its surface."
    ),
    AdviceReason.MUCH_WALL: mark("Much of it is wall. Crop it to the work itself."),
    AdviceReason.ASKEW: mark(
        "The work stands askew in it. Photograph it again from straight in front, the camera level."
    ),
}
_WORDS_BY_NUMBER = {
    AdviceReason.TOO_SMALL: mark("It is far too small. Take one of 640 pixels or more."),
    AdviceReason.NOT_SHARP: mark(
        "It is not sharp. Rest the camera on something and take it again."
    ),
    AdviceReason.TOO_DARK: mark("It is too dark. Take it again in more light, without a flash."),
    AdviceReason.TOO_EMPTY: mark(
        "It shows too little to know a work by. If there is a side or a part with more to see, "
        "photograph that."
    ),
}
_PLACES = (
    (mark("at the upper left"), mark("at the top"), mark("at the upper right")),
    (mark("at the left"), mark("in the middle"), mark("at the right")),
    (mark("at the lower left"), mark("at the bottom"), mark("at the lower right")),
)


def advice_words(advice: ReferenceAdvice) -> str:
    """Return one piece of advice as a sentence or two, in the language of the request."""
    if advice.by_number and advice.reason in _WORDS_BY_NUMBER:
        return _(_WORDS_BY_NUMBER[advice.reason])
    if advice.reason is AdviceReason.GLOSSY:
        place = place_words(advice.place or (0.0, 0.0, 1.0, 1.0))
        return _(
            "Photograph it again without the lamp’s reflection {place}: stand half a step to the "
            "side.",
            place=place,
        )
    return _(_WORDS[advice.reason])


def place_words(box: PictureBox) -> str:
    """Return where in a picture a box lies, like “at the upper left”."""
    x, y, width, height = box
    across, down = (min(2, int(3 * middle)) for middle in (x + width / 2, y + height / 2))
    return _(_PLACES[down][across])
