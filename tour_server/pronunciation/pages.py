"""The desk's page Pronunciation: how a name or a word is said, to be listened to before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from contract.field_limits import field_limits
from contract.museum import Pronunciation
from narration.levelling import LevellingError
from narration.sound_file import SoundFileError
from narration.speech.recorded_words import with_recordings
from narration.speech.voice import Voice, VoiceError
from tour_server.catalogue.drafts import ConflictError, Drafts
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.snapshot import CatalogueSnapshot, take_snapshot
from tour_server.catalogue.word_sound import wav_file, word_sound
from tour_server.pronunciation.lexicon import EntryName, Lexicon, LexiconError, name_of, texts_with
from tour_server.pronunciation.listening import recorded_word, sentence_with
from tour_server.security_headers import WITH_MICROPHONE
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from tour_server.uploaded_sound import SoundRefusedError
from web.translations import gettext as _

FIELDS = ("written", "language", "spelling", "ipa", "recording")
TYPED = ("written", "spelling", "ipa")


class LexiconRow(Struct, frozen=True):
    """An entry as a row of the list, and in how many texts it is said."""

    entry: Pronunciation
    texts: int


class PronunciationPages:
    """The list, the form of an entry, and its sound."""

    def __init__(
        self,
        drafts: Drafts,
        lexicon: Lexicon,
        open_voice: Callable[[], Voice],
        sounds: Pictures,
    ) -> None:
        """`open_voice` returns the first voice, to be closed; it may raise VoiceError. `sounds` keeps recordings."""
        self._drafts, self._lexicon, self._open_voice = drafts, lexicon, open_voice
        self._sounds = sounds

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "pronunciation",
            __name__,
            template_folder="templates",
            static_folder="static",
            url_prefix="/desk/pronunciation",
        )
        read, write = allowed(Permission.READ), allowed(Permission.WRITE)
        add, post = pages.add_url_rule, ["POST"]
        add("", "page", read(self.page))
        add("/listen", "listen", read(self.listen))
        add("/listen", "listen_before", write(self.listen_before), methods=post)
        add("/word", "word", write(self.word))
        add("/word", "keep", write(self.keep), methods=post)
        add("/remove", "remove", write(self.remove), methods=post)
        return pages

    def page(self) -> ResponseReturnValue:
        """Show the entries, those of one language where the address names it."""
        snapshot = take_snapshot(self._drafts)
        entries = snapshot.site.lexicon
        texts = texts_with(entries, snapshot.blocks)
        chosen = request.args.get("language", "")
        rows = [
            LexiconRow(one, texts[name_of(one)])
            for one in sorted(entries, key=lambda one: (one.written.casefold(), one.language))
            if chosen in ("", one.language)
        ]
        return render_template(
            "pronunciation/words.html",
            rows=rows,
            all_rows=len(entries),
            chosen=chosen,
            languages=_languages(snapshot),
        )

    def word(self) -> ResponseReturnValue:
        """Show the form of a new entry, or of the one that the address names."""
        snapshot = take_snapshot(self._drafts)
        name = _name(request.args)
        if name is None:
            fields = dict.fromkeys(FIELDS, "") | {"language": snapshot.languages[0]}
            return self._form(snapshot, None, fields | _given(request.args), {})
        found = next((one for one in snapshot.site.lexicon if name_of(one) == name), None)
        if found is None:
            abort(404)
        return self._form(snapshot, name, msgspec.to_builtins(found), {})

    def keep(self) -> ResponseReturnValue:
        """Add an entry or change one, or show its form again with what is wrong."""
        snapshot = take_snapshot(self._drafts)
        name = _name(request.form, "was-")
        typed, errors = self._typed(snapshot)
        if not errors:
            try:
                self._lexicon.put(_entry(typed), name, person().name)
            except LexiconError as error:
                errors[error.field] = str(error)
            except ConflictError as error:
                errors["written"] = _("{conflict} Save again.", conflict=error)
        if errors:
            return self._form(snapshot, name, typed, errors), 422
        flash(_("Kept. Publish it: the texts with this word are then spoken again, and no others."))
        return redirect(url_for("pronunciation.page"))

    def remove(self) -> ResponseReturnValue:
        """Remove an entry. What it said stands in the page's note, with a link that fills the form again."""
        name = _name(request.form)
        entries = take_snapshot(self._drafts).site.lexicon
        gone = next((one for one in entries if name_of(one) == name), None)
        if name is None or gone is None or not self._lexicon.remove(name, person().name):
            abort(404)
        flash(_("“{word}” is removed. The voice says it by its own rules.", word=gone.written))
        return redirect(url_for("pronunciation.page", **_again(gone)))

    def listen(self) -> ResponseReturnValue:
        """Send the sound of the word as the entry says it; with neither spelling nor recording, as the voice does.

        `in=text`: the first sentence of the museum that has it.
        """
        snapshot = take_snapshot(self._drafts)
        typed = dict.fromkeys(FIELDS, "") | _given(request.args)
        plain = not (typed["spelling"] or typed["recording"])
        heard = typed | ({"spelling": typed["written"]} if plain else {})
        if self._errors(heard, snapshot):
            abort(422)
        return self._sound(snapshot, heard, request.args.get("in") == "text", plain)

    def listen_before(self) -> ResponseReturnValue:
        """Send the sound of what the form holds, with a recording that is not kept yet."""
        snapshot = take_snapshot(self._drafts)
        typed, errors = self._typed(snapshot)
        if errors:
            return Response("\n".join(errors.values()), 422, mimetype="text/plain")
        return self._sound(snapshot, typed, request.form.get("in") == "text", plain=False)

    def _sound(
        self, snapshot: CatalogueSnapshot, typed: Mapping[str, str], in_text: bool, plain: bool
    ) -> Response:
        entry = _entry(typed)
        text = sentence_with(entry, snapshot.blocks) if in_text else entry.written
        others = [one for one in snapshot.site.lexicon if name_of(one) != name_of(entry)]
        lexicon = others if plain else [*others, entry]
        try:
            if entry.recording and not in_text:
                sound = recorded_word(self._sounds.path(entry.recording))
            else:
                sound = self._spoken(text, entry.language, lexicon)
        except (VoiceError, SoundFileError, LevellingError) as error:
            return Response(str(error), 503, mimetype="text/plain")
        response = Response(sound, mimetype="audio/wav")
        response.headers["Cache-Control"] = "no-store"
        return response

    def _spoken(self, text: str, language: str, lexicon: Sequence[Pronunciation]) -> bytes:
        with closing(self._open_voice()) as voice:
            spoken = voice.speak(text, language, lexicon=lexicon)
        spoken = with_recordings(spoken, language, lexicon, self._sounds.path)
        return wav_file(spoken.samples, spoken.sample_rate)

    def _typed(self, snapshot: CatalogueSnapshot) -> tuple[dict[str, str], dict[str, str]]:
        """Returns the fields of the form that was sent, its recording stored, and a sentence for each that is wrong."""
        typed = dict.fromkeys(FIELDS, "") | _given(request.form)
        problem, sound = "", request.files.get("sound")
        if "no-recording" in request.form:
            typed["recording"] = ""
        if sound is not None and sound.filename:
            with sound.stream as stream:
                content = stream.read()
            try:
                if word_sound(content).clipped:
                    raise SoundRefusedError(
                        _(
                            "It is too loud: its loudest places are cut off. "
                            "Turn the microphone down and record it again."
                        )
                    )
                typed["recording"] = self._sounds.add_word_sound(content, typed["written"])
            except SoundRefusedError as error:
                problem = str(error)
        errors = self._errors(typed, snapshot)
        if problem:
            errors["recording"] = problem
            if not typed["spelling"]:
                errors.pop("spelling", None)  # with a good recording none is needed
        return typed, errors

    def _errors(self, typed: Mapping[str, str], snapshot: CatalogueSnapshot) -> dict[str, str]:
        """Return a sentence for each field that can't be kept."""
        errors = _errors(typed, _languages(snapshot))
        if typed["recording"]:
            try:
                known = self._sounds.path(typed["recording"]).suffix == ".wav"
            except KeyError:
                known = False
            if not known:
                errors["recording"] = _("This recording is not there any more. Record it again.")
        return errors

    def _form(
        self,
        snapshot: CatalogueSnapshot,
        name: EntryName | None,
        fields: Mapping[str, Any],
        errors: Mapping[str, str],
    ) -> Response:
        shown = render_template(
            "pronunciation/word.html",
            name=name,
            fields=fields,
            errors=errors,
            languages=_languages(snapshot),
            longest={field: field_limits(Pronunciation, field).longest for field in TYPED},
        )
        return Response(shown, headers={"Permissions-Policy": WITH_MICROPHONE})


