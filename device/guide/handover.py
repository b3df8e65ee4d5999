"""The address that hands a visit over to a phone. The visit is in the fragment, which never reaches the server.

The fragment is at most MOST_LETTERS letters of LETTERS, six bits each, after the version "1":

- a check over all that follows, so that a fragment that was typed or cut wrong is not taken for a visit;
- a mark of the museum's lists of languages and of themes: a phone that has another release takes neither from here;
- the language, its place in the museum's list (NO_LANGUAGE: none of the first 63);
- the level (three bits, LEVELS) and how many letters of themes follow (three bits);
- the themes that were chosen, a bit each in the museum's order, as far as the last chosen one;
- the numbers of works: the one that the visitor stands before, then those met, the latest first, as many as fit. Two
  bits tell the length of each (NUMBER_BITS); a 0, or too few bits, is the end.

`visit/static/handover.js` reads it, and also the longer spelling of before (`l=nl&v=c5&w=22,7`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contract.museum import Key, Language, Level, Work
from device.guide.choices import Choices

MOST_LETTERS = 16  # of the fragment, so that its code is coarse enough for any phone
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
LEVELS = (Level.ADULT, Level.CHILD, Level.PLAIN, Level.EXPERT, Level.DESCRIPTION)
NO_LANGUAGE = 63
NUMBER_BITS = (5, 8, 12, 17)  # up to 31, 255, 4095 and 131071; a number has five digits at most
MOST_THEMES = 42  # in the seven letters that three bits count


def handover(
    server: str,
    language: Language,
    choices: Choices,
    languages: Sequence[Language],
    themes: Sequence[Key],
    work: Work | None,
    met: Sequence[Work] = (),
) -> str:
    """Returns the address; "" without a server.

    `languages`, `themes`: the museum's, in its order. `work`: that the visitor stands before. `met`: the works of this
    visit, in order.
    """
    if not server:
        return ""
    numbers = [one.number for one in [*([work] if work is not None else []), *reversed(met)]]
    return f"{server}/visit#{_fragment(language, choices, languages, themes, numbers)}"


def _fragment(
    language: Language,
    choices: Choices,
    languages: Sequence[Language],
    themes: Sequence[Key],
    numbers: Iterable[int],
) -> str:
    place = languages.index(language) if language in languages else NO_LANGUAGE
    liked = [place for place, key in enumerate(themes[:MOST_THEMES]) if key in choices.interests]
    theme_letters = [0] * (liked[-1] // 6 + 1 if liked else 0)
    for each in liked:
        theme_letters[each // 6] |= 1 << each % 6
    values = [
        lists_mark(languages, themes),
        min(place, NO_LANGUAGE),
        LEVELS.index(choices.level) << 3 | len(theme_letters),
        *theme_letters,
    ]
    bits = _numbers(numbers, 6 * (MOST_LETTERS - 2 - len(values)))
    bits += "0" * (-len(bits) % 6)
    values += [int(bits[at : at + 6], 2) for at in range(0, len(bits), 6)]
    return "1" + "".join(LETTERS[value] for value in [_check(values), *values])


def _numbers(numbers: Iterable[int], room: int) -> str:
    """Returns the bits of as many numbers, from the first, as there is room for."""
    bits = ""
    for number in dict.fromkeys(numbers):
        kind = next(at for at, width in enumerate(NUMBER_BITS) if number < 1 << width)
        more = f"{kind:02b}{number:0{NUMBER_BITS[kind]}b}"
        if len(bits) + len(more) > room:
            break
        bits += more
    return bits


def lists_mark(languages: Sequence[Language], themes: Sequence[Key]) -> int:
    """Returns six bits of FNV-1a over both lists, which differ where a list does (but for one in 64)."""
    mark = 0x811C9DC5
    for byte in f"{','.join(languages)}|{','.join(themes)}".encode():
        mark = ((mark ^ byte) * 0x01000193) & 0xFFFFFFFF
    return mark % 64


def _check(values: Sequence[int]) -> int:
    check = 1
    for value in values:
        check = (check * 7 + value) % 61
    return check
