"""The desk's page Publish: what changed since the last release, publish it, watch it, go back to an earlier one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

from babel import Locale
from babel.numbers import format_decimal
from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from contract.bundle import Release
from contract.museum import Museum
from tour_server.catalogue.approval import (
    UnapprovedBlock,
    fingerprint,
    new_unapproved_blocks,
    unapproved_blocks,
)
from tour_server.catalogue.approvals import Approvals, WaitingPart
from tour_server.catalogue.by_number import by_number
from tour_server.catalogue.differences import changed_count, museum_changes
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.museum_faults import museum_faults
from tour_server.catalogue.pages import address_of, resource_of
from tour_server.catalogue.parts import PartKind, split_museum
from tour_server.catalogue.reference_check import ReferenceCheck
from tour_server.catalogue.snapshot import CatalogueSnapshot, take_snapshot
from tour_server.publishing.approved_words import ApprovedWords, PublishableMuseum
from tour_server.publishing.events import SIGNATURES_RENEWED
from tour_server.publishing.kiosk_releases import KioskReleases
from tour_server.publishing.phone_size import LARGE_BYTES, PhoneSizes
from tour_server.publishing.plan_pages import PlanPages, TypedPlan
from tour_server.publishing.publish_gate import PublishGate
from tour_server.publishing.publish_words import publish_words, speech_words
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.releases import Releases
from tour_server.publishing.replacement_pages import ReplacementPages
from tour_server.publishing.repository import Repository
from tour_server.publishing.signed_metadata import RepositoryProblemError
from tour_server.publishing.speech import voices_of
from tour_server.publishing.twin_list import TwinList
from tour_server.recorder import NoRecorder, Recorder
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, may, password_again, person
from web.translations import chosen_language
from web.translations import gettext as _

NOTE_LENGTH = 500  # characters
SHOWN_DIGITS = 8  # of a release's hash
MOST_LISTED = 100  # of each list of parts on the page; the lists of works and of checks have all


class GoingOut(Struct, frozen=True):
    """What else the page Publish shows: what stops it, what is planned, which kiosk has it, which drafts were replaced.

    `now`: in the museum's zone.
    """

    gate: PublishGate
    plans: PlanPages
    replacements: ReplacementPages
    kiosks: KioskReleases
    now: Callable[[], dt.datetime]


class PublishPages:
    """The pages of publishing."""

    def __init__(
        self,
        drafts: Drafts,
        publisher: Publisher,
        releases: Releases,
        repository: Repository,
        words: ApprovedWords,
        approvals: Approvals,
        references: ReferenceCheck,
        twins: TwinList,
        phone_sizes: PhoneSizes,
        going_out: GoingOut,
        recorder: Recorder | None = None,
    ) -> None:
        self._drafts, self._publisher = drafts, publisher
        self._releases, self._repository = releases, repository
        self._words, self._approvals = words, approvals
        self._references, self._twins = references, twins
        self._phone_sizes, self._going_out = phone_sizes, going_out
        self._recorder = recorder or NoRecorder()

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "publishing", __name__, template_folder="templates", url_prefix="/desk/publish"
        )
        add, read = pages.add_url_rule, allowed(Permission.READ)
        publish = allowed(Permission.PUBLISH)
        add("", "publish_page", read(self.publish_page))
        add("", "publish", publish(self.publish), methods=["POST"])
        add("/planned", "plan", publish(self.plan), methods=["POST"])
        self._going_out.plans.add_to(pages)
        self._going_out.replacements.add_to(pages)
        add("/again/<int:number>", "again", publish(self.again), methods=["POST"])
        add("/progress", "progress_page", read(self.progress_page))
        add("/progress.json", "progress", read(self.progress))
        add("/speech.json", "speech", read(self.speech))
        add(
            "/renew",
            "renew",
            allowed(Permission.ADMINISTER)(password_again(self.renew)),
            methods=["POST"],
        )
        return pages

    def publish_page(self) -> ResponseReturnValue:
        """Show what changed since the newest release, and the releases."""
        return self._page()

    def publish(self) -> ResponseReturnValue:
        """Ask for a publish of the drafts; new words without approval need a second press."""
        note, news = _typed_note(), self._to_agree()
        if news:
            return self._page(note, news), 409
        return self._ask(note, None)

    def plan(self) -> ResponseReturnValue:
        """Plan a publish of the drafts; new words without approval need a second press."""
        note, typed, news = _typed_note(), TypedPlan.of(request.form), self._to_agree()
        if news:
            return self._page(note, news, typed), 409
        refused = self._going_out.plans.plan(typed, note)
        if refused is not None:
            return self._page(note, typed=refused), 422
        return redirect(url_for("publishing.publish_page", _anchor="planned"))

    def again(self, number: int) -> ResponseReturnValue:
        """Ask for a publish of an earlier release's content."""
        try:
            self._releases.get(number)
        except KeyError:
            abort(404)
        return self._ask(f"The content of release {number} again.", number)

    def progress_page(self) -> ResponseReturnValue:
        """Show how far the publish is, or how it ended."""
        job = self._publisher.job
        if job is None:
            return redirect(url_for("publishing.publish_page"))
        return render_template(
            "publishing/progress.html",
            job=job,
            words=publish_words(job),
            speech=speech_words(self._publisher, self._going_out.now()),
        )

    def progress(self) -> ResponseReturnValue:
        """Return how far the publish is, as JSON."""
        job = self._publisher.job
        if job is None:
            abort(404)
        return jsonify(words=publish_words(job), done=job.done, of=job.of, ended=job.ended)

    def speech(self) -> ResponseReturnValue:
        """Return how far the speech is that follows the newest release, as JSON."""
        words = speech_words(self._publisher, self._going_out.now())
        following = self._publisher.following
        return jsonify(
            words=words or "",
            done=following.done if following else 0,
            of=following.of if following else 0,
            ended=words is None,
        )

    def renew(self) -> ResponseReturnValue:
        """Sign everything again."""
        try:
            self._repository.renew()
            self._recorder.record(SIGNATURES_RENEWED, person().name)
            flash(_("The bundle is signed again."))
        except (RepositoryProblemError, OSError) as error:
            flash(_("The bundle could not be signed: {error}", error=error))
        return redirect(url_for("publishing.publish_page"))

    def _ask(self, note: str, number: int | None) -> ResponseReturnValue:
        if self._publisher.ask(person().name, note, number) is None:
            flash(_("A release was being made already. This is how far it is; ask again after it."))
        return redirect(url_for("publishing.progress_page"))

    def _to_agree(self) -> list[UnapprovedBlock]:
        """Returns the new words without approval to which the person has not agreed yet."""
        if self._words.needed:
            return []
        drafts = self._words.names().museum(self._drafts.museum())
        news = new_unapproved_blocks(drafts, self._releases.museum())
        return [] if request.form.get("agreed") == fingerprint(news) else news

    def _page(
        self,
        note: str = "",
        to_agree: Sequence[UnapprovedBlock] = (),
        typed: TypedPlan | None = None,
    ) -> str:
        snapshot, museum = take_snapshot(self._drafts), self._drafts.museum()
        newest = self._releases.release()
        going = self._words.of_drafts()
        needed = self._words.needed
        waiting = [] if needed else unapproved_blocks(museum)
        waiting_parts = self._waiting_parts(museum, going)
        return render_template(
            "publishing/publish.html",
            most=MOST_LISTED,
            **self._changed(snapshot, newest, going.museum),
            newest=newest,
            problems=[*going.problems, *museum_faults(going.museum)],
            needs_approval=needed,
            waiting=_by_text(snapshot, waiting),
            waiting_count=len(waiting),
            waiting_parts=[
                (one, resource_of(one.kind).name(snapshot, one.body), address_of(one.kind, one.key))
                for one in waiting_parts[:MOST_LISTED]
            ],
            waiting_parts_count=sum(one.changed + one.new for one in waiting_parts),
            left_out=self._left_out(snapshot, museum, going),
            left_out_count=len(going.left_out),
            **self._by_number(snapshot),
            twins=self._twins.known(going.museum),
            twin_names=lambda pair: _names_of_works(snapshot, going.museum, pair.works),
            to_agree=_by_text(snapshot, to_agree),
            agreed=fingerprint(to_agree),
            note=note,
            listed=self._releases.listed(),
            typed=typed or TypedPlan(),
            planning=typed is not None,
            stopping=self._going_out.gate.stopping(going.museum),
            **self._going_out_context(newest),
            job=self._publisher.job,
            speech=speech_words(self._publisher, self._going_out.now()),
            unspoken=self._publisher.unspoken,
            voice_notes=self._publisher.voice_notes,
            voices=voices_of(newest),
            phone_sizes=self._phone_sizes.of(newest) if newest else [],
            decimal=lambda number: format_decimal(
                number, "0.0", Locale.parse(chosen_language(), sep="-")
            ),
            large_megabytes=LARGE_BYTES // 1_000_000,
            root_ends=self._repository.summary().root_ends,
            may_renew=may(Permission.ADMINISTER) and self._repository.warning() is not None,
        )

    @staticmethod
    def _changed(
        snapshot: CatalogueSnapshot, newest: Release | None, going: Museum
    ) -> dict[str, Any]:
        """Returns how many parts changed since the newest release, and (change, name, address) of the first of them."""
        changed = changed_count(newest.museum, going) if newest else 0
        changes = museum_changes(newest.museum, going, MOST_LISTED) if newest and changed else []
        listed = [
            (
                one,
                resource_of(one.kind).name(snapshot, one.body),
                None if one.how == "removed" else address_of(one.kind, one.key),
            )
            for one in changes
        ]
        return {"changed": changed, "changes": listed}

    def _going_out_context(self, newest: Release | None) -> dict[str, object]:
        """Returns what the page shows of what stops a publish, of plans, of kiosks and of replaced drafts."""
        going_out = self._going_out
        return {
            "counts": going_out.gate.counts(),
            "planned": going_out.plans.planned(),
            "ended_plans": going_out.plans.ended(),
            "zone_name": going_out.plans.zone_name(),
            "kiosks": [] if newest is None else going_out.kiosks(),
            "newest_hash": (self._releases.newest_hash() or "")[:SHOWN_DIGITS],
            "replaced": going_out.replacements.listed(),
        }

    def _by_number(self, snapshot: CatalogueSnapshot) -> dict[str, Any]:
        """Returns how many works visitors reach by number alone, and (title, address, number) of the first of them."""
        works = [
            work
            for work in snapshot.works
            if by_number(work, self._references.known_usable) is not None
        ]
        listed = [
            (snapshot.name(work.title), address_of(PartKind.WORK, work.key), work.number)
            for work in works[:MOST_LISTED]
        ]
        return {"by_number": listed, "by_number_count": len(works)}

    def _waiting_parts(self, museum: Museum, going: PublishableMuseum) -> list[WaitingPart]:
        """Returns the parts that wait for approval, where words need one."""
        if not self._words.needed:
            return []
        return list(self._approvals.waiting_parts(museum, going.approved))

    def _left_out(
        self, snapshot: CatalogueSnapshot, museum: Museum, going: PublishableMuseum
    ) -> list[tuple[str, str, str]]:
        """Returns (name, address, why) of each part that stays out of the release."""
        if not going.left_out:
            return []
        bodies = {(kind, key): body for kind, key, body in split_museum(museum)}
        return [
            (
                resource_of(one.kind).name(snapshot, bodies[one.kind, one.key]),
                address_of(one.kind, one.key),
                _(one.why),
            )
            for one in going.left_out[:MOST_LISTED]
        ]


def _typed_note() -> str:
    return request.form.get("note", "").strip()[:NOTE_LENGTH]


def _names_of_works(
    snapshot: CatalogueSnapshot, museum: Museum, works: Sequence[str]
) -> list[tuple[str, str]]:
    """Returns (title, address) of each of the works."""
    return [
        (snapshot.name(museum.work(key).title), address_of(PartKind.WORK, key)) for key in works
    ]


def _by_text(
    snapshot: CatalogueSnapshot, blocks: Sequence[UnapprovedBlock]
) -> list[tuple[str, str, int]]:
    """Returns (name, address, number of blocks) of the first works and links that these blocks belong to."""
    counted = Counter((one.kind, one.owner.key) for one in blocks)
    told = {(one.kind, one.owner.key): one.owner for one in blocks}
    return [
        (resource_of(kind).name(snapshot, told[kind, key]), address_of(kind, key), number)
        for (kind, key), number in islice(counted.items(), MOST_LISTED)
    ]