def _languages(snapshot: CatalogueSnapshot) -> list[str]:
    """Return the museum's languages, then others that entries are in."""
    return list(
        dict.fromkeys([*snapshot.languages, *(one.language for one in snapshot.site.lexicon)])
    )


def _given(values: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of an entry that were sent, without spaces around them."""
    return {field: values[field].strip() for field in FIELDS if field in values}


def _name(values: Mapping[str, str], prefix: str = "") -> EntryName | None:
    """Return the entry that a form or an address names, None where it names none."""
    language, written = values.get(f"{prefix}language", ""), values.get(f"{prefix}written", "")
    is_new = "new" in values or not (language and written)
    return None if is_new else (language, written)


def _again(entry: Pronunciation) -> dict[str, Any]:
    """Return the entry as the address of the list has it, from which its form can be filled again."""
    return {f"again-{field}": value for field in FIELDS if (value := getattr(entry, field))}


def _entry(typed: Mapping[str, str]) -> Pronunciation:
    """Return the entry. One that is recorded needs no spelling: it is then said as it is written."""
    return Pronunciation(
        typed["written"],
        typed["language"],
        typed["spelling"] or typed["written"],
        typed["ipa"] or None,
        typed["recording"] or None,
    )


def _errors(typed: Mapping[str, str], languages: list[str]) -> dict[str, str]:
    """Return a sentence for each field that can't be kept."""
    errors = {}
    if not typed["written"]:
        errors["written"] = _("Write the word as it stands in your texts.")
    if not (typed["spelling"] or typed["recording"]):
        errors["spelling"] = _("Write the word as it sounds, or record it.")
    if typed["language"] not in languages:
        errors["language"] = _("Choose a language.")
    for field in TYPED:
        longest = field_limits(Pronunciation, field).longest or 0
        if len(typed[field]) > longest:
            errors[field] = _("{longest} characters at most.", longest=longest)
    return errors
