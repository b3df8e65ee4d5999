"""A museum counts in a video of its own doorway, and gets counts, times and a page without pictures of visitors."""

import json
import re

import cv2
import pytest
from click.testing import CliRunner

from device.camera.doorway import DoorwayCamera, truth
from zaalgids.evaluation.footfall import footfall

SIZE = (320, 240)
FPS, SEED, RATE = 8, 3, 10.0
LINE = "160,240,160,0"


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    """Returns a video of the virtual doorway, 14 seconds long."""
    file = tmp_path_factory.mktemp("video") / "doorway.avi"
    camera = DoorwayCamera(SEED, FPS, RATE, SIZE, lambda: 0.0, lambda _: None)
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), FPS, SIZE)
    for number in range(14 * FPS):
        writer.write(camera.draw(number / FPS))
    writer.release()
    return file


def _run(*arguments):
    return CliRunner().invoke(footfall, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def counts(video):
    return json.loads(_run(video, "--line", LINE, "--json").stdout)


@pytest.fixture(scope="module")
def around(counts):
    """Returns options for the frames around the first crossing."""
    frame = counts["crossings"][0]["frame"]
    return ["--from", frame - FPS, "--to", frame + FPS]


def test_its_json_is_as_the_design_gives_it(counts):
    assert set(counts) == {"in", "out", "crossings", "frames", "ms_median", "ms_p95"}
    assert counts["frames"] == 14 * FPS
    assert (counts["in"], counts["out"]) == truth(SEED, RATE, 13.5)
    assert counts["in"] + counts["out"] == len(counts["crossings"]) > 0
    assert 0 < counts["ms_median"] <= counts["ms_p95"]


def test_reversing_the_line_swaps_in_and_out(video, around):
    one = json.loads(_run(video, "--line", LINE, *around, "--json").stdout)
    other = json.loads(_run(video, "--line", "160,0,160,240", *around, "--json").stdout)
    assert (one["in"], one["out"]) == (other["out"], other["in"]) == (1, 0)


def test_a_zone_adds_people_in_view_and_their_stays(video):
    """The second visitor walks through it in some three seconds, and leaves well before the end."""
    middle = ["--zone", "60,0,260,0,260,260,60,260"]
    zone = json.loads(_run(video, "--line", LINE, *middle, "--json").stdout)["zone"]
    assert set(zone) == {"in_view_mean", "in_view_max", "stays"}
    assert 0 < zone["in_view_mean"] < zone["in_view_max"] <= 2
    assert any(2.4 < seconds < 3.4 for seconds in zone["stays"])


@pytest.mark.parametrize("corners", ["1,2,3", "0,0,5,5", "0,0,1,1,2,2", "a,b,c,d,e,f"])
def test_an_impossible_zone_is_refused(video, corners):
    said = _run(video, "--line", LINE, "--zone", corners)
    assert said.exit_code == 2
    assert "zone" in said.output


def test_a_part_of_the_video_keeps_the_numbers_of_its_frames(video, counts, around):
    part = json.loads(_run(video, "--line", LINE, *around, "--json").stdout)
    crossing = counts["crossings"][0]
    assert part["frames"] == 2 * FPS + 1
    assert part["crossings"] == [
        {"frame": pytest.approx(crossing["frame"], abs=1), "direction": crossing["direction"]}
    ]


def test_the_report_draws_each_crossing_and_contains_no_picture(video, around, tmp_path):
    report = tmp_path / "report.html"
    part = _run(video, "--line", LINE, *around, "--json", "--report", report)
    words = report.read_text(encoding="utf-8")
    assert len(re.findall("<figure>", words)) == len(json.loads(part.stdout)["crossings"]) == 1
    assert not re.search(r"<img|data:|<image|https?:", words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--line", "1,2,3"], "Write four numbers"),
        (["--line", "5,5,5,5"], "the same point"),
        (["--line", LINE, "--from", "9", "--to", "3"], "is before --from"),
        (["--line", LINE, "--from", "5000"], "has 112 frames; there is none from 5000 on"),
        (["--line", LINE, "--point", "nose"], "nose"),
        ([], "--line"),
    ],
)
def test_impossible_options_are_refused_with_a_reason(video, arguments, words):
    result = _run(video, *arguments)
    assert result.exit_code != 0
    assert words in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("content", [b"", b"RIFF....AVI LIST" * 50])
def test_a_corrupt_video_is_refused_with_a_reason(tmp_path, content):
    broken = tmp_path / "broken.avi"
    broken.write_bytes(content)
    result = _run(broken, "--line", LINE, "--json")
    assert result.exit_code == 1
    assert re.search("broken.avi (is not a video|can be read)|of broken.avi can be", result.stderr)


@pytest.mark.shared
@pytest.mark.long
def test_a_real_corridor(shared):
    """One man goes into a shop, another comes out where the first one vanished."""
    clip = shared / "video" / "caviar_EnterExitCrossingPaths1cor.mpg"
    found = json.loads(_run(clip, "--line", "110,288,110,100", "--json").stdout)["crossings"]
    assert found == [
        {"frame": pytest.approx(135, abs=10), "direction": "out"},
        {"frame": pytest.approx(182, abs=10), "direction": "in"},
    ]


@pytest.mark.shared
@pytest.mark.long
def test_a_real_shop_front_with_coats_on_racks(shared):
    """The detector takes the clothes near the line for people; one visitor crosses it."""
    clip = shared / "video" / "caviar_OneStopMoveNoEnter1front.mp4"
    part = _run(clip, "--line", "300,288,300,0", "--from", "640", "--to", "920", "--json")
    assert json.loads(part.stdout)["crossings"] == [
        {"frame": pytest.approx(861, abs=10), "direction": "in"}
    ]
