"""Tells how good each break of a text is: best at a sentence's end, worst after an article.

Note: this module holds no word list of any language. Articles, prepositions and conjunctions are short in every
alphabet, so a break after a short word is bad and a break before it is good; the rest follows from punctuation, which
Unicode classifies. Where a text may break at all is in narration.line_breaks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from narration.line_breaks import breaks_a_word, unbreakable_pieces

# Costs of a break, without a unit: only their order and rough ratios matter.
SENTENCE, CLAUSE, COMMA, PHRASE, WORD, BAD = 0.0, 1.0, 2.0, 4.0, 6.0, 11.0
INSIDE_A_WORD = 2 * BAD

_SHORT_LETTERS = 3  # "the", "und", "les", "van"
_CLOSING = r"[\s\"'”’»)\]」』]*$"
_ENDS_SENTENCE = re.compile(r"[.!?…。！？؟۔।॥።։။។]+" + _CLOSING)
_ENDS_CLAUSE = re.compile(r"[;:؛：；)\]」』—–][\"'”’»]*$")
_ENDS_COMMA = re.compile(r"[,،、，]" + _CLOSING)
_ABBREVIATION = re.compile(r"^\W*\w{1,2}\.$")
_PARTICLES = "はがをにでとのもへ"
_UNSPACED_SCRIPTS = ("THAI", "LAO", "KHMER", "MYANMAR")


@dataclass(frozen=True)
class Token:
    """A piece of text that stays whole on one line. `spaced`: a space stands before it."""

    start: int
    text: str
    spaced: bool

    @property
    def end(self) -> int:
        """Index in the text, one past its last character."""
        return self.start + len(self.text)


def tokens(text: str, language: str) -> list[Token]:
    """Split `text` where its lines may break, in order; only white space lies between the tokens."""
    found: list[Token] = []
    for start, end in unbreakable_pieces(text, language):
        found.append(Token(start, text[start:end], bool(found) and found[-1].end < start))
    return found


def break_costs(text: str, parts: list[Token], language: str) -> list[float]:
    """Return the cost of a break after each token of the text; SENTENCE after the last."""
    if not parts:
        return []
    return [*(_cost(text, left, right, language) for left, right in pairwise(parts)), SENTENCE]


def _cost(text: str, before: Token, after: Token, language: str) -> float:
    words, following = before.text, after.text
    if _ENDS_SENTENCE.search(words) and (after.spaced or _wide(words[-1])):
        return PHRASE if _abbreviated(words, following) else SENTENCE
    if _wide(words[-1]) or _wide(following[0]):
        return _wide_cost(text, before, after, language)
    if _unspaced(words[-1]) or _unspaced(following[0]):
        return COMMA if after.spaced else WORD
    if not after.spaced:
        return PHRASE if "—" in (words[-1], following[0]) else INSIDE_A_WORD
    if _ENDS_CLAUSE.search(words) or following[0] in "(—–":
        return CLAUSE
    if _ENDS_COMMA.search(words):
        return COMMA
    if words[-1].isdigit() and (following[0].isdigit() or _length(following) == 0):
        return INSIDE_A_WORD  # 10 | 000, 50 | %
    if _length(words) <= _SHORT_LETTERS:
        return BAD
    if words[0].isupper() and following[0].isupper():
        return BAD  # Tamil | Nadu
    return PHRASE if _length(following) <= _SHORT_LETTERS else WORD


def _wide_cost(text: str, before: Token, after: Token, language: str) -> float:
    """Return the cost of a break beside a Chinese character, a kana or a Korean syllable."""
    words, following = before.text, after.text
    if _ENDS_CLAUSE.search(words) or following[0] in "「『（《〈【":
        return CLAUSE
    if _ENDS_COMMA.search(words):
        return COMMA
    if after.spaced:
        return BAD if _length(words) < 2 else WORD  # Korean: 그 | 여성들은
    if breaks_a_word(text, after.start, language):
        return BAD
    return PHRASE if words[-1] in _PARTICLES else WORD


def _abbreviated(words: str, following: str) -> bool:
    """Return whether the dot belongs to the word: "c. 1450", "St. Paul"."""
    first = next((sign for sign in following if sign.isalnum()), "")
    return first.islower() or bool(_ABBREVIATION.match(words) and first)


def _length(word: str) -> int:
    return sum(sign.isalnum() for sign in word)


def _wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def _unspaced(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith(_UNSPACED_SCRIPTS)
