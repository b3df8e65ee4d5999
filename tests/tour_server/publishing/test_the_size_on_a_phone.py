"""The page Publish says how much a phone keeps of the newest release, and warns where that is much."""

from __future__ import annotations

import pytest

from tests.desk import Desk
from tour_server.publishing import phone_size

SAID = "What a phone keeps of release 1: up to "


def kept_bytes(desk: Desk, language: str) -> int:
    """What a phone keeps of the whole museum for adults, by the list that phones get."""
    found = desk.app.test_client().get(f"/visit/keep?l={language}").get_json()
    files = [*found["pages"], *found["files"]]
    for work in found["works"]:
        shown = [one for one in work["pictures"] if one["type"] == work["pictures"][0]["type"]]
        files += [work["page"], work["thumbnail"], max(shown, key=lambda one: one["width"] or 0)]
        for sound in work["sounds"]:
            if "adult" in sound["levels"]:
                files += [one for one in sound["files"] if ".m4a" not in one["address"]]
    return sum({one["address"]: one["bytes"] for one in files if one}.values())


def test_the_size_is_said_for_each_language(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    assert "phone-size" not in browser.get("/desk/publish").text
    desk.parts.publisher.publish("Noor")
    page = browser.get("/desk/publish").text
    assert SAID in page
    assert "over ten minutes" not in page
    release = desk.parts.releases.release()
    assert release is not None
    sizes = phone_size.PhoneSizes(_sizes(desk), desk.parts.releases.file).of(release)
    assert [one.language for one in sizes] == release.museum.site.languages
    for one in sizes:
        assert one.bytes == pytest.approx(kept_bytes(desk, one.language), abs=250_000)
        assert f"about {one.megabytes} MB" in page


def test_much_is_warned_of(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.parts.publisher.publish("Noor")
    monkeypatch.setattr(phone_size, "LARGE_BYTES", 1000)
    page = desk.colleague("Noor").get("/desk/publish").text
    assert '<details class="waiting" id="phone-size" open>' in page
    assert "over ten minutes on slow Wi-Fi" in page


def _sizes(desk: Desk) -> phone_size.PictureSizes:
    return desk.parts.assembly.context.get(phone_size.PictureSizes)
