"""The desk's page Publish: what changed since the last release, publish it, watch it, go back to an earlier one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contract.museum_check import check
from tour_server.catalogue.approval import (
    UnapprovedBlock,
    approved_only,
    fingerprint,
    new_unapproved_blocks,
    unapproved_blocks,
)
from tour_server.catalogue.differences import museum_changes
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.pages import address_of, resource_of
from tour_server.catalogue.snapshot import CatalogueSnapshot, take_snapshot
from tour_server.publishing.publisher import Job, Publisher
from tour_server.publishing.releases import Releases
from tour_server.publishing.repository import Repository, RepositoryTroubleError
from tour_server.staff.accounts import Role
from tour_server.staff.session import (
    ANYONE_WHO_APPROVES,
    may_approve,
    person,
    signed_in,
    signed_in_as,
)

NOTE_LENGTH = 500  # characters


def pages(
    drafts: Drafts,
    publisher: Publisher,
    releases: Releases,
    repository: Repository,
    needs_approval: bool,
) -> Blueprint:
    """`/desk/publish` and below. `needs_approval`: words that nobody approved stay behind."""
    blueprint = Blueprint(
        "publishing", __name__, template_folder="templates", url_prefix="/desk/publish"
    )

    @blueprint.get("")
    @signed_in
    def publish_page() -> ResponseReturnValue:
        return _page()

    @blueprint.post("")
    @signed_in_as(*ANYONE_WHO_APPROVES)
    def publish() -> ResponseReturnValue:
        note = request.form.get("note", "").strip()[:NOTE_LENGTH]
        if not needs_approval:
            news = new_unapproved_blocks(drafts.museum(), releases.museum())
            if news and request.form.get("agreed") != fingerprint(news):
                return _page(note, news), 409
        _ask(note, None)
        return redirect(url_for("publishing.progress_page"))

    def _page(note: str = "", to_agree: Sequence[UnapprovedBlock] = ()) -> str:
        snapshot, museum, newest = take_snapshot(drafts), drafts.museum(), releases.release()
        going = approved_only(museum) if needs_approval else museum
        return render_template(
            "publishing/publish.html",
            changes=[
                (
                    one,
                    resource_of(one.kind).name(snapshot, one.body),
                    None if one.how == "removed" else address_of(one.kind, one.key),
                )
                for one in museum_changes(newest.museum if newest else None, going)
            ],
            newest=newest,
            problems=check(going),
            needs_approval=needs_approval,
            waiting=_told(snapshot, unapproved_blocks(museum)),
            to_agree=_told(snapshot, to_agree),
            agreed=fingerprint(to_agree),
            note=note,
            listed=releases.listed(),
            job=publisher.job,
            speech=_speech(publisher),
            unsaid=publisher.unsaid,
            may_publish=may_approve(),
            expires=repository.expires(),
            may_renew=person().role is Role.MANAGER and repository.warning() is not None,
        )

    @blueprint.post("/again/<int:number>")
    @signed_in_as(*ANYONE_WHO_APPROVES)
    def again(number: int) -> ResponseReturnValue:
        try:
            releases.get(number)
        except KeyError:
            abort(404)
        _ask(f"The content of release {number} again.", number)
        return redirect(url_for("publishing.progress_page"))

    @blueprint.get("/progress")
    @signed_in
    def progress_page() -> ResponseReturnValue:
        job = publisher.job
        if job is None:
            return redirect(url_for("publishing.publish_page"))
        return render_template(
            "publishing/progress.html", job=job, words=_words(job), speech=_speech(publisher)
        )

    @blueprint.get("/progress.json")
    @signed_in
    def progress() -> ResponseReturnValue:
        job = publisher.job
        if job is None:
            abort(404)
        return jsonify(words=_words(job), done=job.done, of=job.of, ended=job.ended)

    @blueprint.get("/speech.json")
    @signed_in
    def speech() -> ResponseReturnValue:
        now, following = _speech(publisher), publisher.following
        return jsonify(
            words=now or "",
            done=following.done if following else 0,
            of=following.of if following else 0,
            ended=now is None,
        )

    @blueprint.post("/renew")
    @signed_in_as(Role.MANAGER)
    def renew() -> ResponseReturnValue:
        try:
            repository.renew()
            flash("The bundle's signatures hold for another year.")
        except (RepositoryTroubleError, OSError) as error:
            flash(f"The signatures could not be renewed: {error}")
        return redirect(url_for("publishing.publish_page"))

    def _ask(note: str, number: int | None) -> None:
        if not publisher.ask(person().name, note, number):
            flash("A release was being made already. This is how far it is; ask again after it.")

    return blueprint


def _told(
    snapshot: CatalogueSnapshot, blocks: Sequence[UnapprovedBlock]
) -> list[tuple[str, str, int]]:
    """(name, address, how many blocks) of each work and link that these blocks are of."""
    counted = Counter((one.kind, one.owner.key) for one in blocks)
    told = {(one.kind, one.owner.key): one.owner for one in blocks}
    return [
        (resource_of(kind).name(snapshot, told[kind, key]), address_of(kind, key), number)
        for (kind, key), number in counted.items()
    ]


def _words(job: Job) -> str:
    if job.number is not None:
        said = "nothing had to be said again"
        if job.newly_said:
            said = f"{_blocks(job.newly_said)} said"
        if job.to_say:
            said += f", the speech of {_blocks(job.to_say)} follows"
        return f"Release {job.number} is out after {job.seconds:.0f} s; {said}."
    if job.problems:
        return "Not published."
    words = job.doing[:1].upper() + job.doing[1:]
    return f"{words}, {job.done} of {job.of}" if job.of > 1 else words


def _blocks(count: int) -> str:
    return f"{count} block{'' if count == 1 else 's'}"


def _speech(publisher: Publisher) -> str | None:
    """How far the speech is that follows the newest release; None when it has all there can be."""
    following = publisher.following
    if following is not None and following.problem is not None:
        return (
            f"The speech of release {following.number} could not be made. {following.problem} "
            "Its words are out; the next publish tries again."
        )
    if following is not None and following.of:
        return (
            f"Speech: {following.done} of {following.of} blocks. The words are out; a release with "
            "their speech follows by itself."
        )
    if publisher.to_say:
        return f"The speech of {_blocks(publisher.to_say)} follows."
    return None
