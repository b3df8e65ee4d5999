"""The desk's page Recordings: read a text out and record it, or drop files; listen, keep, go back, delete."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask import current_app as app
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from contract.museum import Block
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.snapshot import take_snapshot
from tour_server.recordings.matching import matched
from tour_server.recordings.readings import blocks_of, owner_name, owner_of, owners, readings
from tour_server.recordings.recordings import Recordings
from tour_server.recordings.take import Take
from tour_server.recordings.word_times import WordTimes
from tour_server.security_headers import WITH_MICROPHONE
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from tour_server.uploaded_sound import SoundRefusedError
from web.translations import gettext as _

THROW_AWAY = "-"  # chosen for a dropped file in the place of a block


class RecordingPages:
    """The page and its buttons."""

    def __init__(self, drafts: Drafts, recordings: Recordings, times: WordTimes) -> None:
        self._drafts, self._recordings, self._times = drafts, recordings, times

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "recordings",
            __name__,
            template_folder="templates",
            static_folder="static",
            url_prefix="/desk/recordings",
        )
        read, write = allowed(Permission.READ), allowed(Permission.WRITE)
        add, post = pages.add_url_rule, ["POST"]
        add("", "page", read(self.page))
        add("/waiting.json", "waiting", read(self.waiting))
        add("/<int:number>/sound", "sound", read(self.sound))
        add("/record", "record", write(self.record), methods=post)
        add("/files", "files", write(self.files), methods=post)
        add("/keep", "keep", write(self.keep), methods=post)
        add("/<int:number>/use", "use", write(self.use), methods=post)
        add("/<int:number>/stop", "stop_using", write(self.stop_using), methods=post)
        add("/<int:number>/delete", "delete", write(self.delete), methods=post)
        return pages

    def page(self) -> ResponseReturnValue:
        """Show the texts of a work or a link in one language, with their recordings."""
        snapshot = take_snapshot(self._drafts)
        owner = owner_of(snapshot, request.args.get("work", ""))
        language = request.args.get("language", "")
        if language not in snapshot.languages:
            language = snapshot.languages[0]
        blocks = blocks_of(owner, language)
        takes = self._recordings.of_blocks([block.key for block in blocks])
        dropped = self._recordings.unkept(person().name)
        keys = [block.key for block in blocks if block.key not in takes] + [*takes]
        shown = render_template(
            "recordings/recordings.html",
            owners=owners(snapshot),
            owner=owner,
            owner_name=None if snapshot.lists_works else owner_name(snapshot, owner),
            language=language,
            languages=snapshot.languages,
            themes={theme.key: snapshot.name(theme.name) for theme in snapshot.themes},
            readings=readings(blocks, takes, snapshot.site.lexicon),
            dropped=list(
                zip(
                    dropped,
                    matched([one.name for one in dropped], keys, snapshot.block_keys),
                    strict=True,
                )
            ),
            all_blocks={block.key: block for block in snapshot.blocks},
            times_left=len(self._recordings.lacking_times()),
            upload_bytes=app.config["MAX_CONTENT_LENGTH"],
            throw_away=THROW_AWAY,
        )
        response = Response(shown)
        response.headers["Permissions-Policy"] = WITH_MICROPHONE
        return response

    def waiting(self) -> ResponseReturnValue:
        """Return how many recordings still lack their words' times, as JSON."""
        return jsonify(left=len(self._recordings.lacking_times()))

    def sound(self, number: int) -> ResponseReturnValue:
        """Send a recording as it came."""
        take = self._take(number)
        if not take.block and take.added_by != person().name:
            abort(404)
        try:
            path = self._recordings.sounds.path(take.file)
        except KeyError:
            abort(404)
        return send_file(path.resolve(), conditional=True)

    def record(self) -> ResponseReturnValue:
        """Keep what was recorded in the browser. Answers with JSON: an empty object, or a `problem`."""
        block = self._block(request.form.get("block", ""))
        sound, text = request.files.get("sound"), request.form.get("text", "")
        if block is None or sound is None:
            return jsonify(problem=_("This text is not there any more.")), 422
        text = text.replace("\r\n", "\n").strip() or block.text
        if text == block.text.strip():
            text = block.text
        try:
            stored = self._recordings.sounds.add(sound.read())
        except SoundRefusedError as error:
            return jsonify(problem=str(error)), 422
        self._recordings.add(stored, block, text, _speaker(), person().name)
        self._times.ask(person().name)
        if text != block.text:
            flash(_("Kept. The text was changed while you recorded: see which wording it says."))
        else:
            flash(_("Kept. Visitors hear it from the next publish on."))
        return jsonify({})

    def files(self) -> ResponseReturnValue:
        """Take files in, to be shown before they are kept. Says of each one that can't be used why."""
        problems = []
        for file in request.files.getlist("files"):
            if not file.filename:
                continue
            if problem := self._take_in(file):
                problems.append(f"{file.filename}: {problem}")
        if request.accept_mimetypes.best == "application/json":
            return jsonify(problems=problems)
        for problem in problems:
            flash(problem)
        return self._back("files")

    def keep(self) -> ResponseReturnValue:
        """Keep each dropped file as the recording of the block that was chosen for it; throw away others."""
        by, kept = person().name, 0
        for take in self._recordings.unkept(by):
            chosen = request.form.get(f"to.{take.number}", "")
            block = self._block(chosen)
            if chosen == THROW_AWAY or "none" in request.form:
                self._recordings.delete(take.number, by)
            elif block is not None:
                self._recordings.keep(take.number, block, by)
                kept += 1
        if kept:
            self._times.ask(by)
            flash(_("Kept. Visitors hear it from the next publish on."))
        return self._back()

    def use(self, number: int) -> ResponseReturnValue:
        """Use a take before the block's others; with `text`, for the wording that the person saw."""
        take = self._take(number)
        self._recordings.use(number, person().name, self._seen_text(take))
        self._times.ask(person().name)
        return self._back(take.block)

    def stop_using(self, number: int) -> ResponseReturnValue:
        """Use no recording for the text of this take; a machine's voice reads it again."""
        take = self._take(number)
        self._recordings.do_not_use(take.block, take.text, person().name)
        flash(
            _("A machine's voice reads this text from the next publish on. The recording is kept.")
        )
        return self._back(take.block)

    def delete(self, number: int) -> ResponseReturnValue:
        """Delete a take for ever."""
        take = self._take(number)
        if not take.block and take.added_by != person().name:
            abort(404)
        self._recordings.delete(number, person().name)
        flash(_("Deleted. Visitors hear it until the next publish, if it was published."))
        return self._back(take.block)

    def _take_in(self, file: FileStorage) -> str:
        """Store a file. Returns why it can't be used, empty where it can."""
        try:
            stored = self._recordings.sounds.add(file.read())
        except SoundRefusedError as error:
            return str(error)
        self._recordings.add_file(stored, file.filename or "", _speaker(), person().name)
        return ""

    def _take(self, number: int) -> Take:
        take = self._recordings.get(number)
        if take is None:
            abort(404)
        return take

    def _block(self, key: str) -> Block | None:
        blocks = take_snapshot(self._drafts).blocks
        return next((block for block in blocks if block.key == key), None)

    def _seen_text(self, take: Take) -> str | None:
        """Returns the wording for which the take shall be used, None where that stays as it is.

        The block's own, if it is still what the person saw; else 409.
        """
        if "text" not in request.form:
            return None
        block = self._block(take.block)
        seen = request.form["text"].replace("\r\n", "\n").strip()
        if block is None or block.text.strip() != seen:
            abort(409)
        return block.text

    def _back(self, anchor: str = "") -> ResponseReturnValue:
        work, language = request.form.get("work", ""), request.form.get("language", "")
        return redirect(
            url_for("recordings.page", _anchor=anchor or None, work=work, language=language)
        )


def _speaker() -> str:
    """Returns the name of who speaks, as typed, without characters that are no letters of a name."""
    typed = request.form.get("speaker", "")
    return "".join(sign for sign in typed if sign.isprintable()).strip()[:100]
