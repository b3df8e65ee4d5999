"""Where a text may break, and how well: between words, best at a sentence's end, worst after an article.

The one thing a newcomer would get wrong: no word list of any language is in here. Articles, prepositions and
conjunctions are short in every alphabet, so a break after a short word is bad and one before it is good; the rest is
punctuation, which Unicode knows. Scripts without spaces break between characters, but never before a mark
that must not begin a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

INSERTED_HYPHEN = "\u2010"  # marks a cut that we made; the text's own hyphens are U+002D

# Costs of a break, in no unit: only their order and rough ratio matter.
SENTENCE, CLAUSE, COMMA, PHRASE, WORD, BAD = 0.0, 1.0, 2.0, 4.0, 6.0, 11.0

_SHORT = 3  # letters; "the", "und", "les", "van"
_ENDS_SENTENCE = re.compile(r"[.!?…。！？؟۔]+[\"'”’»)\]」』]*$")
_ENDS_CLAUSE = re.compile(r"[;:؛：；)\]」』—–][\"'”’»]*$")
_ENDS_COMMA = re.compile(r"[,،、，][\"'”’»]*$")
_ABBREVIATION = re.compile(r"^\W*\w{1,2}\.$")
_NOT_FIRST = (
    "、。，．・：；？！ー」』）】〉》”’ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々゛゜ん"
)
_NOT_LAST = "「『（【〈《“‘"
_PARTICLES = "はがをにでとのもへ"


@dataclass(frozen=True)
class Token:
    """A piece of text that stays whole on one line.

    `spaced`: a space stands before it. `cut`: it ends where we cut a word that no line can hold.
    """

    start: int
    text: str
    spaced: bool
    cut: bool = False

    @property
    def end(self) -> int:
        """One past its last character in the text."""
        return self.start + len(self.text)

    @property
    def shown(self) -> str:
        """As it stands on the screen."""
        return self.text + INSERTED_HYPHEN if self.cut else self.text


def tokens(text: str, widest: float, measure: Callable[[str], float]) -> list[Token]:
    """The tokens of `text`, in order, none wider than `widest`; only white space lies between them."""
    found: list[Token] = []
    for run in re.finditer(r"\S+", text):
        first = True
        for start, part in _unspaced(run.start(), run.group()):
            found += _narrow(Token(start, part, first and bool(found)), widest, measure)
            first = False
    return found


def shown(line: list[Token]) -> str:
    """The tokens as a line of text."""
    text = "".join((" " if token.spaced else "") + token.shown for token in line)
    return text.lstrip(" ")


def break_cost(before: Token, after: Token) -> float:
    """What a break between these neighbours costs: 0 at a sentence's end, BAD where nobody would breathe."""
    if before.cut:
        return BAD * 2
    words = before.text
    if _ENDS_SENTENCE.search(words):
        return PHRASE if _abbreviated(words, after.text) else SENTENCE
    if _ENDS_CLAUSE.search(words) or after.text[0] in "(—–「『":
        return CLAUSE
    if _ENDS_COMMA.search(words):
        return COMMA
    if _wide(words[-1]) or _wide(after.text[0]):
        return _unspaced_cost(words[-1], after.text[0], after.spaced)
    if _length(words) <= _SHORT:
        return BAD
    if words[0].isupper() and after.text[0].isupper():
        return BAD  # Tamil | Nadu
    return PHRASE if _length(after.text) <= _SHORT else WORD


def _abbreviated(words: str, following: str) -> bool:
    """Whether the dot belongs to the word: "c. 1450", "St. Paul"."""
    first = next((sign for sign in following if sign.isalnum()), "")
    return first.islower() or bool(_ABBREVIATION.match(words) and first)


def _length(word: str) -> int:
    return sum(sign.isalnum() for sign in word)


def _wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def _unspaced(start: int, run: str) -> list[tuple[int, str]]:
    """A run without white space, parted where a script without spaces allows it."""
    parts: list[tuple[int, str]] = []
    begin = 0
    for at in range(1, len(run)):
        left, right = run[at - 1], run[at]
        allowed = (
            (_wide(left) or _wide(right))
            and right not in _NOT_FIRST
            and left not in _NOT_LAST
            and not unicodedata.combining(right)
        )
        if allowed:
            parts.append((start + begin, run[begin:at]))
            begin = at
    parts.append((start + begin, run[begin:]))
    return parts


def _unspaced_cost(left: str, right: str, spaced: bool) -> float:
    """Japanese as a reader parts it: after a particle, before a new word in kanji or katakana."""
    if spaced:
        return PHRASE
    kinds = _kind(left), _kind(right)
    if kinds[0] == kinds[1]:
        return PHRASE + 1 if left in _PARTICLES and kinds[0] == "HIRAGANA" else BAD
    if kinds[0] == "HIRAGANA":
        return PHRASE if left in _PARTICLES else WORD
    return BAD - 1  # a kanji and the kana that inflect it


def _kind(sign: str) -> str:
    return unicodedata.name(sign, "?").split()[0]


def _narrow(token: Token, widest: float, measure: Callable[[str], float]) -> list[Token]:
    """The token, or, where a line can't hold it, its pieces: after its own hyphens first, else with one of ours."""
    pieces: list[Token] = []
    rest = token
    while measure(rest.text) > widest:
        at = _cut(rest.text, widest, measure)
        own = rest.text[at - 1] in "-/" + INSERTED_HYPHEN or _wide(rest.text[at - 1])
        pieces.append(Token(rest.start, rest.text[:at], rest.spaced, cut=not own))
        rest = Token(rest.start + at, rest.text[at:], spaced=False)
    return [*pieces, rest]


def _cut(text: str, widest: float, measure: Callable[[str], float]) -> int:
    """How many characters of a too long word go on this line, leaving room for a hyphen; at least one."""
    fits = 1
    while fits < len(text) - 1 and measure(text[: fits + 1] + INSERTED_HYPHEN) <= widest:
        fits += 1
    own = max((text.rfind(sign, 0, fits) + 1 for sign in "-/"), default=0)
    return own if own >= fits // 2 and own > 0 else fits
