"""Answers a visitor's question from the approved texts and labels of one museum, or knows that it can't.

Nothing is made up: an answer names a fact of a label or of the house, or has sentences of one approved text, each with
its sources. Where the confidence is low there is no answer.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from contract.museum import Language, Level, Museum, Source, worded
from narration.answers.confidence import LEAST_CONFIDENCE, LEAST_WITH_LIKENESS
from narration.answers.described import described_work, plain_fact
from narration.answers.house_facts import HouseFact, LabelFact, label_text, states
from narration.answers.language_index import AskedWorkTerms, LanguageIndex
from narration.answers.likeness import (
    Likeness,
    PassageVectors,
    WorkLikeness,
    compared_texts,
)
from narration.answers.question import LONGEST_QUESTION, AskedQuestion, AskedWord, taken_apart
from narration.answers.question_form import asks_for_more
from narration.answers.text_search import AskedPlace, FoundPassage, TextSearch
from narration.answers.work_names import named_work
from runtime.folding import fold, words
from runtime.languages import matches

FACT_CONFIDENCE = 0.95
MOST_OTHERS_OF_THE_HOUSE = 1  # words that belong to nothing, of a question about the house
MOST_OTHERS_OF_ONESELF = 2  # the same where visitors say why they ask: "my feet hurt"
OF_A_PART = ("who", "when", "where", "why", "how", "count")  # these ask for less than the whole
FEW = 2  # works: a word that only so many have asks about them
FEW_WORDS = 5  # of a question for a fact of the work here, with one word that says of what
OF_ANY_HOUSE = (HouseFact.HOURS, HouseFact.PRICES)
NEVER_BY_A_TEXT = (
    LabelFact.ROOM,
    LabelFact.DATE,
)  # where it's plain that one of these is asked for
MOST_OTHERS = (
    1  # words of a question for a fact that stand for the object: more ask for what is told
)


class GivenAnswer(Struct, frozen=True):
    """An answer. `work`: the key of the work it is about, "" for the house.

    Either `fact` says which fact of the label or the house answers, or `sentences` are those of an approved text.
    `level`: for whom that is written. `machine_made`: a machine wrote it.
    """

    work: str
    confidence: float
    language: Language
    fact: LabelFact | HouseFact | None = None
    sentences: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    part_of: str = ""
    level: Level | None = None
    machine_made: bool = False

    @property
    def key(self) -> str:
        """What answers: `work`, `work#maker` or `site#hours`."""
        return f"{self.work or 'site'}#{self.fact.value}" if self.fact else self.work


class Answering:
    """Answers questions about one museum. May be called from any thread."""

    def __init__(
        self, museum: Museum, likeness: Likeness | None = None, least: float | None = None
    ) -> None:
        """`likeness` finds texts that answer in other words than the question's; None: words alone find.

        `least`: the confidence from which a text answers; None takes that of `confidence`.
        """
        self.museum, self.likeness = museum, likeness
        usual = LEAST_CONFIDENCE if likeness is None else LEAST_WITH_LIKENESS
        self._least = usual if least is None else least
        self._searches: dict[Language, TextSearch] = {}
        self._vectors: dict[Language, PassageVectors] = {}
        self._lock = threading.Lock()

    def ask(
        self,
        question: str,
        languages: Sequence[Language],
        level: Level = Level.ADULT,
        here: str | None = None,
    ) -> GivenAnswer | None:
        """Return the answer, or None where the guide doesn't know.

        `languages`: the visitor's list, the first that the museum speaks is answered in. `here`: the key of the work
        in front of the visitor, or of the one that the question before was about.
        """
        spoken = self._spoken(languages)
        if spoken is None or not question.strip():
            return None
        search = self._search(spoken)
        index = search.index
        asked = taken_apart(question, spoken, index.words, index.terms, index.asking)
        house = _of_the_house(asked, index)
        if house is not None:
            return GivenAnswer("", FACT_CONFIDENCE, spoken, fact=house)
        points_here = asked.points_here
        named = named_work(asked, index, here)
        if named is None and here in index.works and _only_asks(asked, index, index.works[here]):
            named = index.works[here], 1.0
        if named is not None:
            fact = _of_the_label(asked, index, named[0])
            if fact is not None:
                return _says(named[0], fact, FACT_CONFIDENCE * named[1], spoken)
            if _is_of_the_whole(asked, index, named[0].work.key == here):
                points_here = named[0].work.key == here
                title = worded(named[0].work.title, [spoken])[0]
                question = title
                asked = taken_apart(title, spoken, index.words, index.terms, index.asking)
                asked = msgspec.structs.replace(asked, is_of_the_whole=True)
        place = _place(index, named, here, points_here)
        found = search.best(asked, level, place, self._alike(question, spoken))
        plain = plain_fact(asked, index)
        described = None if place.only_here else described_work(asked, index, *plain)
        if described is not None and described.is_sure(found.work if found else None):
            sure = FACT_CONFIDENCE * described.share
            return _says(described.work, described.fact, sure, spoken)
        if found is None or found.confidence < self._least:
            return None
        if named is None and plain[0] in NEVER_BY_A_TEXT:
            return None
        work = index.works[found.work]
        fact = None
        if named is None and _is_described_in_a_word(asked, index, work):
            fact = _of_the_label(asked, index, work)
        if fact is not None:  # a word describes the work, and its label says what is asked
            return _says(work, fact, found.confidence, spoken)
        return _from(found)

    def prepare(self, languages: Sequence[Language]) -> None:
        """Make the index that questions in these languages need, which takes a moment."""
        spoken = self._spoken(languages)
        if spoken is not None:
            self._search(spoken)

    def candidate(
        self, question: str, language: Language, here: str | None = None
    ) -> FoundPassage | None:
        """Return the best passage whatever its confidence, to fit the confidence on."""
        search = self._search(language)
        index = search.index
        asked = taken_apart(question, language, index.words, index.terms, index.asking)
        place = _place(index, named_work(asked, index, here), here, asked.points_here)
        return search.best(asked, Level.ADULT, place, self._alike(question, language))

    def names_a_work(self, question: str, language: Language) -> bool:
        """Return whether a question names a work, wherever it is asked."""
        index = self._search(language).index
        asked = taken_apart(question, language, index.words, index.terms, index.asking)
        return named_work(asked, index, None) is not None

    def _spoken(self, languages: Sequence[Language]) -> Language | None:
        mine = self.museum.site.languages
        return next(iter(matches([*languages, *mine], mine)), None)

    def _search(self, language: Language) -> TextSearch:
        with self._lock:
            if language not in self._searches:
                search = TextSearch(LanguageIndex(self.museum, language))
                if self.likeness is not None:
                    passages = [one.passage for one in search.index.passages]
                    vectors = self.likeness.passages(compared_texts(self.museum, passages))
                    self._vectors[language] = PassageVectors(passages, vectors)
                self._searches[language] = search
            return self._searches[language]

    def _alike(self, question: str, language: Language) -> WorkLikeness | None:
        if self.likeness is None:
            return None
        vector = self.likeness.query(question[:LONGEST_QUESTION])
        return self._vectors[language].compared(vector)


def _place(
    index: LanguageIndex,
    named: tuple[AskedWorkTerms, float] | None,
    here: str | None,
    points_here: bool,
) -> AskedPlace:
    """Return where a question is asked. `named`: the work that it names, which goes before the one that is here."""
    if here not in index.works or (named is not None and named[0].work.key != here):
        return AskedPlace()
    return AskedPlace(here, points_here)


def _says(
    work: AskedWorkTerms, fact: LabelFact, confidence: float, language: Language
) -> GivenAnswer:
    sources = tuple(work.work.sources)
    return GivenAnswer(work.work.key, round(confidence, 3), language, fact=fact, sources=sources)


def _from(found: FoundPassage) -> GivenAnswer:
    passage = found.passage
    return GivenAnswer(
        work=found.work,
        confidence=round(found.confidence, 3),
        language=passage.language,
        sentences=found.sentences,
        sources=passage.sources,
        part_of=passage.part_of,
        level=passage.level,
        machine_made=passage.machine_made,
    )


def _of_the_house(asked: AskedQuestion, index: LanguageIndex) -> HouseFact | None:
    """Return the fact of the house that is asked for.

    Of what stands in a room, like the toilets, a word or two that belong to nothing may be asked with it, unless they
    are names; of the hours and the prices none, because other houses have those too. Of two facts the one that more
    words ask for: a wheelchair ("silla de ruedas") is no seat ("silla").
    """
    allowed = index.words.benign | _site_words(index)
    is_oneself = index.words.is_type("oneself", asked.words, asked.together)
    usual = MOST_OTHERS_OF_ONESELF if is_oneself else MOST_OTHERS_OF_THE_HOUSE
    if is_oneself:
        allowed |= index.words.kin  # "my wife is tired"
    is_told = any(
        index.words.is_type(kind, asked.words, asked.together) for kind in ("who", "why", "number")
    )
    of_tours = _folded(name for tour in index.museum.tours for name in tour.title.values())
    best: tuple[int, HouseFact] | None = None
    for fact in HouseFact:
        rule = index.words.rules.get(fact.value)
        cues = None if rule is None else rule.cues(asked.words, asked.together)
        if cues is None or not states(index.museum, fact):
            continue
        others = [
            word
            for word in asked.content
            if not (word.place in cues or word.word in allowed or (word.soft and not word.outside))
            and not (fact is HouseFact.TOURS and word.word in of_tours)
        ]
        most = 0 if is_told or fact in OF_ANY_HOUSE else usual
        if len(others) > most or any(_is_of_elsewhere(word, index) for word in others):
            continue
        if fact is HouseFact.LIFT and best is not None and best[1] is not HouseFact.SEATS:
            continue  # "toilets for wheelchairs"
        if best is None or len(cues) > best[0]:
            best = len(cues), fact
    return None if best is None else best[1]


def _is_of_elsewhere(word: AskedWord, index: LanguageIndex) -> bool:
    """Return whether a word can't stand in a question about the house: a name, or what few works or none have."""
    return (
        word.outside
        or (word.is_name and index.capitals_are_names)
        or any(term in index.title_postings or term in index.maker_terms for term in word.meant)
        or any(
            value == 1 and len(index.works_of[term]) <= FEW for term, value in word.meant.items()
        )
    )


