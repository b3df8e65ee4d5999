"""Finds the work that a question describes, like "the wooden window from China", where it asks for a label's fact.

Which fact is asked for must be plain from the question's own words (`clear` of the words' files): then the others can
only say of which work. They are looked for in all that is said of a work, its label first.
"""

from __future__ import annotations

from msgspec import Struct

from narration.answers.house_facts import LabelFact, label_text
from narration.answers.language_index import AskedWorkTerms, LanguageIndex
from narration.answers.question import AskedQuestion, AskedWord
from narration.answers.question_form import asks_for_more

LABEL, OBJECT, SAID = 1.0, 0.9, 0.6
"""How much a word counts that is on the label, that stands for the object, or that its texts have."""
UNKNOWN_SHARE = 0.4  # of the rarest term: of a word of the description that no text has
LEAST_SHARE, LEAST_LEAD = 0.45, 0.12
"""Of a description, by weight, that the work has, and before the next work."""
SHARE_ALONE, LEAD_ALONE = 0.9, 0.25  # the same, where the texts' best passage is about another work
LEAST_SHARE_OF_A_MAKER, LEAST_LEAD_OF_A_MAKER = (
    0.6,
    0.3,
)  # "who" asks for much that labels don't say


class DescribedWork(Struct, frozen=True):
    """A work that a question describes, the fact of its label that is asked for, and how sure that is."""

    work: AskedWorkTerms
    fact: LabelFact
    share: float
    lead: float

    def is_sure(self, best_of_texts: str | None) -> bool:
        """Return whether this is the work. `best_of_texts`: the work that the texts' best passage is about."""
        agrees = best_of_texts in (None, self.work.work.key)
        return agrees or (self.share >= SHARE_ALONE and self.lead >= LEAD_ALONE)


def plain_fact(asked: AskedQuestion, index: LanguageIndex) -> tuple[LabelFact | None, set[int]]:
    """Return the fact that a question plainly asks for, with the places of the words that do; None for none."""
    clear = index.words.clear
    best: tuple[LabelFact | None, set[int]] = None, set()
    if "not" in clear and clear["not"].cues(asked.words, asked.together) is not None:
        return best
    for fact in LabelFact:
        rule = clear.get(fact.value)
        cues = None if rule is None else rule.cues(asked.words, asked.together)
        if cues is not None and len(cues) >= len(best[1]):
            best = fact, cues
    return best


def described_work(
    asked: AskedQuestion, index: LanguageIndex, fact: LabelFact | None, cues: set[int]
) -> DescribedWork | None:
    """Return the work that stands clearly before the others, None where none does or no fact is plainly asked for.

    `fact`, `cues`: of `plain_fact`.
    """
    known = index.words
    if fact is None or known.is_type("life", asked.words, asked.together):
        return None
    if known.outside_rule.cues(asked.words, asked.together) is not None:
        return None
    if asks_for_more(asked, known, fact, cues):
        return None
    rule = known.rules[fact.value]
    rest = [
        word
        for word in asked.content
        if not (word.place in cues or word.soft or word.word in known.vague)
        and not rule.mentions(word.word)
    ]
    if not rest or any(word.outside for word in rest):
        return None
    if index.capitals_are_names and any(word.is_foreign for word in rest):
        return None
    shares = sorted(((_share(rest, index, one), key) for key, one in index.works.items()))
    (second, _), (best, key) = shares[-2:] if len(shares) > 1 else [(0.0, ""), *shares]
    work = index.works[key]
    has_it = fact is LabelFact.ROOM or bool(label_text(work.work, fact))
    is_maker = fact is LabelFact.MAKER
    least = LEAST_SHARE_OF_A_MAKER if is_maker else LEAST_SHARE
    least_lead = LEAST_LEAD_OF_A_MAKER if is_maker else LEAST_LEAD
    if best < least or best - second < least_lead or not has_it:
        return None
    return DescribedWork(work, fact, best, best - second)


def _share(words: list[AskedWord], index: LanguageIndex, work: AskedWorkTerms) -> float:
    """Return how much of a description, weighed by rarity, a work has."""
    label = frozenset().union(*work.titles, *work.label.values())
    objects = index.object_words.get(work.work.key, set())
    total = had = 0.0
    for word in words:
        if not word.meant:
            total += UNKNOWN_SHARE * index.terms.most_rare
            continue
        total += max(index.terms.rarity(term) * value for term, value in word.meant.items())
        had += max(
            index.terms.rarity(term)
            * value
            * (LABEL if term in label else OBJECT if term in objects else SAID)
            * (term in label or term in work.said)
            for term, value in word.meant.items()
        )
    return had / total if total else 0.0
