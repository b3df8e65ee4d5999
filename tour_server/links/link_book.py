"""Keeps proposed links and what staff decided about them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice

import msgspec
from msgspec import Struct
from sqlalchemy import delete, insert, or_, select, tuple_
from sqlalchemy.orm import Session

from tour_server.database import Database
from tour_server.links.events import LINK_ACCEPTED, LINK_REFUSED, LINK_REOPENED
from tour_server.links.reasons import LinkProposal, LinkReason, SharedKind
from tour_server.links.tables import LinkDecision, ProposedLink
from tour_server.recorder import Recorder

_ROWS = 2000  # written at a time


class DecidedLink(Struct, frozen=True):
    """A proposal that staff accepted or refused. `link`: the draft that was made of it, or ""."""

    proposal: LinkProposal
    accepted: bool
    link: str
    at: dt.datetime
    by: str


class LinkBook:
    """The proposals and the decisions in the database. May be called from any thread."""

    def __init__(
        self, database: Database, now: Callable[[], dt.datetime], recorder: Recorder
    ) -> None:
        """`now` returns the time in UTC."""
        self._database, self._now, self._recorder = database, now, recorder

    def replace(self, proposals: Sequence[LinkProposal]) -> None:
        """Take these proposals in place of those of the last search."""
        rows = iter([_row(one) for one in proposals])
        with self._database.writing() as session:
            session.execute(delete(ProposedLink))
            while some := list(islice(rows, _ROWS)):
                session.execute(insert(ProposedLink), some)

    def counts(self, works: Collection[str] | None = None) -> dict[SharedKind, int]:
        """Returns how many proposals wait, by their strongest reason. `works`: only those with one of these works."""
        of = ProposedLink
        with self._database.reading() as session:
            rows = session.execute(select(of.left_work, of.right_work, of.kind))
            kinds = Counter(kind for left, right, kind in rows if _has_one(works, left, right))
        return {SharedKind(kind): number for kind, number in kinds.items()}

    def proposals(
        self,
        *,
        kind: SharedKind | None = None,
        works: Collection[str] | None = None,
        start: int = 0,
        most: int = 50,
    ) -> list[LinkProposal]:
        """Returns proposals that wait, the strongest first. `works`: only those with one of these works."""
        of = ProposedLink
        order = of.score.desc(), of.left_work, of.right_work
        query, pairs = select(of).order_by(*order), select(of.left_work, of.right_work)
        if kind is not None:
            query, pairs = query.where(of.kind == kind.value), pairs.where(of.kind == kind.value)
        with self._database.reading() as session:
            if works is None:
                query = query.offset(start).limit(most)
            else:  # a room may have more works than a query takes values
                rows = session.execute(pairs.order_by(*order))
                such = ((left, right) for left, right in rows if _has_one(works, left, right))
                chosen = list(islice(such, start, start + most))
                query = query.where(tuple_(of.left_work, of.right_work).in_(chosen))
            return [_proposal(row) for row in session.scalars(query)]

    def of_work(self, work: str) -> list[LinkProposal]:
        """Returns the proposals that wait in which a work stands, the strongest first."""
        of = ProposedLink
        query = (
            select(of)
            .where(or_(of.left_work == work, of.right_work == work))
            .order_by(of.score.desc(), of.left_work, of.right_work)
        )
        with self._database.reading() as session:
            return [_proposal(row) for row in session.scalars(query)]

    def proposed_works(self) -> set[str]:
        """Returns every work that stands in a proposal."""
        with self._database.reading() as session:
            pairs = session.execute(select(ProposedLink.left_work, ProposedLink.right_work))
            return {work for pair in pairs for work in pair}

    def get(self, left: str, right: str) -> LinkProposal:
        """Returns a proposal that waits. Raises KeyError."""
        with self._database.reading() as session:
            row = session.get(ProposedLink, _ordered(left, right))
        if row is None:
            raise KeyError((left, right))
        return _proposal(row)

    def decide(self, proposal: LinkProposal, by: str, *, link: str = "") -> bool:
        """Accept a proposal, of which the draft `link` was made, or refuse it without one.

        Returns False, and changes nothing, where a colleague decided it already.
        """
        left, right = proposal.works
        with self._database.writing() as session:
            if session.get(LinkDecision, (left, right)) is not None:
                return False
            session.add(
                LinkDecision(
                    left_work=left,
                    right_work=right,
                    accepted=bool(link),
                    link=link,
                    reasons=_encoded(proposal.reasons),
                    score=proposal.score,
                    decided_at=self._now(),
                    decided_by=by,
                )
            )
            of = ProposedLink
            session.execute(delete(of).where(of.left_work == left, of.right_work == right))
            kind = LINK_ACCEPTED if link else LINK_REFUSED
            self._recorder.record(kind, by, f"{left} · {right}", link, session=session)
        return True

    def reopen(self, left: str, right: str, by: str) -> DecidedLink:
        """Take a decision back: the two are proposed again. Returns it. Raises KeyError."""
        left, right = _ordered(left, right)
        with self._database.writing() as session:
            row = session.get(LinkDecision, (left, right))
            if row is None:
                raise KeyError((left, right))
            decided = _decided(row)
            session.delete(row)
            session.merge(ProposedLink(**_row(decided.proposal)))
            self._recorder.record(LINK_REOPENED, by, f"{left} · {right}", session=session)
        return decided

    def decision(self, left: str, right: str) -> DecidedLink | None:
        """Returns what staff decided about two works, None where nothing was."""
        with self._database.reading() as session:
            row = session.get(LinkDecision, _ordered(left, right))
        return None if row is None else _decided(row)

    def decision_counts(
        self, *, kind: SharedKind | None = None, works: Collection[str] | None = None
    ) -> dict[bool, int]:
        """Returns how many proposals were accepted (True) and refused (False). `kind`, `works`: see proposals."""
        with self._database.reading() as session:
            found = Counter(one.accepted for one in self._decisions(session, kind, works))
        return {False: found[False], True: found[True]}

    def decided(
        self,
        *,
        accepted: bool,
        kind: SharedKind | None = None,
        works: Collection[str] | None = None,
        start: int = 0,
        most: int,
    ) -> list[DecidedLink]:
        """Returns what was accepted, or refused, the newest first, `most` of them. `kind`, `works`: see proposals."""
        with self._database.reading() as session:
            found = self._decisions(session, kind, works)
            such = (one for one in found if one.accepted == accepted)
            return [_decided(row) for row in islice(such, start, start + most)]

    @staticmethod
    def _decisions(
        session: Session, kind: SharedKind | None, works: Collection[str] | None
    ) -> Iterator[LinkDecision]:
        """Yield the decisions, the newest first. Staff make some thousands, so they are chosen from here."""
        of = LinkDecision
        newest = select(of).order_by(of.decided_at.desc(), of.left_work, of.right_work)
        for row in session.scalars(newest):
            if _has_one(works, row.left_work, row.right_work) and (
                kind is None or _reasons(row.reasons)[0].kind is kind
            ):
                yield row

    def decided_pairs(self) -> set[tuple[str, str]]:
        """Returns every two works about which staff decided."""
        query = select(LinkDecision.left_work, LinkDecision.right_work)
        with self._database.reading() as session:
            return {(left, right) for left, right in session.execute(query)}


def _ordered(left: str, right: str) -> tuple[str, str]:
    return (left, right) if left < right else (right, left)


def _has_one(works: Collection[str] | None, left: str, right: str) -> bool:
    """Return whether one of the two is among the works; None stands for all works."""
    return works is None or left in works or right in works


def _row(proposal: LinkProposal) -> dict[str, object]:
    left, right = proposal.works
    reasons = proposal.reasons
    if (left, right) != (proposal.left, proposal.right):
        reasons = [one.turned() for one in reasons]
    return {
        "left_work": left,
        "right_work": right,
        "score": proposal.score,
        "kind": reasons[0].kind.value,
        "reasons": _encoded(reasons),
    }


def _encoded(reasons: Iterable[LinkReason]) -> str:
    return msgspec.json.encode(list(reasons)).decode()


def _reasons(text: str) -> list[LinkReason]:
    return msgspec.json.decode(text, type=list[LinkReason])


def _proposal(row: ProposedLink) -> LinkProposal:
    return LinkProposal(row.left_work, row.right_work, row.score, _reasons(row.reasons))


def _decided(row: LinkDecision) -> DecidedLink:
    proposal = LinkProposal(row.left_work, row.right_work, row.score, _reasons(row.reasons))
    return DecidedLink(proposal, row.accepted, row.link, row.decided_at, row.decided_by)
