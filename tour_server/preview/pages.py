"""The desk's page Preview with its links, and what a link opens."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct
from werkzeug.wrappers import Response as AnyResponse

from runtime.languages import best
from tour_server.catalogue.approvals import Approvals
from tour_server.jobs.jobs import Jobs
from tour_server.own_address import own_address
from tour_server.preview.draft_release import DraftRelease
from tour_server.preview.phone_preview import PhonePreview, work_in
from tour_server.preview.preview_links import LIFETIMES, PreviewLink, PreviewLinks
from tour_server.preview.previewed_kiosk import PreviewedKioskPages
from tour_server.preview.said_page import awaited, said, unlisted
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from tour_server.visit.visitor import browser_languages
from web.qr_code import qr_svg
from web.translations import gettext as _


class KioskSize(Struct, frozen=True):
    """A kiosk's screen: its diagonal, and its page in CSS pixels."""

    diagonal_inches: float
    width: int
    height: int


KIOSK_SIZES = (
    KioskSize(7, 1024, 600),
    KioskSize(10, 1280, 800),
    KioskSize(15.6, 1920, 1080),
    KioskSize(15.6, 1080, 1920),
)


class PreviewPages:
    """The desk's page."""

    def __init__(
        self,
        links: PreviewLinks,
        drafts: DraftRelease,
        approvals: Approvals,
        jobs: Jobs,
        public_url: str,
    ) -> None:
        """`public_url`: see RootSettings."""
        self._links, self._drafts, self._approvals = links, drafts, approvals
        self._jobs, self._public_url = jobs, public_url

    def blueprint(self) -> Blueprint:
        """Returns the page, to be registered once."""
        pages = Blueprint(
            "preview",
            __name__,
            template_folder="templates",
            static_folder="static",
            url_prefix="/desk/preview",
        )
        read, write = allowed(Permission.READ), allowed(Permission.WRITE)
        pages.add_url_rule("", "page", read(self.page))
        pages.add_url_rule("", "make", write(self.make), methods=["POST"])
        pages.add_url_rule("/end", "end", write(self.end), methods=["POST"])
        return pages

    def page(self) -> ResponseReturnValue:
        """Show the links, and the form that makes one."""
        return self._page()

    def make(self) -> ResponseReturnValue:
        """Make a link, and show it with the phone's pages beside it."""
        lifetime = LIFETIMES.get(request.form.get("lifetime", ""))
        if lifetime is None:
            abort(400)
        approved_only = self._approvals.needed and request.form.get("words") == "approved"
        token = self._links.make(person().name, lifetime, approved_only=approved_only)
        self._drafts.ask(approved_only=approved_only, by=person().name)
        return self._page(token, _opened(request.form.get("work", "")))

    def end(self) -> ResponseReturnValue:
        """End a link now."""
        number = request.form.get("link", "")
        if number.isdecimal() and len(number) < 10:
            self._links.end(int(number), person().name)
            flash(_("The link has ended. Whoever opens it reads that."))
        return redirect(url_for("preview.page"))

    def _page(self, token: str = "", opened: str = "visit") -> str:
        base = url_for("previewed.start", token=token) if token else ""
        address = f"{own_address(self._public_url)}{base}" if token else ""
        return render_template(
            "preview/preview.html",
            links=self._links.listed(),
            base=base,
            opened=opened,
            kiosk_sizes=KIOSK_SIZES,
            address=address,
            code=qr_svg(address) if address else "",
            lifetimes=list(LIFETIMES),
            needs_approval=self._approvals.needed,
            work=request.values.get("work", ""),
        )


class PreviewedPages:
    """What a link opens: the phone's pages over the drafts, until it ends."""

    def __init__(
        self,
        links: PreviewLinks,
        drafts: DraftRelease,
        all_drafts: PhonePreview,
        approved: PhonePreview,
        kiosk: PreviewedKioskPages,
    ) -> None:
        self._kiosk = kiosk
        self._links, self._drafts = links, drafts
        self._phones = {False: all_drafts, True: approved}

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint("previewed", __name__, template_folder="templates", url_prefix="/preview")
        pages.add_url_rule("/<token>/", "start", self.start)
        self._kiosk.add_to(pages)
        pages.add_url_rule("/<token>/<path:path>", "answer", self.answer, methods=["GET", "POST"])
        return pages

    def start(self, token: str) -> ResponseReturnValue:
        """Show the phone's pages and the kiosk's screen beside each other."""
        link = self._links.recognise(token)
        if link is None:
            return said("preview/ended.html", 404)
        self._drafts.ask(approved_only=link.approved_only, by=link.made_by)
        base = url_for("previewed.start", token=token)
        page = render_template("preview/previewed.html", base=base, kiosk_sizes=KIOSK_SIZES)
        return unlisted(Response(page))

    def answer(self, token: str, path: str) -> AnyResponse:
        """Answer with the phone's page, or say that the link has ended or the preview is not ready yet."""
        link = self._links.recognise(token)
        if link is None:
            return said("preview/ended.html", 404)
        approved_only = link.approved_only
        if not path.startswith("web/") and "/media/" not in path and "/static/" not in path:
            self._drafts.ask(approved_only=approved_only, by=link.made_by)
        release = self._drafts.release(approved_only=approved_only)
        if release is None:
            return awaited(said("preview/preparing.html", 503))
        if (number := work_in(path)) is not None:
            self._speak(link, number, release.museum.site.languages)
        base = f"{request.script_root}/preview/{token}"
        return self._phones[approved_only].answer(base, path)

    def _speak(self, link: PreviewLink, number: int, languages: list[str]) -> None:
        wanted = [request.args.get("l", ""), *browser_languages()]
        language = best(wanted, languages) or languages[0]
        self._drafts.speak(number, language, approved_only=link.approved_only)


def _opened(work: str) -> str:
    """Return which page a preview begins with: that of a work, by its number, else the first."""
    return f"visit/work/{int(work)}" if work.isdecimal() and len(work) < 10 else "visit"
