"""What a link opens beside the kiosk's screen: the works to hold before its camera, and holding one."""

from __future__ import annotations

import msgspec
from flask import Blueprint, jsonify, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from contract.bundle import Release
from tour_server.catalogue.pictures import Pictures
from tour_server.preview.draft_release import DraftRelease
from tour_server.preview.held_works import CantHoldError, found_works, held_picture, thumbnail
from tour_server.preview.kiosk_preview import HELD_SECONDS, KioskPreviews
from tour_server.preview.preview_links import PreviewLink, PreviewLinks
from tour_server.preview.said_page import said, unlisted
from tour_server.request_limits import stored_integer
from tour_server.visit.visitor import browser_languages
from web.translations import gettext as _
from web.translations import mark, ngettext

LONGEST_SEARCH = 100  # characters
BY_NUMBER = mark("Work {number} has no picture that kiosks recognise it by. Type its number there.")


class HeldWorkPages:
    """The list of works, and the buttons that hold one before the camera. Answers are JSON for preview's script."""

    def __init__(
        self, links: PreviewLinks, drafts: DraftRelease, kiosks: KioskPreviews, pictures: Pictures
    ) -> None:
        self._links, self._drafts = links, drafts
        self._kiosks, self._pictures = kiosks, pictures

    def add_to(self, pages: Blueprint) -> None:
        """Add its addresses to those of the preview."""
        add = pages.add_url_rule
        add("/<token>/kiosk-works", "kiosk_works", self.works)
        add("/<token>/kiosk-works/<int:number>.jpg", "kiosk_work_picture", self.picture)
        add("/<token>/kiosk-hold", "kiosk_hold", self.hold, methods=["POST"])

    def works(self, token: str) -> AnyResponse:
        """Answer with the works that a search finds, and whether the kiosk recognises works yet."""
        link = self._links.recognise(token)
        if link is None:
            return said("preview/ended.html", 404)
        approved_only = link.approved_only
        self._drafts.ask_to_learn(approved_only=approved_only, by=link.made_by)
        release = self._drafts.release(approved_only=approved_only)
        if release is None:
            return self._answer(503, ready=False, sentence=_("The preview is being prepared."))
        languages = [*browser_languages(), *release.museum.site.languages]
        text = request.args.get("q", "")[:LONGEST_SEARCH]
        works, number = found_works(release.museum, text, languages)
        ready = self._drafts.recognises(approved_only=approved_only)
        if self._drafts.can_not_learn(approved_only=approved_only):
            sentence = _("The works can't be recognised here. The page Jobs at the desk says why.")
        elif not ready:
            sentence = _("The kiosk is still learning to recognise the works.")
        elif not works:
            sentence = _("No work with a picture has these words.")
        elif number > len(works):
            sentence = _("{shown} of {number} works", shown=len(works), number=number)
        else:
            sentence = ngettext("{number} work", "{number} works", number)
        listed = [
            {
                **msgspec.structs.asdict(one),
                "picture": url_for("previewed.kiosk_work_picture", token=token, number=one.number),
            }
            for one in works
        ]
        return self._answer(200, ready=ready, sentence=sentence, works=listed)

    def picture(self, token: str, number: int) -> AnyResponse:
        """Answer with a small picture of a work."""
        link = self._links.recognise(token)
        release = None if link is None else self._release(link)
        if release is None:
            return said("preview/ended.html", 404)
        try:
            answer = send_file(thumbnail(release, number, self._pictures), mimetype="image/jpeg")
        except (KeyError, CantHoldError, OSError):
            return self._answer(404, sentence=_("The drafts have no such work any more."))
        return unlisted(answer)

    def hold(self, token: str) -> AnyResponse:
        """Hold the work of the number in `work` before the camera; without a number, take away what is there."""
        link = self._links.recognise(token)
        release = None if link is None else self._release(link)
        if link is None or release is None:
            return said("preview/ended.html", 404)
        number = request.form.get("work", 0, type=stored_integer)
        try:
            picture = held_picture(release, number, self._pictures) if number else b""
        except KeyError:
            return self._answer(404, sentence=_("The drafts have no such work any more."))
        except (CantHoldError, OSError):
            return self._answer(409, sentence=_(BY_NUMBER, number=number))
        kiosk = self._kiosks.kiosk(approved_only=link.approved_only)
        kiosk.use()
        if not kiosk.hold(picture):
            return self._answer(503, sentence=_("The kiosk does not run yet. Wait for its screen."))
        if not number:
            return self._answer(200, seconds=0, sentence=_("Nothing is before the camera now."))
        held = _("Work {number} is before the camera for some seconds.", number=number)
        return self._answer(200, seconds=HELD_SECONDS, sentence=held)

    def _release(self, link: PreviewLink) -> Release | None:
        return self._drafts.release(approved_only=link.approved_only)

    def _answer(self, status: int, **facts: object) -> AnyResponse:
        answer = unlisted(jsonify(**facts))
        answer.status_code = status
        return answer
