"""The desk's pages about names that other houses know, and about subject terms of works."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contract.museum_folder import MuseumError
from tour_server.catalogue.drafts import Drafts
from tour_server.links.concept_address import concept_address
from tour_server.links.concepts import read_concepts
from tour_server.links.label_table import read_label_table
from tour_server.links.name_book import MatchState, NameBook, SkosRelation, museum_names
from tour_server.links.name_download import NAMED_FORMATS, NameDownload
from tour_server.links.skos import skos_lines
from tour_server.links.work_terms import WorkTerms
from tour_server.outbound.outbound_error import OutboundError
from tour_server.outbound.outbound_fetch import CONCEPT_FILE, OutboundFetch
from tour_server.own_address import own_address
from tour_server.page_count import page_count
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _
from web.translations import ngettext

LISTED = 100  # matches on a page
_NAMED = 5  # rows of a file that fit no work, by name
UPLOAD_ENDPOINTS = ("related.take_terms", "related.take_concepts")


class NamePages:
    """The pages below `/desk/related/names` and `/desk/related/terms`."""

    def __init__(
        self,
        drafts: Drafts,
        names: NameBook,
        terms: WorkTerms,
        fetch: OutboundFetch,
        public_url: str,
        download: NameDownload,
    ) -> None:
        """`public_url`: how others reach this server, empty where nobody said."""
        self._drafts, self._names, self._terms, self._fetch = drafts, names, terms, fetch
        self._public_url, self._download = public_url, download

    def add_to(self, pages: Blueprint) -> None:
        """Add the pages to the blueprint of this folder."""
        add = pages.add_url_rule
        read, write = allowed(Permission.READ), allowed(Permission.WRITE)
        add("/names", "names", read(self.names))
        add("/names", "decide_name", write(self.decide), methods=["POST"])
        add("/names/file", "take_concepts", write(self.take_concepts), methods=["POST"])
        add("/names/address", "fetch_concept", write(self.fetch_concept), methods=["POST"])
        add("/names.nt", "skos", read(self.skos))
        add("/names.zip", "names_zip", read(self._download.zip))
        add("/terms", "terms", read(self.terms))
        add("/terms", "take_terms", write(self.take_terms), methods=["POST"])

    def names(self) -> ResponseReturnValue:
        """Show the matches that wait, or those of another state."""
        states = list(MatchState)
        state = next((one for one in states if one == request.args.get("state")), states[0])
        counts = self._names.counts()
        pages = page_count(counts[state], LISTED)
        here = min(max(1, request.args.get("page", 1, type=int)), pages)
        return render_template(
            "links/names.html",
            matches=self._names.listed(state, (here - 1) * LISTED, LISTED),
            state=state,
            counts=counts,
            shown_page=here,
            pages=pages,
            formats=NAMED_FORMATS,
        )

    def decide(self) -> ResponseReturnValue:
        """Accept a match, or refuse it."""
        form = request.form
        relation = next((one for one in SkosRelation if one == form.get("relation")), None)
        name = form.get("of", ""), form.get("name", ""), form.get("uri", "")
        try:
            self._names.decide(*name, relation, person().name)
        except KeyError:
            flash(_("This match is not there any more."))
        state, page = form.get("state") or None, form.get("page") or None
        return redirect(url_for("related.names", state=state, page=page))

    def take_concepts(self) -> ResponseReturnValue:
        """Propose matches from a file of a vocabulary."""
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            flash(_("Choose a file first."))
            return redirect(url_for("related.names"))
        ending = "".join(Path(sent.filename).suffixes[-1:])
        return self._proposed(lambda place: sent.save(place), f"concepts{ending}")

    def fetch_concept(self) -> ResponseReturnValue:
        """Propose matches with one concept, fetched from its house."""
        typed = request.form.get("address", "")
        address = concept_address(typed)
        if address is None:
            flash(
                _(
                    "{typed} is no concept of AAT, ULAN or Wikidata. Type its address, or Q with a number.",
                    typed=typed[:100] or "—",
                )
            )
            return redirect(url_for("related.names"))
        return self._proposed(
            lambda place: self._fetch.fetch(address, place, CONCEPT_FILE), "concepts"
        )

    def _proposed(self, bring: Callable[[Path], object], name: str) -> ResponseReturnValue:
        museum = self._drafts.museum(without_newer=True)
        names = museum_names(museum, self._terms.all())
        try:
            with tempfile.TemporaryDirectory() as folder:
                place = Path(folder) / name
                bring(place)
                concepts = read_concepts(place, {name for _of, name in names})
        except (MuseumError, OutboundError, OSError) as error:
            flash(str(error))
            return redirect(url_for("related.names"))
        new = self._names.propose(concepts, names, person().name)
        if new:
            flash(ngettext("{number} match is proposed.", "{number} matches are proposed.", new))
        else:
            flash(_("No name of this museum stands in it that was not there before."))
        return redirect(url_for("related.names"))

    def skos(self) -> ResponseReturnValue:
        """Answer with the accepted matches as SKOS."""
        address = f"{own_address(self._public_url)}/names/"
        return Response(
            "".join(skos_lines(self._names.accepted(), address)),
            mimetype="application/n-triples",
            headers={
                "Content-Disposition": 'attachment; filename="names.nt"',
                "Cache-Control": "no-store",
            },
        )

    def terms(self) -> ResponseReturnValue:
        """Show how many works have subject terms, and ask for a table."""
        works, terms = self._terms.counts()
        return render_template("links/terms.html", works=works, terms=terms)

    def take_terms(self) -> ResponseReturnValue:
        """Take the subject terms of a table."""
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            flash(_("Choose a file first."))
            return redirect(url_for("related.terms"))
        ending = ".csv.gz" if sent.filename.endswith(".gz") else ".csv"
        works = self._drafts.museum(without_newer=True).works
        try:
            with tempfile.TemporaryDirectory() as folder:
                place = Path(folder) / f"terms{ending}"
                sent.save(place)
                taken = self._terms.take(read_label_table(place), works, person().name)
        except (MuseumError, OSError) as error:
            flash(_("Nothing was taken: {problem}", problem=error))
            return redirect(url_for("related.terms"))
        flash(
            ngettext(
                "{number} work has its terms. The next search looks at them.",
                "{number} works have their terms. The next search looks at them.",
                taken.works,
            )
        )
        if taken.unknown:
            flash(
                ngettext(
                    "{number} row names no work of the museum: {rows}",
                    "{number} rows name no work of the museum: {rows}",
                    len(taken.unknown),
                    rows=", ".join(taken.unknown[:_NAMED]),
                )
            )
        return redirect(url_for("related.terms"))
