"""Finds where a line of text may break and how good each break is: best at a sentence's end, worst after an article.

Note: this module holds no word list of any language. Articles, prepositions and conjunctions are short in every
alphabet, so a break after a short word is bad and a break before it is good; the rest follows from punctuation, which
Unicode classifies. Scripts without spaces break between characters, but never before a mark that must not begin a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

INSERTED_HYPHEN = "\u2010"  # marks a cut that this module made; the text's own hyphens are U+002D

# Costs of a break, without a unit: only their order and rough ratios matter.
SENTENCE, CLAUSE, COMMA, PHRASE, WORD, BAD = 0.0, 1.0, 2.0, 4.0, 6.0, 11.0

_SHORT_LETTERS = 3  # "the", "und", "les", "van"
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

    `spaced`: a space stands before it. `cut`: it ends where a word was cut that is wider than a line.
    """

    start: int
    text: str
    spaced: bool
    cut: bool = False

    @property
    def end(self) -> int:
        """Index in the text, one past its last character."""
        return self.start + len(self.text)

    @property
    def shown(self) -> str:
        """The text as the screen shows it."""
        return self.text + INSERTED_HYPHEN if self.cut else self.text


def tokens(text: str, widest: float, measure: Callable[[str], float]) -> list[Token]:
    """Split `text` into tokens no wider than `widest`, in order; only white space lies between them."""
    found: list[Token] = []
    for run in re.finditer(r"\S+", text):
        first = True
        for start, part in _unspaced(run.start(), run.group()):
            found += _narrow(Token(start, part, first and bool(found)), widest, measure)
            first = False
    return found


def shown(line: list[Token]) -> str:
    """Return the tokens as a line of text."""
    text = "".join((" " if token.spaced else "") + token.shown for token in line)
    return text.lstrip(" ")


def break_cost(before: Token, after: Token) -> float:
    """Return the cost of a break between these neighbours: 0 at a sentence's end, BAD inside a phrase."""
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
    if _length(words) <= _SHORT_LETTERS:
        return BAD
    if words[0].isupper() and after.text[0].isupper():
        return BAD  # Tamil | Nadu
    return PHRASE if _length(after.text) <= _SHORT_LETTERS else WORD


def _abbreviated(words: str, following: str) -> bool:
    """Return whether the dot belongs to the word: "c. 1450", "St. Paul"."""
    first = next((sign for sign in following if sign.isalnum()), "")
    return first.islower() or bool(_ABBREVIATION.match(words) and first)


def _length(word: str) -> int:
    return sum(sign.isalnum() for sign in word)


def _wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def _unspaced(start: int, run: str) -> list[tuple[int, str]]:
    """Split a run without white space where a script without spaces allows it."""
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
    """Return the cost of a break in Japanese: cheap after a particle and before a new word in kanji or katakana."""
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
    """Return the token, or its pieces where it is wider than a line: cut after its own hyphens, else with a new one."""
    pieces: list[Token] = []
    rest = token
    while measure(rest.text) > widest:
        at = _cut(rest.text, widest, measure)
        own_hyphen = rest.text[at - 1] in "-/" + INSERTED_HYPHEN or _wide(rest.text[at - 1])
        pieces.append(Token(rest.start, rest.text[:at], rest.spaced, cut=not own_hyphen))
        rest = Token(rest.start + at, rest.text[at:], spaced=False)
    return [*pieces, rest]


def _cut(text: str, widest: float, measure: Callable[[str], float]) -> int:
    """Return how many characters of a too long word fit on this line with a hyphen; one or more."""
    fits = 1
    while fits < len(text) - 1 and measure(text[: fits + 1] + INSERTED_HYPHEN) <= widest:
        fits += 1
    own_hyphen = max((text.rfind(sign, 0, fits) + 1 for sign in "-/"), default=0)
    return own_hyphen if own_hyphen >= fits // 2 and own_hyphen > 0 else fits
