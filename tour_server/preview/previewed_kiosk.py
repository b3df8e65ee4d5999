"""What a link opens of the kiosk: its screen, or a sentence why there is none, and how its kiosk stands."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from tour_server.crowd.stream_slots import StreamSlots
from tour_server.database import DATABASE_AWAY
from tour_server.preview.draft_release import DraftRelease
from tour_server.preview.held_work_pages import HeldWorkPages
from tour_server.preview.kiosk_pages import pass_on
from tour_server.preview.kiosk_preview import KioskPreviews, KioskState
from tour_server.preview.preview_links import PreviewLink, PreviewLinks
from tour_server.preview.said_page import awaited, said, unlisted


class PreviewedKioskPages:
    """The kiosk's part of a link."""

    def __init__(
        self,
        links: PreviewLinks,
        drafts: DraftRelease,
        kiosks: KioskPreviews,
        slots: StreamSlots,
        holding: HeldWorkPages,
    ) -> None:
        """`slots`: of the server's live pages, of which a kiosk's open page is one."""
        self._holding = holding
        self._links, self._drafts, self._kiosks, self._slots = links, drafts, kiosks, slots

    def add_to(self, pages: Blueprint) -> None:
        """Add its addresses to those of the preview."""
        add = pages.add_url_rule
        add("/<token>/kiosk/", "kiosk", self.screen)
        add("/<token>/kiosk/<path:path>", "kiosk_part", self.part, methods=["GET", "POST"])
        add("/<token>/kiosk-state", "kiosk_state", self.state)
        add("/<token>/kiosk-start", "kiosk_start", self.start_again, methods=["POST"])
        self._holding.add_to(pages)

    def screen(self, token: str) -> AnyResponse:
        """Answer with the kiosk's page, or say why there is none yet or any more."""
        link = self._links.recognise(token)
        if link is None:
            return said("preview/ended.html", 404)
        self._follow_drafts(link)
        kiosk = self._kiosks.kiosk(approved_only=link.approved_only)
        if kiosk.use() is not None:
            return self._passed_on(link, token, "")
        state = kiosk.state
        again = f"{url_for('previewed.kiosk_start', token=token)}?{urlencode(request.args)}"
        page = said("preview/kiosk_waits.html", 503, state=state.value, again=again)
        return page if state in (KioskState.ENDED, KioskState.FAILED) else awaited(page)

    def part(self, token: str, path: str) -> AnyResponse:
        """Answer with what the kiosk's page asks for."""
        link = self._links.recognise(token)
        if link is None:
            return said("preview/ended.html", 404)
        if path == "touch":
            self._follow_drafts(link)
        return self._passed_on(link, token, path)

    def state(self, token: str) -> ResponseReturnValue:
        """Say how its kiosk stands. Nobody uses it by asking."""
        link = self._links.recognise(token)
        if link is None:
            return said("preview/ended.html", 404)
        kiosk = self._kiosks.kiosk(approved_only=link.approved_only)
        return unlisted(jsonify(state=kiosk.state.value))

    def start_again(self, token: str) -> ResponseReturnValue:
        """Start a kiosk that has ended."""
        link = self._links.recognise(token)
        if link is None:
            return said("preview/ended.html", 404)
        self._kiosks.kiosk(approved_only=link.approved_only).start_again()
        screen = f"{url_for('previewed.kiosk', token=token)}?{urlencode(request.args)}"
        return redirect(screen, 303)

    def _passed_on(self, link: PreviewLink, token: str, path: str) -> Response:
        kiosk = self._kiosks.kiosk(approved_only=link.approved_only)
        return pass_on(kiosk, path, self._slots, lambda: self._is_open(token))

    def _follow_drafts(self, link: PreviewLink) -> None:
        self._drafts.ask(approved_only=link.approved_only, by=link.made_by)

    def _is_open(self, token: str) -> bool:
        """Returns whether a stream may go on; also while the database is away."""
        try:
            return self._links.recognise(token) is not None
        except DATABASE_AWAY:
            return True
