"""The desk's page that drafts a tour along links."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contract.museum import Museum, Stop, Tour, worded
from runtime.languages import best
from tour_server.catalogue.drafts import ConflictError, Drafts
from tour_server.catalogue.keys import free_key
from tour_server.catalogue.parts import PartKind
from tour_server.links.chain_tour import ChainTour, LinkChains
from tour_server.links.proposal_rows import ProposalWords
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _
from web.translations import gettext_noop, shipped_catalogue

FEWEST_MINUTES, MOST_MINUTES, USUAL_MINUTES = 5, 600, 45
TITLE = gettext_noop("From “{first}” to “{last}”")
SUMMARY = gettext_noop(
    "Works that belong together. At each one you hear what it shares with the one before."
)


class LinkTourPages:
    """The page and its button."""

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts

    def add_to(self, pages: Blueprint) -> None:
        """Add the pages to the blueprint of this folder."""
        add = pages.add_url_rule
        add("/tour", "tour", allowed(Permission.READ)(self.page))
        add("/tour", "draft_tour", allowed(Permission.WRITE)(self.draft), methods=["POST"])

    def page(self) -> ResponseReturnValue:
        """Show a chain of links from the chosen work, within the chosen time."""
        museum = self._drafts.museum(without_newer=True)
        works = LinkChains(museum, step_free=bool(request.args.get("step_free")))
        begins = works.chains_from()
        minutes = _minutes(request.args.get("minutes", ""))
        first = next((one.key for one in begins if one.key == request.args.get("first")), "")
        chain = works.chain(first, minutes) if first else None
        words = ProposalWords(museum)
        by_key = {work.key: work for work in museum.works}
        links = {link.key: link for link in museum.links}
        return render_template(
            "links/tour.html",
            begins=[words.side(work) for work in begins],
            first=first,
            minutes=minutes,
            step_free=bool(request.args.get("step_free")),
            limits=(FEWEST_MINUTES, MOST_MINUTES),
            chain=chain,
            stops=[
                (words.side(by_key[stop.work]), stop, [links[key] for key in stop.links[:1]])
                for stop in (chain.stops if chain is not None else ())
            ],
            language=museum.site.languages[0],
        )

    def draft(self) -> ResponseReturnValue:
        """Make a draft of the tour that was shown."""
        museum = self._drafts.museum(without_newer=True)
        step_free = bool(request.form.get("step_free"))
        works = LinkChains(museum, step_free=step_free)
        first, minutes = request.form.get("first", ""), _minutes(request.form.get("minutes", ""))
        asked = url_for(
            "related.tour", first=first, minutes=minutes, step_free="1" if step_free else None
        )
        if first not in works.linked:
            abort(404)
        chain = works.chain(first, minutes)
        if [stop.work for stop in chain.stops] != request.form.getlist("stop"):
            flash(_("Links changed meanwhile. Nothing was drafted; look at the tour as it is now."))
            return redirect(asked)
        tour = drafted_tour(museum, chain)
        key = free_key(self._drafts, PartKind.TOUR, worded(tour.title, museum.site.languages)[0])
        tour = Tour(key, tour.title, tour.summary, tour.stops, minutes=tour.minutes)
        try:
            self._drafts.put(PartKind.TOUR, key, tour, 0, person().name)
        except ConflictError:
            flash(_("A colleague drafted a tour of this name this moment. Send it again."))
            return redirect(asked)
        flash(_("Drafted. Read it, and publish it when visitors should have it."))
        return redirect(url_for("catalogue.tours.edit", key=key))


def _minutes(typed: str) -> int:
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else USUAL_MINUTES
    return min(max(number, FEWEST_MINUTES), MOST_MINUTES)


def drafted_tour(museum: Museum, chain: ChainTour) -> Tour:
    """Return a tour along a chain, with a title and a summary in each language that the software speaks."""
    works = {work.key: work for work in museum.works}
    catalogue = shipped_catalogue()
    complete = catalogue.complete([TITLE, SUMMARY])
    title, summary = {}, {}
    for language in museum.site.languages:
        spoken = best([language], complete)
        if spoken is None:
            continue
        words = catalogue.translations(spoken)
        first, last = (
            worded(works[chain.stops[at].work].title, [language, *museum.site.languages])[0]
            for at in (0, -1)
        )
        title[language] = words.translate(TITLE).format(first=first, last=last)
        summary[language] = words.translate(SUMMARY)
    if not title:
        key = chain.stops[0].work
        title = dict(works[key].title) or {museum.site.languages[0]: key}
    stops = [Stop(stop.work) for stop in chain.stops]
    return Tour("new", title, summary, stops, minutes=min(chain.minutes, MOST_MINUTES))
