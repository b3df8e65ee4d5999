"""`Calibration`: the weights that turn evidence into a probability, and the false-accept rate of each threshold.

`zaalgids evaluate calibration --write` makes the file; `about` in it says on what it was fitted.

Note: the rates are those of simulated photographs. A museum measures its own with `evaluate recognition`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.evidence import EvidenceKind

VERSION = 3
"""The version of the file, `v` in it, left out while it is 1. It comes with the program, so no other one is read."""
FILE = Path(__file__).parent / "files" / "calibration.json"
# Number of weights of each kind of evidence, the constant included: see decision.regressors.
WEIGHT_COUNTS = {EvidenceKind.KEYPOINTS: 7, EvidenceKind.QUAD: 7, EvidenceKind.OBJECT_3D: 5}


class CalibrationError(ValueError):
    """The calibration file is damaged, or cannot guarantee the rate asked for; the message is a plain sentence."""


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """How often works were named when the threshold was `accept` (a probability, 0 to 1).

    `false_accepts` of `unknown_queries` were named: photographs of works that were not enrolled.
    `false_accept_bound`: the largest rate, 0 to 1, that this count leaves possible with 95 % certainty.
    `correct_share`: share of the photographs of enrolled works that were named correctly, 0 to 1.
    """

    accept: float
    false_accepts: int
    unknown_queries: int
    false_accept_bound: float
    correct_share: float


@dataclass(frozen=True)
class Calibration:
    """The weights of each kind of evidence, the operating points by rising `accept`, and where they come from."""

    weights: Mapping[EvidenceKind, tuple[float, ...]]
    operating_points: Sequence[OperatingPoint]
    about: Mapping[str, Any]

    def accept_for(self, false_accepts: float) -> float:
        """Returns the lowest threshold whose false-accept rate is at most `false_accepts`, with 95 % certainty.

        Raises CalibrationError when calibration saw too few unknown queries to guarantee it.
        """
        for point in self.operating_points:
            if point.false_accept_bound <= false_accepts:
                return point.accept
        lowest = min(point.false_accept_bound for point in self.operating_points)
        raise CalibrationError(
            f"At most {false_accepts:.2%} false accepts can't be promised: the strangers that calibration has seen "
            f"only show fewer than {lowest:.2%}."
        )

    def encode(self) -> bytes:
        """Returns the file's content: JSON in UTF-8, indented so that a diff is readable."""
        document = {
            **({} if VERSION == 1 else {"v": VERSION}),
            "about": dict(self.about),
            "weights": {kind.value: list(weights) for kind, weights in self.weights.items()},
            "rates": [
                [
                    point.accept,
                    point.false_accepts,
                    point.unknown_queries,
                    point.false_accept_bound,
                    point.correct_share,
                ]
                for point in self.operating_points
            ],
        }
        return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()

    @classmethod
    def load(cls, file: Path) -> Calibration:
        """Read a file that holds what `encode` returned. Raises CalibrationError, OSError."""
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
            version = document.get("v", 1)
            if version != VERSION:
                raise CalibrationError(
                    f"{file.name} is of version {version}; this software reads {VERSION}. Use the file that came with "
                    "it, or make one with `zaalgids evaluate calibration`."
                )
            weights = {
                EvidenceKind(kind): tuple(float(weight) for weight in values)
                for kind, values in document["weights"].items()
            }
            points = [OperatingPoint(*row) for row in document["rates"]]
            about = dict(document["about"])
        except CalibrationError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CalibrationError(f"{file.name} is damaged: {error}.") from None
        counts = {kind: len(values) for kind, values in weights.items()}
        if counts != WEIGHT_COUNTS or not points:
            raise CalibrationError(f"{file.name} is of another version of the program.")
        return cls(weights, points, about)


@cache
def shipped() -> Calibration:
    """Returns the calibration that comes with the program. Raises CalibrationError, OSError."""
    return Calibration.load(FILE)
