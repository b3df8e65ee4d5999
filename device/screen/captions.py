"""Makes the captions of a block in another language than its sound, when the page asks for them.

Made here and not at publishing: there are as many pairs of languages as the museum has, squared, and one takes 2 ms.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from contract.bundle import Release
from contract.museum import Block, Language, Level
from contract.timed_text import TimedText, read_timed_text, write_timed_text
from device.guide.release_source import ReleaseSource
from device.screen.words import languages, words
from narration.paired_captions import captions, notice, without_times
from narration.timed_text import untimed_text
from runtime.document_version import DocumentVersionError
from runtime.languages import best

LONGEST_SECONDS = 3600  # of a block's speech; more is no address of ours
_SPEECH_HERE = "said/"  # addresses of device.screen.pages
_TARGET = "target/"


class AskedCaptions(Struct, frozen=True, forbid_unknown_fields=True):
    """What an address of captions asks for.

    `seconds`: of the sound. `words`: the address of its words with their times; "" where it came without. `block`: what
    is to be read; "" for the sentence that there is nothing.
    """

    language: Language
    seconds: Annotated[float, Meta(gt=0, le=LONGEST_SECONDS)]
    words: str = ""
    block: str = ""


class CaptionFiles:
    """Makes the files. Safe to call from several threads."""

    def __init__(self, source: ReleaseSource, live_speech_file: Callable[[str, str], Path]) -> None:
        """`live_speech_file`: see `create_screen_app`."""
        self._source = source
        self._live_speech_file = live_speech_file

    def timed_text(self, asked: AskedCaptions) -> bytes:
        """Returns the file. Raises KeyError for a block or words that are not on the kiosk now."""
        release = self._source.release
        if release is None:
            raise KeyError(asked.block)
        heard = self._heard(asked.words)
        milliseconds = round(asked.seconds * 1000)
        if not asked.block:
            written = _not_told(asked.language, release)
            made = notice(written, milliseconds if heard is None else heard.milliseconds)
        else:
            block = _block(release, asked.block)
            written = untimed_text(block.text, block.language, block.level)
            made = (
                without_times(written, milliseconds) if heard is None else captions(heard, written)
            )
        return write_timed_text(made)

    def _heard(self, address: str) -> TimedText | None:
        """Returns the words of the sound; None where newer software wrote them, as the page does."""
        if not address:
            return None
        if address.startswith(_SPEECH_HERE):
            name, _, file = address.removeprefix(_SPEECH_HERE).partition("/")
            path = self._live_speech_file(name, file)
        elif address.startswith(_TARGET):
            path = self._source.path(address.removeprefix(_TARGET))
        else:
            raise KeyError(address)
        try:
            return read_timed_text(path.read_bytes())
        except DocumentVersionError:
            return None
        except (OSError, msgspec.DecodeError) as error:
            raise KeyError(address) from error


def _block(release: Release, key: str) -> Block:
    """Returns a block of a work or a link. Raises KeyError where the release has none of this key."""
    museum = release.museum
    told = chain((work.blocks for work in museum.works), (link.blocks for link in museum.links))
    found = next((one for one in chain.from_iterable(told) if one.key == key), None)
    if found is None:
        raise KeyError(key)
    return found


def _not_told(language: Language, release: Release) -> TimedText:
    """Returns the sentence that a block is not told in this language, in the nearest language of the screen's words."""
    available = languages()
    found = best([language, *release.museum.site.languages], available) or available[0]
    return untimed_text(words(found)["no_captions"], found, Level.ADULT)
