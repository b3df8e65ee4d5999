"""Tells by the form of a question what answers it: whether a label's fact can, and what a text must say.

The words of each kind stand in the words' files; a language without them is answered as if no form were known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from narration.answers.house_facts import LabelFact
from narration.answers.question import AskedQuestion, AskedWord
from narration.answers.question_words import QuestionWords
from narration.answers.terms import terms_of
from runtime.folding import fold, words

NEVER_BY_A_FACT = ("meaning", "occupation")
NOT_FIRST = ("how", "why", "count")
BESIDE = 2  # words between one of kin and its name
NEAR = 4  # words between a number and what it counts
OF_THE_WHOLE_WORK = (LabelFact.MATERIAL, LabelFact.PLACE)  # and not of one of its colours
FAR = 5  # words between "how many" and what it counts
_DIGIT = re.compile(r"\d")


def asks_for_more(
    asked: AskedQuestion, known: QuestionWords, fact: LabelFact, cues: set[int]
) -> bool:
    """Return whether a question asks for something else than a label's fact, although it has the words for it.

    It does where it asks for a meaning or what somebody did for a living; where "how", "why" or "how many" comes before
    the last of the words that ask for the fact (`cues`, their places); where it only asks whether something is so, and
    not of which of two materials; where it asks for the time of the year, for where something once was, or for who gave
    a name, or what a colour of the work is made of or where it comes from.
    """
    parts = asked.words, asked.together
    if any(known.is_type(kind, *parts) for kind in NEVER_BY_A_FACT):
        return True
    naming, role = known.is_type("naming", *parts), known.is_type("role", *parts)
    if fact is LabelFact.MAKER and naming:
        return not role
    for kind in NOT_FIRST:
        rule = known.types.get(kind)
        places = None if rule is None else rule.cues(*parts)
        if places and cues and min(places) not in cues and min(places) < max(cues):
            return True  # "why was it made", and "who explained how to draw it"
    opens, asks = known.types.get("opens"), known.types.get("asks")
    is_yes_or_no = opens is not None and asked.words and opens.mentions(asked.words[0])
    is_either = fact is LabelFact.MATERIAL and known.is_type("either", *parts)
    if is_yes_or_no and not is_either and asks is not None and asks.cues(*parts) is None:
        return True
    if fact is LabelFact.DATE:
        return known.is_type("season", *parts)
    if fact is LabelFact.ROOM:
        return known.is_type("then", *parts)  # what was elsewhere once
    return fact in OF_THE_WHOLE_WORK and any(
        _is_a_colour_itself(asked, known, word) for word in asked.content
    )


def _is_a_colour_itself(asked: AskedQuestion, known: QuestionWords, word: AskedWord) -> bool:
    """Return whether a word is a colour that stands for itself, as in "the blue of the book"."""
    colours = known.said.get("colour")
    if colours is None or not colours.mentions(word.word) or word.place == 0:
        return False
    content = {one.place for one in asked.content if not one.soft}
    return word.place - 1 not in content and word.place + 1 not in content


def is_unsaid(
    asked: AskedQuestion, known: QuestionWords, language: str, sentences: Sequence[str]
) -> bool:
    """Return whether sentences lack what is asked for: a time, a colour, how many of something, or a name."""
    said = [[fold(match.group()) for match in words(one)] for one in sentences]
    for kind, rule in known.said.items():
        if known.is_type(kind, asked.words, asked.together) and not any(
            rule.mentions(word) for sentence in said for word in sentence
        ):
            return True
    return is_uncounted(asked, known, language, said) or is_unnamed(
        asked, known, language, sentences
    )


def is_unnamed(
    asked: AskedQuestion, known: QuestionWords, language: str, sentences: Sequence[str]
) -> bool:
    """Return whether a question asks for the name of somebody's daughter or dog, and no name stands beside the word."""
    kin = {
        term
        for word in asked.content
        if word.word in known.kin
        for term in (*word.meant, word.word)
    }
    if not kin or not known.is_type("naming", asked.words, asked.together):
        return False
    for sentence in sentences:
        typed = [match.group() for match in words(sentence)]
        for at, word in enumerate(typed):
            beside = typed[max(1, at - BESIDE) : at + BESIDE + 1]
            if any(term in kin for term, _ in terms_of(word, language)) and any(
                other[0].isupper() and other != word and fold(other) not in asked.words
                for other in beside
            ):
                return False
    return True


def is_uncounted(
    asked: AskedQuestion, known: QuestionWords, language: str, said: Sequence[Sequence[str]]
) -> bool:
    """Return whether a question asks how many there are of something, and no number stands near it in a sentence.

    `said`: the folded words of each sentence.
    """
    rule = known.types.get("number")
    places = None if rule is None else rule.cues(asked.words, asked.together)
    if not places:
        return False
    after = [one for one in asked.content if max(places) < one.place <= max(places) + FAR][:2]
    if not after or after[0].soft:
        return False
    meant = {term for one in after if not one.soft for term in one.meant}
    for sentence in said:
        numbers = [
            at
            for at, word in enumerate(sentence)
            if _DIGIT.search(word) or (word in known.numbers and word not in known.function)
        ]
        counted = [
            at
            for at, word in enumerate(sentence)
            if any(term in meant for term, _ in terms_of(word, language))
        ]
        if any(abs(one - other) <= NEAR for one in numbers for other in counted):
            return False
    return True
