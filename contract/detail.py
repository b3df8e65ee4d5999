"""The part of a picture that a kiosk recognises a work by, too."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from contract.patterns import StoredFile

Share = Annotated[float, Meta(ge=0, le=1)]


class Detail(Struct, frozen=True, omit_defaults=True):
    """The part of a picture that visitors stand close to: which picture, and the box (x, y, w, h) in shares of it."""

    of: StoredFile
    box: tuple[Share, Share, Share, Share]
