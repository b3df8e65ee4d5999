"""One pass over a written text: rules replace pieces of it, and no piece is replaced twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?\.?|\d+\.?", re.UNICODE)
_SIGNS_BEFORE = re.compile(r"[\s(\[„“”\"'‘«»,;:–—-]*$")


def words_of(text: str) -> list[str]:
    """Return the words of a list that is written as one text."""
    return text.split()


@dataclass(frozen=True)
class SpokenPart:
    """A piece of the written text, from `start` up to `end`, and what is said for it.

    `ipa`: how it sounds, for an engine that reads the phonetic alphabet.
    """

    start: int
    end: int
    spoken: str
    ipa: str | None = None


class Scan:
    """The written text, and the parts that rules have found in it so far.

    A rule reads the text as it was written, never what another rule made of it, so the order of the rules only decides
    which of two rules gets a piece that both want: the first.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[SpokenPart] = []
        self._taken = bytearray(len(text))

    def free(self, start: int, end: int) -> bool:
        """Return whether no rule has taken any of this piece."""
        return not any(self._taken[start:end])

    def say(self, start: int, end: int, spoken: str, ipa: str | None = None) -> None:
        """Take a piece and say `spoken` for it."""
        self.keep(start, end)
        self.parts.append(SpokenPart(start, end, spoken, ipa))

    def keep(self, start: int, end: int) -> None:
        """Take a piece and say it as it is written."""
        for at in range(start, end):
            self._taken[at] = 1

    def apply(self, pattern: re.Pattern[str], rule: Callable[[re.Match[str]], bool]) -> None:
        """Offer every free match of `pattern` to `rule`, which says or keeps pieces and returns whether it did."""
        at = 0
        while (match := pattern.search(self.text, at)) is not None:
            done = self.free(match.start(), match.end()) and rule(match)
            at = max(match.end() if done else match.start() + 1, at + 1)

    def before(self, start: int) -> str:
        """Return the word before `start`, with its dot; "" at the beginning of a line."""
        return next(iter(self.words_before(start, 1)), "")

    def words_before(self, start: int, most: int) -> list[str]:
        """Return the words before `start`, nearest first, `most` of them at most, within its line."""
        line = self.text[max(self.text.rfind("\n", 0, start) + 1, start - 120) : start]
        found = [match.group() for match in _WORD.finditer(line)]
        return found[::-1][:most]

    def touches_word_before(self, start: int) -> bool:
        """Return whether only spaces and brackets stand between `start` and the word before it."""
        signs = _SIGNS_BEFORE.search(self.text, 0, start)
        return signs is not None and not re.search(r"[,;:–—]", signs.group())

    def after(self, end: int) -> str:
        """Return the word that follows `end` after spaces alone; "" where a sign or nothing follows."""
        match = re.compile(r"[\s\u00a0]+([^\W\d_][\w’'-]*\.?)").match(self.text, end)
        return match.group(1) if match else ""

    def ends_sentence(self, end: int, starters: Iterable[str] = ()) -> bool:
        """Return whether a dot before `end` closes a sentence: nothing follows, or a word that begins sentences."""
        rest = self.text[end:].lstrip("\"'”’»)] \t\u00a0")
        if not rest or rest[0] == "\n":
            return True
        following = self.after(end)
        return bool(following) and following in starters
