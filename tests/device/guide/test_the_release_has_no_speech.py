"""Words without speech: the kiosk's own voice makes it, and playback goes on as with recorded speech."""

from __future__ import annotations

from typing import Any

import msgspec

from device.guide.states import LINGER_SECONDS, WARN_SECONDS


def test_the_kiosk_makes_the_speech_that_the_release_lacks(visit: Any) -> None:
    visit.shown("net")
    assert visit.live_speech.requested == ["net-nl"]
    (words,) = visit.scene.blocks
    assert (words.opus, words.coming) == (None, True)
    assert not visit.scene.machine_voice
    visit.live_speech.say("net-nl")
    (block,) = visit.scene.blocks
    assert block.opus == "said/name-net-nl/speech.opus"
    assert block.subtitles == "said/name-net-nl/wide.vtt"
    assert block.seconds == 12.0
    assert visit.scene.machine_voice
    visit.plays("started")
    visit.plays("ended")
    assert visit.counted == [("told", "net", "nl"), ("finished", "net", "nl")]


def test_what_the_release_speaks_is_not_said_again(visit: Any) -> None:
    visit.shown("knot")
    assert visit.live_speech.requested == []
    assert not any(block.coming for block in visit.scene.blocks)


def test_speech_that_is_not_on_the_kiosk_yet_is_said_by_its_own_voice(visit: Any) -> None:
    """A release is in use before its speech has come, and a kiosk may have no room for all of it."""
    visit.source.missing = {"knot-nl", "knot-nl-2"}
    visit.shown("knot")
    assert visit.live_speech.requested == ["knot-nl", "knot-nl-2"]
    assert [(block.opus, block.coming) for block in visit.scene.blocks] == [(None, True)] * 2
    visit.live_speech.say("knot-nl")
    visit.source.missing = {"knot-nl"}  # the pack of the other has come
    first, second = visit.scene.blocks
    assert first.opus == "said/name-knot-nl/speech.opus"
    assert second.opus is not None
    assert second.opus.startswith("target/")


def test_a_stopped_playback_withdraws_its_request_for_speech(visit: Any) -> None:
    visit.shown("net")
    visit.touch("stop")
    assert visit.live_speech.requested == []


def test_a_voice_that_can_t_leaves_the_words(visit: Any) -> None:
    visit.live_speech.able = False
    visit.shown("net")
    (words,) = visit.scene.blocks
    assert (words.opus, words.coming) == (None, False)
    assert words.seconds == 8.0, "80 characters at ten a second"


def test_a_new_release_brings_words_without_speech_in_the_middle_of_a_playback(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    visit.source.release = msgspec.structs.replace(visit.source.release, number=2, speech=[])
    visit.guide.released()
    assert visit.live_speech.requested == ["knot-nl", "knot-nl-2"]


def test_speech_that_comes_in_the_middle_is_waited_for(visit: Any) -> None:
    visit.source.release = msgspec.structs.replace(visit.source.release, speech=[])
    visit.shown("net")
    visit.live_speech.say("net-nl")
    visit.plays("started")
    visit.wait(12 + LINGER_SECONDS - 1)
    assert visit.scene.warn_seconds is None
    visit.wait(LINGER_SECONDS + 2)
    assert visit.scene.warn_seconds == WARN_SECONDS


def test_a_deeper_layer_follows_on_request(visit: Any) -> None:
    visit.shown("knot")
    assert visit.scene.deeper
    visit.plays("started")
    play = visit.scene.play
    assert visit.touch("deeper")
    keys = ["knot-nl", "knot-nl-2", "knot-nl-deep"]
    assert [block.block for block in visit.scene.blocks] == keys
    assert visit.scene.play == play, "what sounds goes on"
    assert not visit.scene.deeper
    assert not visit.touch("deeper")
    visit.plays("ended", "knot-nl-deep")
    visit.touch("again")
    assert [block.block for block in visit.scene.blocks] == keys
    assert [what for what, *_ in visit.counted] == ["told", "finished", "told"]


def test_a_deeper_layer_is_a_playback_of_its_own_after_the_end(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    visit.plays("started", "knot-nl-2")
    visit.plays("ended", "knot-nl-2")
    assert visit.scene.what_now is not None
    assert visit.scene.deeper
    assert visit.touch("deeper")
    assert [block.block for block in visit.scene.blocks] == ["knot-nl-deep"]
    assert visit.scene.what_now is None
    assert not visit.scene.deeper
    visit.plays("started")
    visit.plays("ended")
    visit.touch("again")
    assert [block.block for block in visit.scene.blocks] == ["knot-nl-deep"]
    visit.touch("language", "en")
    assert [block.block for block in visit.scene.blocks] == ["knot-en"]
    assert not visit.scene.deeper
    # The deeper layer is the same telling: it counts as no other.
    assert [what for what, *_ in visit.counted] == ["told", "finished", "told"]


def test_a_work_without_a_deeper_layer_offers_none(visit: Any) -> None:
    visit.shown("net")
    assert not visit.scene.deeper
    assert not visit.touch("deeper")
