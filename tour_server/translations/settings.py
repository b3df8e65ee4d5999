"""The settings of translations: the service that drafts them, if the museum has one."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from tour_server.root_settings import RECORDED


class TranslationSettings(Struct, frozen=True, kw_only=True):
    """The translation machine, and how large a file of translations may be."""

    translator: Annotated[
        str,
        Meta(
            description="Address of a server that speaks LibreTranslate's protocol, which drafts translations when "
            "staff ask for them: `https://translate.example.org`, or `http://127.0.0.1:5000` on this machine. The "
            "texts are sent to it. A name has to be public or in outbound_inside. Empty: there is no machine.",
            extra=RECORDED,
        ),
    ] = ""
    translator_key: Annotated[
        str, Meta(description="Key that the translation server asks for, if it asks for one.")
    ] = ""
    translator_name: Annotated[
        str,
        Meta(
            max_length=60,
            description="How the machine is called where it says who wrote a text; empty: LibreTranslate.",
        ),
    ] = ""
    translation_file_mb: Annotated[
        int, Meta(ge=1, le=500, description="Megabytes of a file of translations, at most.")
    ] = 30
