"""Why two works may belong together: what they share, and the words on both sides that say so."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace


class SharedKind(StrEnum):
    """What two works share."""

    MAKER = "maker"
    HAND = "hand"
    """The maker's name on both, on one of them with a reserve: attributed to, workshop of, after."""
    MOTIF = "motif"
    MATERIAL = "material"
    TECHNIQUE = "technique"
    PERSON = "person"
    PLACE = "place"
    EVENT = "event"
    TEXT = "text"
    PICTURE = "picture"


class LabelField(StrEnum):
    """Where on a work's label, or in its texts, the words of a reason stand."""

    TITLE = "title"
    MAKER = "maker"
    PLACE = "place"
    MATERIALS = "materials"
    SUBJECTS = "subjects"
    TEXT = "text"
    PICTURE = "picture"


class Evidence(Struct, frozen=True):
    """The words of one work on which a reason rests, as they stand there; of pictures, the file."""

    field: LabelField
    words: str


class LinkReason(Struct, frozen=True):
    """One thing that two works share.

    `name`: what they share, in lower case and without accents. `works`: how many works have it. `weight`: how much
    the reason counts, 0 to 1; what few works share counts for more.
    """

    kind: SharedKind
    name: str
    works: int
    weight: float
    left: Evidence
    right: Evidence

    def turned(self) -> LinkReason:
        """Return it with its sides exchanged."""
        return replace(self, left=self.right, right=self.left)


class LinkProposal(Struct, frozen=True):
    """Two works that may belong together. `reasons`: the strongest first. `score`: the sum of their weights."""

    left: str
    right: str
    score: float
    reasons: list[LinkReason]

    @property
    def works(self) -> tuple[str, str]:
        """Both keys, in the order of the alphabet, by which a proposal is known again."""
        return (self.left, self.right) if self.left < self.right else (self.right, self.left)
