"""Drafts are published as signed releases, and an earlier release is published again."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from contract.bundle import RELEASE_TARGET, Release
from contract.museum import Stop
from models.features import Features
from tests.desk import Desk
from tests.tiny_museum import block
from tests.waiting import until
from tour_server.catalogue.outgoing_names import OutgoingNames
from tour_server.catalogue.parts import PartKind
from tour_server.publishing.publish_state import PublishState
from tour_server.publishing.release import CantPublishError
from tour_server.publishing.releases import Releases
from tour_server.staff.permissions import Role


def change(desk: Desk, key: str = "lijn", text: str = "Heel andere woorden.") -> None:
    part = desk.parts.drafts.get(PartKind.WORK, key)
    first = replace(part.body.blocks[0], text=text)
    body = replace(part.body, blocks=[first, *part.body.blocks[1:]])
    desk.parts.drafts.put(PartKind.WORK, key, body, part.version, "Noor")


def ended(desk: Desk) -> PublishState:
    """Wait for the end of the current publish and return its state."""
    until(
        lambda: desk.parts.publisher.job and desk.parts.publisher.job.ended, 30, "a publish's end"
    )
    job = desk.parts.publisher.job
    assert job is not None
    return job


def test_the_first_release_renders_every_block_and_lists_every_file(desk: Desk) -> None:
    job = desk.parts.publisher.publish("Noor", "Open.")
    assert (job.number, job.newly_spoken) == (1, 3)
    release = desk.parts.releases.release()
    assert release is not None
    names = desk.parts.assembly.context.get(OutgoingNames).read()
    assert release.museum == names.museum(desk.parts.drafts.museum())
    assert {one.block for one in release.speech} == {"lijn-nl-1", "lijn-en-1", "ring-nl-1"}
    targets: list[str | None] = [*release.pictures.values()]
    for one in release.speech:
        targets += [one.opus, one.aac, one.subtitles, one.subtitles_portrait, one.words]
    for target in targets:
        assert target is not None
        path = desk.parts.releases.file(target)
        assert path is not None
        assert path.stat().st_size > 0
    assert desk.parts.releases.file("speech/none.opus") is None
    features = desk.parts.repository.path(release.features or "")
    assert features is not None
    assert set(Features.load(features).works) == {"lijn", "ring", "knoop"}


def test_kiosks_show_the_address_by_which_phones_reach_the_server(
    prepared: Path, tmp_path: Path
) -> None:
    shutil.copytree(prepared, tmp_path / "server")
    desk = Desk(tmp_path / "server", public_url="https://guide.example.org/")
    try:
        desk.parts.publisher.publish("Noor", "Open.")
        release = desk.parts.releases.release()
        assert release is not None
        assert release.phones_at == "https://guide.example.org"
    finally:
        desk.close()


def test_a_publish_after_one_changed_text_renders_that_text_alone(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    desk.renderer.rendered.clear()
    change(desk)
    began = time.monotonic()
    job = desk.parts.publisher.publish("Noor")
    assert time.monotonic() - began < 5
    assert desk.renderer.rendered == ["Heel andere woorden."]
    assert (job.number, job.newly_spoken) == (2, 1)
    release = desk.parts.releases.release()
    assert release is not None
    assert release.museum.work("lijn").blocks[0].text == "Heel andere woorden."


def test_another_voice_renders_everything_again(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    desk.renderer.rendered.clear()
    desk.renderer.voice = "another"
    assert desk.parts.publisher.publish("Noor").newly_spoken == 3


def test_equal_texts_of_two_blocks_are_rendered_once(desk: Desk) -> None:
    change(desk, "ring", "Volg de lijn met uw ogen.")
    assert desk.parts.publisher.publish("Noor").newly_spoken == 2
    release = desk.parts.releases.release()
    assert release is not None
    assert len(release.speech) == 3


def test_a_block_that_no_voice_can_speak_is_published_without_sound_and_reported(
    desk: Desk,
) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "knoop")
    body = replace(part.body, blocks=[block("knoop-tlh-1", "tlh", "nuqneH")])
    desk.parts.drafts.put(PartKind.WORK, "knoop", body, part.version, "Noor")
    job = desk.parts.publisher.publish("Noor")
    assert job.number == 1
    assert "knoop-tlh-1 has no sound" in job.notes[0]


def test_a_museum_with_an_error_is_not_published_and_the_error_is_named(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    tour = desk.parts.drafts.get(PartKind.TOUR, "kort")
    body = replace(tour.body, stops=[Stop("nowhere")])
    desk.parts.drafts.put(PartKind.TOUR, "kort", body, tour.version, "Noor")
    with pytest.raises(CantPublishError, match="no work 'nowhere'"):
        desk.parts.publisher.publish("Noor")
    assert desk.parts.releases.newest_number() == 1


def test_a_full_disk_leaves_the_previous_release_published(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.parts.publisher.publish("Noor")
    change(desk)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tour_server.publishing.signed_metadata.write_durably", full)
    with desk.parts.running():
        desk.parts.publisher.ask("Noor")
        job = ended(desk)
    assert "No space left on device" in job.problems[0]
    assert "still out" in job.problems[0]
    assert desk.parts.releases.newest_number() == 1


def test_the_next_publish_repairs_a_crash_between_signing_and_recording(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Releases, "record", crash)
        with pytest.raises(KeyboardInterrupt):
            desk.parts.publisher.publish("Noor")
    assert desk.parts.releases.newest_number() == 1
    assert desk.parts.releases.listed() == []
    job = desk.parts.publisher.publish("Noor")
    assert job.number == 2
    assert [one.number for one in desk.parts.releases.listed()] == [2, 1]


def test_every_listener_gets_the_number_although_one_fails(desk: Desk) -> None:
    received: list[int] = []

    def fails(_number: int) -> None:
        raise ConnectionError("no broker")

    desk.parts.publisher.announce_to(fails)
    desk.parts.publisher.announce_to(received.append)
    desk.parts.publisher.publish("Noor")
    assert received == [1]


def test_a_curator_publishes_and_publishes_an_earlier_release_again(desk: Desk) -> None:
    curator = desk.colleague("Noor", Role.EDITOR, Role.PUBLISHER)
    with desk.parts.running():
        assert "Nothing is published yet" in curator.get("/desk/publish").text
        curator.publish("Open.")
        ended(desk)
        assert "Release 1 is out" in curator.get("/desk/publish/progress").text
        assert "Visitors have everything" in curator.get("/desk/publish").text

        change(desk)
        page = curator.get("/desk/publish").text
        assert "1 part changed since release 1" in page
        assert "<ins>Heel andere woorden.</ins>" in page
        assert "not published yet" not in curator.get("/desk/works/ring").text
        assert 'class="field draft"' in curator.get("/desk/works/lijn").text
        curator.get("/desk/publish")
        curator.publish("Nieuwe zin.")
        assert ended(desk).number == 2

        curator.get("/desk/publish")
        curator.post("/desk/publish/again/1")
        job = ended(desk)
        assert (job.number, job.newly_spoken) == (3, 0)
    release = desk.parts.releases.release()
    assert release is not None
    assert release.museum.work("lijn").blocks[0].text == "Volg de lijn met uw ogen."
    drafted = desk.parts.drafts.get(PartKind.WORK, "lijn").body
    assert drafted.blocks[0].text == "Heel andere woorden."


def test_an_editor_sees_the_page_and_can_not_publish(desk: Desk) -> None:
    editor = desk.colleague("Bram", Role.EDITOR)
    assert "Publishers and administrators publish and go back." in editor.get("/desk/publish").text
    editor.get("/desk/people")
    assert editor.post("/desk/publish").status_code == 403
    assert desk.parts.publisher.job is None


def test_a_second_publish_is_refused_while_one_is_running(desk: Desk) -> None:
    assert desk.parts.publisher.ask("Noor")
    assert not desk.parts.publisher.ask("Bram")


def test_a_new_release_does_not_change_earlier_ones(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    first = desk.parts.releases.get(1)
    change(desk)
    desk.parts.publisher.publish("Noor")
    assert desk.parts.releases.get(1) == first
    for one in first.speech:
        files = desk.parts.repository.targets.glob(f"speech/*.{Path(one.opus).name}")
        assert list(files)
    body = desk.parts.repository.read(RELEASE_TARGET)
    assert body is not None
    assert msgspec.json.decode(body, type=Release).number == 2
