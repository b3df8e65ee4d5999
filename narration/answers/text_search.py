"""Finds the sentences of approved texts that answer a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from contract.museum import Level
from narration.answers.confidence import AnswerEvidence, LikenessEvidence, confidence
from narration.answers.language_index import IndexedPassage, LanguageIndex
from narration.answers.likeness import WorkLikeness
from narration.answers.passage_doubts import PassageDoubts, doubts_of, said_words
from narration.answers.passages import Passage
from narration.answers.question import AskedQuestion, AskedWord
from narration.answers.question_form import is_unsaid
from narration.answers.work_names import NAMED, title_share
from narration.link_blocks import OTHER_LEVELS

SOFT_WEIGHT = 0.15  # of a word that need not be found
UNKNOWN_WEIGHT = 0.8  # of the rarest term: of a word that no text has
NAMED_SHARE = 0.8  # of a word: the work has this name, though the sentences don't say it
BARE_WORDS = 2
MOST_SENTENCES = 3  # of an answer
NEARLY = 0.75  # a passage at the visitor's level goes before another of the same work that is no better than this
FOUND = 0.65  # of a word: less than that is a guess
EXACT = 0.99  # of a word: the passage has the word itself
HARDLY = 0.3  # of a word: with less than that, it is not said
LIKENESS_WEIGHT = 12.0  # of a cosine's lead over the mean of works, beside the score by words
LIKELY_SENTENCE = 0.25  # of a share: the sentence that is most alike is said
HERE = 0.3  # of a score: the work in front of the visitor is meant, where the question names none
LINK_MARGIN = 1e-9  # of a share: works of a link that are as likely meant
RIVAL, MOST_RIVALS = 0.9, 4  # of a score by words: another work that is as good is a rival
MOST_LIKELY = 5  # works whose passages are looked at although no word of the question names them


class AskedPlace(Struct, frozen=True):
    """Where a question is asked. `here`: the key of the work in front of the visitor, None where another is named.

    `only_here`: its words point at that work, so that no other answers.
    """

    here: str | None = None
    only_here: bool = False


class FoundPassage(Struct, frozen=True):
    """A passage that may answer, the sentences to say, and how sure that is."""

    passage: Passage
    work: str
    sentences: tuple[str, ...]
    evidence: AnswerEvidence
    meant: LikenessEvidence | None
    confidence: float


class _AskedOfWork(Struct, frozen=True):
    """What a question asks of a work: the words that name it, the rest, and the shares that are of no one passage."""

    key: str
    named: Mapping[int, float]
    rest: tuple[tuple[AskedWord, float], ...]
    is_alone: bool
    said: float
    title: float
    label: float


class _Scored(Struct, frozen=True):
    """A passage with its shares of the question (see AnswerEvidence)."""

    indexed: IndexedPassage
    work: str
    first: int
    sentences: float
    near: float
    whole: float
    said: float
    title: float
    label: float
    found: tuple[AskedWord, ...]
    is_alone: bool
    alike: float = 0.0  # the lead of its cosine over the mean of works
    sentence: float = 0.0  # the cosine of its best sentence

    @property
    def score(self) -> float:
        """By words and by likeness together."""
        return self.by_words + LIKENESS_WEIGHT * self.alike

    @property
    def by_words(self) -> float:
        return (
            0.5 * self.sentences
            + 0.2 * self.whole
            + 0.2 * self.said
            + 0.25 * self.title
            + 0.1 * self.label
        )


class TextSearch:
    """Searches the passages of one language."""

    def __init__(self, index: LanguageIndex) -> None:
        self.index = index

    def best(
        self,
        asked: AskedQuestion,
        level: Level,
        place: AskedPlace,
        alike: WorkLikeness | None = None,
    ) -> FoundPassage | None:
        """Return the passage that answers best, however unsure it is, None where none can answer.

        `alike`: how alike the question and the passages are; without it words alone find.
        """
        weights = [(word, self._weight(word)) for word in asked.content]
        scored = self._scored(asked, weights, place, alike)
        work = _best_work(scored, place, alike)
        if work is None:
            return None
        top = self._top(asked, [one for one in scored if one.work == work])
        doubts = self._doubts(asked, top)
        if any(doubts) if alike is None else doubts.is_never:
            return None
        says = alike is not None or any(not word.soft for word in asked.content)
        if not top.found and not (top.work == place.here and says):
            return None  # what tells which work is meant, and what is asked of it, is too little
        nearly = top.score * (NEARLY if top.score > 0 else 1 / NEARLY)
        levels = (level, *OTHER_LEVELS[level])
        defines = top.is_alone and self.index.words.asks_about(asked.words, asked.together)
        chosen = min(
            (
                one
                for one in scored
                if one.work == top.work
                and one.score >= nearly
                and (doubts.unsaid or not self._is_unsaid(asked, one))
            ),
            key=lambda one: (
                not (defines and one.indexed.passage.is_term),
                top.is_alone and len(one.indexed.passage.works) > 1,
                _rank(one.indexed.passage, levels),
                -one.score,
            ),
        )
        if asked.is_of_the_whole:
            chosen = self._first_told(work, scored, levels) or chosen
        evidence = self._evidence(asked, top, scored, place)
        passage = chosen.indexed.passage
        meant = None if alike is None else self._meant(asked, top, scored, alike, doubts, passage)
        sure = confidence(evidence, meant)
        said = _said(chosen)
        return FoundPassage(passage, chosen.work, said, evidence, meant, sure)

    def _first_told(
        self, work: str, scored: Sequence[_Scored], levels: Sequence[Level]
    ) -> _Scored | None:
        """Return the passage that a work's own telling begins with, at the nearest level; None where it has none."""
        order = {id(self.index.passages[at]): at for at in self.index.passages_of[work]}
        own = [one for one in scored if one.work == work and one.indexed.passage.works == (work,)]
        first = min(
            (one for one in own if not one.indexed.passage.is_term),
            key=lambda one: (
                _rank(one.indexed.passage, levels),
                one.indexed.passage.layer,
                order[id(one.indexed)],
            ),
            default=None,
        )
        return None if first is None else msgspec.structs.replace(first, first=0)

    def _top(self, asked: AskedQuestion, of_work: Sequence[_Scored]) -> _Scored:
        """Return the best passage of a work; before it one that is nearly as good and says what is asked for."""
        best = max(of_work, key=lambda one: one.score)
        nearly = best.score * (NEARLY if best.score > 0 else 1 / NEARLY)
        must = {word.word for word in asked.content if word.outside}
        good = [
            one
            for one in of_work
            if one.score >= nearly
            and one.found
            and not self._is_unsaid(asked, one)
            and must <= (said_words(one.indexed.passage) if must else must)
        ]
        return max(good, key=lambda one: one.score, default=best)

    def _is_unsaid(self, asked: AskedQuestion, one: _Scored) -> bool:
        return is_unsaid(asked, self.index.words, self.index.language, _said(one))

    def _evidence(
        self,
        asked: AskedQuestion,
        top: _Scored,
        scored: Sequence[_Scored],
        place: AskedPlace,
    ) -> AnswerEvidence:
        """Return what speaks for the best passage."""
        beside = self._beside_names(asked, top.work)
        had = [_had(word, top.indexed.terms, {}) for word in beside if not word.outside]
        weights = [(word, self._weight(word)) for word in beside]
        others: dict[str, float] = {}
        for one in scored:
            if one.work != top.work:
                others[one.work] = max(others.get(one.work, 0.0), one.by_words)
        other = max(others.values(), default=0.0)
        is_here = top.work == place.here
        is_whole = is_here and top.near >= EXACT  # others that say the same make it no less right
        rivals = sum(score >= RIVAL * top.by_words for score in others.values() if not is_whole)
        lacks = sum(value < FOUND for value in had)

        def asks(kind: str) -> bool:
            return self.index.words.is_type(kind, asked.words, asked.together)

        return AnswerEvidence(
            passage=top.whole,
            lead=max(0.0, top.by_words - other),
            words=min(len(top.found), 4) / 4,
            alone=float(top.is_alone or self._is_plain(asked, top)),
            complete=1 - min(lacks, 3) / 3,
            exact=min(sum(value >= EXACT for value in had), 4) / 4,
            length=min(len(asked.words), 12) / 12,
            uncounted=float(not asks("count")),
            defines=float(asks("definition") and not lacks),
            of_work=_share(weights, self.index.works[top.work].own, {}) if weights else 1.0,
            here=float(is_here),
            why=float(asks("why")),
            who=float(asks("who")),
            not_how=float(not asks("how")),
            clear=1 - min(rivals, MOST_RIVALS) / MOST_RIVALS,
            certain=float(is_here or top.title >= NAMED),
            pointed=float(is_here and place.only_here),
            near=top.near,
        )

    def _meant(
        self,
        asked: AskedQuestion,
        top: _Scored,
        scored: Sequence[_Scored],
        alike: WorkLikeness,
        doubts: PassageDoubts,
        chosen: Passage,
    ) -> LikenessEvidence:
        """Return what the likeness says for the best passage, and what no word speaks against.

        `chosen`: the passage to be said.
        """
        by_words = max(scored, key=lambda one: one.by_words).work
        by_likeness = alike.most_alike(1) == [top.work]
        said = self.index.works[top.work].said
        beside = self._beside_names(asked, top.work)
        unheard = sum(word.is_unknown for word in beside)
        return LikenessEvidence(
            cosine=2 * (alike.mean + top.alike) - top.sentence - alike.among_passages,
            agree=float(by_likeness and by_words == top.work),
            alone=float(by_likeness and by_words != top.work),
            has=float(not doubts.lacks),
            known=float(not doubts.foreign),
            said=float(all(_had(word, said, {}) >= HARDLY for word in beside)),
            together=float(top.near >= EXACT),
            heard=1 - min(unheard, 3) / 3,
            mean=alike.mean - alike.among_passages,
            own=float(not chosen.is_of_a_link),
        )

    def _beside_names(self, asked: AskedQuestion, key: str) -> list[AskedWord]:
        """Return the words that must be found and don't name the work or its maker."""
        work = self.index.works[key]
        names = work.label["maker"].union(*work.titles)
        return [
            word
            for word in asked.content
            if not word.soft and not any(term in names for term in word.meant)
        ]

    def _is_plain(self, asked: AskedQuestion, top: _Scored) -> bool:
        """Return whether a question is a bare word of the passage, or asks what a word of the glossary means."""
        if top.near < FOUND:
            return False
        asks = self.index.words.asks_about(asked.words, asked.together)
        return len(asked.words) <= BARE_WORDS or (top.indexed.passage.is_term and asks)

    def _doubts(self, asked: AskedQuestion, top: _Scored) -> PassageDoubts:
        passage = top.indexed.passage
        near = passage.sentences[top.first : top.first + 2]
        unsaid = self._is_unsaid(asked, top)
        return doubts_of(asked, self.index, passage, near, top.is_alone, unsaid)

    def _weight(self, word: AskedWord) -> float:
        rarest = self.index.terms.most_rare
        if word.is_unknown:
            weight = UNKNOWN_WEIGHT * rarest
        else:
            weight = max(
                self.index.terms.rarity(term) * value for term, value in word.meant.items()
            )
        return weight * (SOFT_WEIGHT if word.soft else 1.0)

    def _scored(
        self,
        asked: AskedQuestion,
        weights: Sequence[tuple[AskedWord, float]],
        place: AskedPlace,
        alike: WorkLikeness | None,
    ) -> list[_Scored]:
        index = self.index
        named: dict[str, dict[int, float]] = defaultdict(dict)
        near: set[int] = set()
        for word in asked.content:
            for term, value in word.meant.items():
                near.update(index.postings.get(term, ()))
                for key in index.title_postings.get(term, ()):
                    named[key][word.place] = max(named[key].get(word.place, 0.0), value)
        likely = [] if alike is None else alike.most_alike(MOST_LIKELY)
        for key in [*named, *likely, *([place.here] if place.here else [])]:
            near.update(index.passages_of[key])
        asks: dict[str, _AskedOfWork] = {}
        found = []
        for at in near:
            for key in self._told_of(index.passages[at].passage, weights, named):
                if place.only_here and key != place.here:
                    continue
                if key not in asks:
                    asks[key] = self._of_work(asked, weights, key, named.get(key, {}))
                said = None if alike is None else int(alike.sentences[at])
                one = self._score(asked, weights, index.passages[at], asks[key], said)
                if alike is not None:
                    one = msgspec.structs.replace(
                        one,
                        alike=float(alike.passages[at]) - alike.mean,
                        sentence=float(alike.of_sentences[at]),
                    )
                found.append(one)
        return found

    def _told_of(
        self,
        passage: Passage,
        weights: Sequence[tuple[AskedWord, float]],
        named: Mapping[str, Mapping[int, float]],
    ) -> Sequence[str]:
        """Return the works about which a passage may answer: a link about the one that the question fits best."""
        if not passage.is_of_a_link:
            return passage.works
        fits = {
            key: _share(weights, self.index.works[key].own, named.get(key, {}))
            for key in passage.works
        }
        best = max(fits.values()) - LINK_MARGIN
        return [key for key, fit in fits.items() if fit >= best]

    def _of_work(
        self,
        asked: AskedQuestion,
        weights: Sequence[tuple[AskedWord, float]],
        key: str,
        named: Mapping[int, float],
    ) -> _AskedOfWork:
        work = self.index.works[key]
        rest = tuple((word, weight) for word, weight in weights if word.place not in named)
        is_alone = all(word.soft for word, _ in rest)
        return _AskedOfWork(
            key=key,
            named=named,
            rest=rest,
            is_alone=is_alone,
            said=1.0 if is_alone else _share(rest, work.said, {}),
            title=title_share(asked, self.index, work)[0],
            label=_share(weights, work.label["maker"] | work.label["place"], {}),
        )

    def _score(
        self,
        asked: AskedQuestion,
        weights: Sequence[tuple[AskedWord, float]],
        indexed: IndexedPassage,
        of: _AskedOfWork,
        likely: int | None,
    ) -> _Scored:
        """Return the shares of a passage. `likely`: the place of the sentence that is most alike, None for none."""
        shares = [_share(weights, terms, of.named) for terms in indexed.pairs]
        ranks = [
            share + LIKELY_SENTENCE * (likely in (at, at + 1)) for at, share in enumerate(shares)
        ]
        best = max(shares)
        first = next(at for at, rank in enumerate(ranks) if rank >= max(ranks) - 1e-9)
        return _Scored(
            indexed=indexed,
            work=of.key,
            first=first,
            sentences=best,
            near=1.0 if of.is_alone else _share(of.rest, indexed.pairs[first], {}),
            whole=1.0 if of.is_alone else _share(of.rest, indexed.terms, {}),
            said=of.said,
            title=of.title,
            label=of.label,
            found=tuple(
                word
                for word in asked.content
                if not word.soft and _had(word, indexed.terms, of.named) > 0
            ),
            is_alone=of.is_alone,
        )


