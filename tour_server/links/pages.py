"""The desk's pages about works that belong together: what is proposed, what was decided, what belongs to one work."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from contract.museum import Museum
from tour_server.catalogue.drafts import Drafts
from tour_server.links.jobs import LinkSearch
from tour_server.links.left_out import left_out_groups
from tour_server.links.link_book import DecidedLink, LinkBook
from tour_server.links.link_drafts import LinkDrafts, WorkGoneError
from tour_server.links.neighbours import neighbour_picture, neighbours_of
from tour_server.links.proposal_rows import KIND_WORDS, ProposalWords
from tour_server.links.reasons import SharedKind
from tour_server.links.trait_words import has_list
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _
from web.translations import mark

ON_A_PAGE = 20
FARTHEST_PAGE = 10_000
DRAFTED, REFUSED = "drafted", "refused"
_GONE = mark("A colleague decided about these two meanwhile.")


class DraftedLink(Struct, frozen=True):
    """The draft that was made of a proposal a moment ago. `is_told`: whether it has a sentence."""

    decided: DecidedLink
    is_told: bool


class ChosenLinks(Struct, frozen=True):
    """Which proposals or decisions are shown: of a kind, and with a work in a room. `room`: its key, "" for any."""

    kind: SharedKind | None
    room: str

    def works(self, museum: Museum) -> frozenset[str] | None:
        """Returns the keys of the works in the room, None where any room will do."""
        if not self.room:
            return None
        return frozenset(work.key for work in museum.works if work.room == self.room)

    @property
    def arguments(self) -> dict[str, Any]:
        """What an address says to choose the same."""
        said = {"kind": self.kind.value if self.kind else "", "room": self.room}
        return {name: words for name, words in said.items() if words}


class LinkPages:
    """The pages under `/desk/related`."""

    def __init__(
        self, drafts: Drafts, book: LinkBook, making: LinkDrafts, search: LinkSearch
    ) -> None:
        self._drafts, self._book, self._making, self._search = drafts, book, making, search

    def add_to(self, pages: Blueprint) -> None:
        """Add the pages to the blueprint of this folder."""
        add = pages.add_url_rule
        read, write = allowed(Permission.READ), allowed(Permission.WRITE)
        add("", "page", read(self.page))
        add("/search", "search", write(self.search), methods=["POST"])
        add("/accept", "accept", write(self.accept), methods=["POST"])
        add("/refuse", "refuse", write(self.refuse), methods=["POST"])
        add("/reopen", "reopen", write(self.reopen), methods=["POST"])
        add("/decided", "decided", read(self.decided))
        add("/works/<key>", "work", read(self.work))
        add("/left-out", "left_out", read(self.left_out))

    def _museum(self) -> Museum:
        return self._drafts.museum(without_newer=True)

    def page(self) -> ResponseReturnValue:
        """Show proposals, the strongest first."""
        museum = self._museum()
        chosen = _chosen(museum)
        if (state := request.args.get("state")) in (DRAFTED, REFUSED):
            return redirect(url_for("related.decided", state=state, **chosen.arguments))
        works = chosen.works(museum)
        counts = self._book.counts(works)
        number = sum(counts.values()) if chosen.kind is None else counts.get(chosen.kind, 0)
        here, pages = _page_of(number)
        start = (here - 1) * ON_A_PAGE
        found = self._book.proposals(kind=chosen.kind, works=works, start=start, most=ON_A_PAGE)
        words = ProposalWords(museum)
        return render_template(
            "links/proposals.html",
            rows=list(words.rows(found)),
            kinds=[
                (one, KIND_WORDS[one], counts.get(one, 0))
                for one in SharedKind
                if one in counts or one is chosen.kind
            ],
            rooms=words.rooms(),
            chosen=chosen,
            number=number,
            shown_page=here,
            pages=pages,
            running=self._search.running(),
            last=self._search.last(),
            drafted=self._just_drafted(museum),
            not_compared=self._search.pictures_not_compared(museum),
            unlisted=[one for one in museum.site.languages if not has_list(one)],
        )

    def search(self) -> ResponseReturnValue:
        """Ask for a search now."""
        if self._search.ask(person().name):
            flash(_("The search has begun. It goes on without this page."))
        else:
            flash(_("A search is under way already."))
        return redirect(url_for("related.page"))

    def accept(self) -> ResponseReturnValue:
        """Make a draft of a proposal."""
        left, right = self._pair()
        try:
            key = self._making.accept(left, right, person().name)
        except KeyError:
            flash(_("These two are not proposed any more."))
        except WorkGoneError:
            flash(_("One of these works was removed. Nothing was drafted."))
        else:
            if key is not None:
                return redirect(self._back(left=left, right=right))
            flash(_(_GONE))
        return redirect(self._back())

    def refuse(self) -> ResponseReturnValue:
        """Refuse a proposal."""
        left, right = self._pair()
        try:
            refused = self._making.refuse(left, right, person().name)
        except KeyError:
            flash(_("These two are not proposed any more."))
        else:
            flash(_("Refused. These two are not proposed again.") if refused else _(_GONE))
        return redirect(self._back())

    def reopen(self) -> ResponseReturnValue:
        """Take a decision back."""
        try:
            decided, removed = self._making.reopen(*self._pair(), person().name)
        except KeyError:
            flash(_("There is no decision about these two any more."))
        else:
            if decided.link and not removed:
                flash(
                    _("Taken back. The draft stays, for somebody has worked on it or removed it.")
                )
            else:
                flash(_("Taken back. These two are proposed again."))
        return redirect(self._back())

    def decided(self) -> ResponseReturnValue:
        """Show what was accepted and what was refused."""
        museum = self._museum()
        words, chosen = ProposalWords(museum), _chosen(museum)
        kind, works = chosen.kind, chosen.works(museum)
        counts = self._book.decision_counts(kind=kind, works=works)
        accepted = request.args.get("state") == DRAFTED
        here, pages = _page_of(counts[accepted])
        found = self._book.decided(
            accepted=accepted,
            kind=kind,
            works=works,
            start=(here - 1) * ON_A_PAGE,
            most=ON_A_PAGE,
        )
        return render_template(
            "links/decided.html",
            decided=[(one, row) for one in found for row in words.rows([one.proposal])],
            accepted=accepted,
            counts=counts,
            kinds=[(one, KIND_WORDS[one], None) for one in SharedKind],
            rooms=words.rooms(),
            chosen=chosen,
            state=DRAFTED if accepted else REFUSED,
            shown_page=here,
            pages=pages,
        )

    def work(self, key: str) -> ResponseReturnValue:
        """Show what belongs to one work, as a picture and as a list."""
        museum = self._museum()
        work = next((one for one in museum.works if one.key == key), None)
        if work is None:
            abort(404)
        words = ProposalWords(museum)
        near = neighbours_of(museum, key, self._book.of_work(key), words)
        return render_template(
            "links/work.html",
            side=words.side(work),
            near=near,
            picture=neighbour_picture(words.side(work), near),
            drafted=self._just_drafted(museum),
        )

    def left_out(self) -> ResponseReturnValue:
        """Show which groups of works the links leave out."""
        museum = self._museum()
        proposed = self._book.proposed_works()
        linked = {key for link in museum.links for key in link.works}
        either = sum(work.key in linked or work.key in proposed for work in museum.works)
        return render_template(
            "links/left_out.html",
            groups=left_out_groups(museum, proposed),
            works=len(museum.works),
            either=either,
            percent=round(100 * either / max(1, len(museum.works))),
        )

    @staticmethod
    def _pair() -> tuple[str, str]:
        return request.form.get("left", ""), request.form.get("right", "")

    def _just_drafted(self, museum: Museum) -> DraftedLink | None:
        """Return the proposal that was drafted by the click before, to be undone by another."""
        left, right = request.args.get("left", ""), request.args.get("right", "")
        decided = self._book.decision(left, right) if left and right else None
        if decided is None or not decided.accepted:
            return None
        told = any(link.key == decided.link and link.blocks for link in museum.links)
        return DraftedLink(decided, told)

    @staticmethod
    def _back(**drafted: Any) -> str:
        """Return the page that a button was on: that of a work, that of the decisions, or the list of proposals."""
        if work := request.form.get("work"):
            return url_for("related.work", key=work, **drafted)
        shown: dict[str, Any] = {
            "kind": request.form.get("kind") or None,
            "room": request.form.get("room") or None,
            "page": request.form.get("page", 1, type=int),
        }
        if request.form.get("from") == "decided":
            return url_for("related.decided", state=request.form.get("state"), **shown)
        return url_for("related.page", **shown, **drafted)


def _chosen(museum: Museum) -> ChosenLinks:
    """Return which proposals the address asks for; a kind or a room that is not there is passed over."""
    kind = next((one for one in SharedKind if one.value == request.args.get("kind")), None)
    rooms = {room.key for room in museum.rooms}
    return ChosenLinks(kind, next((one for one in rooms if one == request.args.get("room")), ""))


def _page_of(number: int) -> tuple[int, int]:
    """Return the page of a list of so many that is asked for, and how many pages it has."""
    pages = max(1, -(-number // ON_A_PAGE))
    return min(max(1, request.args.get("page", 1, type=int)), pages, FARTHEST_PAGE), pages