def _site_words(index: LanguageIndex) -> set[str]:
    site, rooms = index.museum.site, index.museum.rooms
    return _folded([*site.name.values(), *(name for room in rooms for name in room.name.values())])


def _folded(names: Iterable[str]) -> set[str]:
    return {fold(match.group()) for name in names for match in words(name)}


def _is_described_in_a_word(
    asked: AskedQuestion, index: LanguageIndex, work: AskedWorkTerms
) -> bool:
    """Return whether one word of the question stands for the work and is not on its label, like "lattice"."""
    rules = [rule for fact in LabelFact if (rule := index.words.rules.get(fact.value)) is not None]
    label = frozenset().union(*work.label.values())
    rest = [
        word
        for word in asked.content
        if not word.soft and not any(rule.mentions(word.word) for rule in rules)
    ]
    return len(rest) == 1 and not any(term in label for term in rest[0].meant)


def _is_of_the_whole(asked: AskedQuestion, index: LanguageIndex, is_here: bool) -> bool:
    """Return whether a question is a work's number alone, or asks what the work here is or what is told of it."""
    if any(not (word.soft or word.word.isdigit()) or word.outside for word in asked.content):
        return False
    if asked.number is not None:
        return True
    asks = index.words.asks_about(asked.words, asked.together)
    return (
        is_here
        and asks
        and not any(index.words.is_type(kind, asked.words, asked.together) for kind in OF_A_PART)
    )


