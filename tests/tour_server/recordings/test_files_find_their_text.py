"""Several dropped files are matched with the texts by the key in their names, the others by their order."""

from __future__ import annotations

from tour_server.recordings.matching import matched

BLOCKS = ["kolam-nl-adult-1", "kolam-nl-adult-10", "kolam-nl-adult-2"]


def test_a_key_in_the_name_decides() -> None:
    names = [
        "KOLAM-NL-ADULT-10.wav",
        "Studio kolam-nl-adult-2 (take 3).flac",
        "x/kolam-nl-adult-1.mp3",
    ]
    found = ["kolam-nl-adult-10", "kolam-nl-adult-2", "kolam-nl-adult-1"]
    assert matched(names, BLOCKS, BLOCKS) == found


def test_a_key_of_another_work_is_found() -> None:
    assert matched(["ring-en-1.wav"], BLOCKS, [*BLOCKS, "ring-en-1"]) == ["ring-en-1"]


def test_the_rest_follows_the_order_of_numbers() -> None:
    names = ["take 10.wav", "take 9.wav", "kolam-nl-adult-10.wav", "², no number.wav"]
    assert matched(names, BLOCKS, BLOCKS) == [
        "kolam-nl-adult-2",
        "kolam-nl-adult-1",
        "kolam-nl-adult-10",
        "",
    ]
