"""Finds which work a question names: by its title, its number, or as the one in front of the visitor."""

from __future__ import annotations

from narration.answers.language_index import AskedWorkTerms, LanguageIndex
from narration.answers.question import AskedQuestion

NAMED = 0.3  # of a title's weight: the question names this work


def named_work(
    asked: AskedQuestion, index: LanguageIndex, here: str | None
) -> tuple[AskedWorkTerms, float] | None:
    """Return the work that a question names, by title or number, else the one that it points at; with how surely."""
    if asked.number is not None:
        hard = sum(not word.soft for word in asked.content)
        for terms in index.works.values():
            if terms.work.number == asked.number and hard <= 2:
                return terms, 1.0
    best: tuple[float, float, AskedWorkTerms] | None = None
    ties = 0
    for key in {
        key
        for word in asked.content
        for term in word.meant
        for key in index.title_postings.get(term, ())
    }:
        share, certainty = title_share(asked, index, index.works[key])
        if share < NAMED:
            continue
        if best is None or share > best[0] + 1e-6:
            best, ties = (share, certainty, index.works[key]), 1
        elif abs(share - best[0]) <= 1e-6:
            ties += 1
    if best is not None:
        return (best[2], best[1]) if ties == 1 else None
    if here in index.works and (
        asked.points_here or not any(not word.soft for word in asked.content)
    ):
        return index.works[here], 1.0
    return None


def title_share(
    asked: AskedQuestion, index: LanguageIndex, work: AskedWorkTerms
) -> tuple[float, float]:
    """Return how much of a title of the work the question has, by weight, and how surely it means it."""
    best = (0.0, 0.0)
    for title in work.titles:
        whole = sum(index.title_weight(term) for term in title)
        had, sure = 0.0, 1.0
        for term in title:
            value = max((word.meant.get(term, 0.0) for word in asked.content), default=0.0)
            if value:
                had += index.title_weight(term) * value
                sure = min(sure, max(value, 0.85))
        if whole and (had / whole, sure) > best:
            best = had / whole, sure
    return best