def _only_asks(asked: AskedQuestion, index: LanguageIndex, work: AskedWorkTerms) -> bool:
    """Return whether the words of the question ask for a fact of a label, and at most one says of what.

    "In which room?" says nothing of it; "the material of the panel" has a word for the work that is there.
    """
    rules = [rule for fact in LabelFact if (rule := index.words.rules.get(fact.value)) is not None]
    others = [
        word
        for word in asked.content
        if word.outside or not (word.soft or any(rule.mentions(word.word) for rule in rules))
    ]
    return not others or (
        len(others) == 1
        and len(asked.words) <= FEW_WORDS
        and not others[0].outside
        and any(term in index.object_words.get(work.work.key, ()) for term in others[0].meant)
    )


def _of_the_label(
    asked: AskedQuestion, index: LanguageIndex, work: AskedWorkTerms
) -> LabelFact | None:
    """Return the fact of the label that is asked for. A word that belongs to neither makes it another question."""
    if index.words.is_type("life", asked.words, asked.together):
        return None
    is_outside = index.words.outside_rule.cues(asked.words, asked.together) is not None
    names = frozenset().union(*work.titles)
    objects = index.object_words.get(work.work.key, set())
    rules = [rule for fact in LabelFact if (rule := index.words.rules.get(fact.value)) is not None]
    asks_for_text = any(word in index.words.text for word in asked.words)
    named = {word.place for word in asked.content if any(term in names for term in word.meant)}
    best: tuple[int, LabelFact] | None = None
    plain, plainly = plain_fact(asked, index)
    for fact in LabelFact:
        if plain not in (None, fact) and not plainly & named:
            continue
        if asks_for_text and fact in (LabelFact.DATE, LabelFact.PLACE, LabelFact.ROOM):
            continue
        rule = index.words.rules.get(fact.value)
        cues = None if rule is None else rule.cues(asked.words, asked.together)
        if cues is None:
            continue
        count = len(cues - named)
        names_only = bool(cues) and not count  # no cue has a place in scripts without spaces
        if names_only or (best is not None and count <= best[0]):
            continue
        if asks_for_more(asked, index.words, fact, cues):
            continue
        if fact is not LabelFact.ROOM and (is_outside or not label_text(work.work, fact)):
            continue
        own = work.label.get("materials" if fact is LabelFact.MATERIAL else fact.value, frozenset())
        others = [
            word
            for word in asked.content
            if word.place not in cues
            and not (word.soft and not word.outside)
            and word.word != str(asked.number)
            and not any(one.mentions(word.word) for one in rules)
            and not any(term in names or term in own for term in word.meant)
        ]
        if len(others) <= MOST_OTHERS and all(
            any(term in objects for term in word.meant) for word in others
        ):
            best = count, fact
    return None if best is None else best[1]
