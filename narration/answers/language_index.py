"""The index of a museum's texts and labels in one language: which passage has which terms, how works are named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log

from msgspec import Struct

from contract.museum import Language, Museum, Work
from narration.answers.passages import Passage, passages_in
from narration.answers.question_words import QuestionWords, question_words
from narration.answers.terms import ALIKE, EVERYDAY, Terms, terms_of

_Pairs = set[tuple[str, str]]  # terms with the words they come from
_LabelPairs = tuple[dict[str, _Pairs], list[_Pairs]]  # of each field; of the title in each language


class IndexedPassage(Struct, frozen=True):
    """A passage with its terms: of each two neighbouring sentences, or of the only one, and of all."""

    passage: Passage
    pairs: tuple[frozenset[str], ...]
    terms: frozenset[str]


class AskedWorkTerms(Struct, frozen=True):
    """The terms of a work: of its title in every language, of its label by field, and of all that is said of it.

    `own`: of its title, label and own texts, without those of links and of the glossary.
    """

    work: Work
    titles: tuple[frozenset[str], ...]
    label: dict[str, frozenset[str]]
    said: frozenset[str]
    own: frozenset[str]


MOST_CAPITALS = 0.15  # of the words within sentences; with more (in German) a capital tells no name
OBJECT_SHARE = 0.1  # of a work's passages: a word in as many stands for the object itself, like its cloth or its wall
LABEL_FIELDS = ("maker", "date", "place", "materials")


class LanguageIndex:
    """What questions in one language are answered from. It never changes once it is made."""

    def __init__(self, museum: Museum, language: Language) -> None:
        self.museum, self.language = museum, language
        self.words = question_words(language)
        ignored = self.words.function
        found = list(passages_in(museum, language))
        pairs = [
            [set(terms_of(one, language, ignored)) for one in passage.sentences]
            for passage in found
        ]
        labels = [_label_pairs(work, language) for work in museum.works]
        names = {
            term
            for label, titles in labels
            for one in (*titles, label["maker"], label["place"])
            for term, _ in one
        }
        self.terms = Terms(
            [set[tuple[str, str]]().union(*each) for each in pairs]
            + [set[tuple[str, str]]().union(*label.values(), *titles) for label, titles in labels],
            names,
            _alike(self.words, language),
            language,
        )
        asking = sorted(word for word in self.words.known if " " not in word)
        self.asking = Terms(
            [{(word, word)} for word in asking], frozenset(asking), language=language
        )
        self.passages = [
            IndexedPassage(
                passage,
                tuple(
                    _only(set().union(*each[at : at + 2])) for at in range(max(1, len(each) - 1))
                ),
                _only(set().union(*each)),
            )
            for passage, each in zip(found, pairs, strict=True)
        ]
        self.postings: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(self.passages):
            for term in one.terms:
                self.postings[term].append(at)
        self.works = self._terms_of_works(museum, labels)
        self.maker_terms = frozenset().union(*(one.label["maker"] for one in self.works.values()))
        self.title_postings: dict[str, list[str]] = defaultdict(list)
        self.works_of: dict[str, set[str]] = defaultdict(set)
        self.passages_of: dict[str, list[int]] = defaultdict(list)
        self.object_words: dict[str, set[str]] = {}
        self._look_up()
        texts = [sentence for one in found for sentence in one.sentences]
        inner = [word for sentence in texts for word in sentence.split()[1:]]
        capitals = sum(word[:1].isupper() for word in inner)
        self.capitals_are_names = capitals < MOST_CAPITALS * len(inner)

    def _terms_of_works(
        self, museum: Museum, labels: Sequence[_LabelPairs]
    ) -> dict[str, AskedWorkTerms]:
        """Return the terms of each work. `labels`: what `_label_pairs` returns, of each work in order."""
        said: dict[str, set[str]] = defaultdict(set)
        own: dict[str, set[str]] = defaultdict(set)
        for one in self.passages:
            for key in one.passage.works[:1] if one.passage.is_term else one.passage.works:
                said[key] |= one.terms
                if not (one.passage.is_term or one.passage.is_of_a_link):
                    own[key] |= one.terms
        return {
            work.key: AskedWorkTerms(
                work,
                tuple(_only(one) for one in titles),
                {field: _only(one) for field, one in label.items()},
                frozenset(said[work.key]).union(*(_only(one) for one in label.values())),
                frozenset(own[work.key]).union(*(_only(one) for one in (*titles, *label.values()))),
            )
            for work, (label, titles) in zip(museum.works, labels, strict=True)
        }

    def _look_up(self) -> None:
        """Fill the ways from a term to works, and from a work to its passages."""
        for key, work in self.works.items():
            for term in frozenset().union(*work.titles):
                self.title_postings[term].append(key)
            for term in work.said.union(*work.titles, *work.label.values()):
                self.works_of[term].add(key)
        for at, one in enumerate(self.passages):
            for key in one.passage.works:
                self.passages_of[key].append(at)
        for key, places in self.passages_of.items():
            counts = Counter(term for at in places for term in self.passages[at].terms)
            enough = max(2, OBJECT_SHARE * len(places))
            self.object_words[key] = {term for term, count in counts.items() if count >= enough}

    def title_weight(self, term: str) -> float:
        """Return how much a term of a title tells one work from the others."""
        return log((len(self.works) + 1) / (len(self.title_postings.get(term, ())) + 0.5))


def _alike(known: QuestionWords, language: Language) -> dict[str, dict[str, float]]:
    """Return for each term of a group the terms of the others, with how much they count."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for groups, value in ((known.everyday, EVERYDAY), (known.same, ALIKE)):
        for group in groups:
            terms = {term for word in group for term, _ in terms_of(word, language)}
            for term in terms:
                found[term].update(dict.fromkeys(terms - {term}, value))
    return found


def _only(pairs: set[tuple[str, str]]) -> frozenset[str]:
    return frozenset(term for term, _ in pairs)


def _label_pairs(work: Work, language: Language) -> _LabelPairs:
    label = {
        field: set(terms_of(getattr(work, field).get(language, ""), language))
        for field in LABEL_FIELDS
    }
    titles = [
        set(terms_of(title, tag, question_words(tag).function)) for tag, title in work.title.items()
    ]
    titles.append(set(terms_of(work.key.replace("-", " "), language)))
    return label, titles