def _best_work(
    scored: Sequence[_Scored], place: AskedPlace, alike: WorkLikeness | None
) -> str | None:
    """Return the work with the best passage, None where there is none. Likeness counts for the work as a whole."""
    top: tuple[float, str] | None = None
    for one in scored:
        lead = 0.0 if alike is None else alike.lead(one.work)
        score = one.by_words + LIKENESS_WEIGHT * lead + HERE * (one.work == place.here)
        if top is None or score > top[0]:
            top = score, one.work
    return None if top is None else top[1]


def _share(
    weights: Sequence[tuple[AskedWord, float]], terms: frozenset[str], named: Mapping[int, float]
) -> float:
    total = sum(weight for _, weight in weights)
    return (
        sum(weight * _had(word, terms, named) for word, weight in weights) / total if total else 0.0
    )


def _had(word: AskedWord, terms: frozenset[str], named: Mapping[int, float]) -> float:
    """Return how much of a word the terms have; its place among `named` says that it names the work."""
    there = max((value for term, value in word.meant.items() if term in terms), default=0.0)
    return max(there, NAMED_SHARE * named.get(word.place, 0.0))


def _rank(passage: Passage, levels: Sequence[Level]) -> int:
    return levels.index(passage.level) if passage.level in levels else len(levels)


def _said(chosen: _Scored) -> tuple[str, ...]:
    sentences = chosen.indexed.passage.sentences
    if len(sentences) <= MOST_SENTENCES:
        return sentences
    # The sentence before the two that answer says what their "they" is.
    first = min(max(0, chosen.first - 1), len(sentences) - MOST_SENTENCES)
    return sentences[first : first + MOST_SENTENCES]
