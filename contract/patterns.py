"""The patterns of short texts in documents: what a name, a path or a colour may be made of."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

# In a pattern `$` also matches before a line feed at the end; END does not.
END = r"$(?!\n)"
# Names of a path that can't leave its folder: none begins with a dot.
FOLDERS_AND_FILE = r"[A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*"
MAX_PATH = 201  # characters
Colour = Annotated[str, Meta(pattern=rf"^#[0-9A-Fa-f]{{6}}{END}")]
StoredFile = Annotated[
    str, Meta(pattern=rf"^[A-Za-z0-9]{FOLDERS_AND_FILE}{END}", max_length=MAX_PATH)
]
Key = Annotated[
    str, Meta(pattern=rf"^[a-z0-9][a-z0-9-]{{0,63}}{END}", description="a lasting short name")
]
Language = Annotated[
    str,
    Meta(pattern=rf"^[a-z]{{2,3}}(-[A-Za-z0-9]{{2,8}})*{END}", description="BCP 47 language tag"),
]
Text = dict[Language, str]
