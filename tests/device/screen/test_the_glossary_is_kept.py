"""The kiosk makes the patterns of a glossary once a release and language, and keeps none for languages it has not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask
from msgspec.structs import replace

import device.glossary.pages as pages
from contract.bundle import Release
from contract.museum import GlossaryTerm, Source
from narration.glossary import GlossaryInLanguage

SOURCE = [Source("A book on lines, p. 3")]


def test_once_a_release_and_language(
    bundle: tuple[Path, Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(terms: Any, language: str) -> GlossaryInLanguage:
        made.append(language)
        return GlossaryInLanguage(terms, language)

    monkeypatch.setattr(pages, "GlossaryInLanguage", counted)
    line = GlossaryTerm("line", SOURCE, {"en": "line"}, {"en": "A stroke."})
    release = bundle[1]
    held = [replace(release, museum=replace(release.museum, glossary=[line]))]
    app = Flask(__name__)
    app.register_blueprint(pages.GlossaryPages(lambda: held[0]).blueprint())

    def marked(language: str) -> list[list[Any]]:
        body = msgspec.json.encode({"language": language, "texts": ["A line."]})
        answer: dict[str, Any] = msgspec.json.decode(
            app.test_client().post("/glossary", data=body).data
        )
        texts: list[list[Any]] = answer["texts"]
        return texts

    for _ in range(3):
        assert marked("en") == [[["A ", None], ["line", "line"], [".", None]]]
        assert marked("nl") == [[["A line.", None]]]
    assert made == ["en", "nl"]
    held[0] = release
    assert marked("en") == [[["A line.", None]]], "a new release has words of its own"
    made.clear()
    for _ in range(2):
        marked("xx")
    assert made == ["xx", "xx"]
