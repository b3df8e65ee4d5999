"""What a kiosk says of itself is read in the language of the desk; what is not known stays as it came."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tour_server.fleet.kiosk_sentences import SENTENCES, kiosk_sentence
from web.translations import in_language

ROOT = Path(__file__).resolve().parents[3]


def sentences_of_the_kiosk() -> str:
    """Every text of the kiosk's source, with `{}` for a gap."""
    found = []
    for file in [*(ROOT / "device").rglob("*.py"), ROOT / "contract" / "kiosk_settings.py"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                found.append(
                    "".join(
                        str(part.value) if isinstance(part, ast.Constant) else "{}"
                        for part in node.values
                    )
                )
    return "\n".join(found)


def test_each_known_sentence_is_one_of_a_kiosk() -> None:
    source = sentences_of_the_kiosk()
    gone = [one for one in SENTENCES if re.sub(r"\{\w+\}", "{}", one) not in source]
    assert not gone


@pytest.mark.parametrize(
    ("said", "dutch"),
    [
        ("The server can't be reached.", "De server is niet te bereiken."),
        (
            "The server can't be reached. The kiosk goes on with what it has.",
            "De server is niet te bereiken. De kiosk gaat door met wat hij heeft.",
        ),
        (
            "The broker can't be reached: No route to host.",
            "De broker is niet te bereiken: No route to host.",
        ),
        ("threads can't be 99: it takes a number from 1 to 16.", "threads kan niet 99 zijn"),
        ("Said by the future.", "Said by the future."),
        ("A {curly} one. Said by the future.", "A {curly} one. Said by the future."),
    ],
)
def test_in_dutch(said: str, dutch: str) -> None:
    assert kiosk_sentence(said) == said
    with in_language("nl"):
        assert kiosk_sentence(said).startswith(dutch)
