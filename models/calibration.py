"""What turns evidence into a probability, and how often strangers reach it: the file that calibration writes.

`zaalgids evaluate calibration --write` makes the file anew; it says on what it was fitted. The one thing a newcomer
would get wrong: the rates in it are those of simulated strangers. A museum's own come from `evaluate recognition`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.geometric_check import Kind

FILE = Path(__file__).parent / "files" / "calibration.json"
FACTS = {
    Kind.SPOTS: 5,
    Kind.OUTLINE: 4,
    Kind.BODY: 4,
}  # weights of each kind, the constant included


class CalibrationError(ValueError):
    """The file is damaged, or can't promise what is asked; the message is a plain sentence."""


@dataclass(frozen=True, slots=True)
class Rate:
    """From the probability `accept`, `named` of `strangers` were named, and `right` of the known works rightly.

    `at_most`: the share of strangers that this count leaves possible, 95 % certain.
    """

    accept: float
    named: int
    strangers: int
    at_most: float
    right: float


@dataclass(frozen=True)
class Calibration:
    """`weights` of each kind of evidence, `rates` by rising `accept`, and `about`: where they come from."""

    weights: Mapping[Kind, tuple[float, ...]]
    rates: Sequence[Rate]
    about: Mapping[str, Any]

    def accept_for(self, false_accepts: float) -> float:
        """The lowest probability from which at most that share of strangers is named, 95 % certain.

        Raises CalibrationError where the strangers seen are too few to promise it.
        """
        for rate in self.rates:
            if rate.at_most <= false_accepts:
                return rate.accept
        least = min(rate.at_most for rate in self.rates)
        raise CalibrationError(
            f"At most {false_accepts:.2%} false accepts can't be promised: the strangers that calibration has seen "
            f"only show fewer than {least:.2%}."
        )

    def save(self, file: Path) -> None:
        """Writes it, readable in a diff. Raises OSError."""
        plain = {
            "about": dict(self.about),
            "weights": {kind.value: list(weights) for kind, weights in self.weights.items()},
            "rates": [[r.accept, r.named, r.strangers, r.at_most, r.right] for r in self.rates],
        }
        file.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, file: Path) -> Calibration:
        """Reads what `save` wrote. Raises CalibrationError, OSError."""
        try:
            plain = json.loads(file.read_text(encoding="utf-8"))
            weights = {
                Kind(kind): tuple(float(w) for w in some) for kind, some in plain["weights"].items()
            }
            rates = [Rate(*row) for row in plain["rates"]]
            about = dict(plain["about"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CalibrationError(f"{file.name} is damaged: {error}.") from None
        if {kind: len(some) for kind, some in weights.items()} != FACTS or not rates:
            raise CalibrationError(f"{file.name} is of another version of the program.")
        return cls(weights, rates, about)


@cache
def shipped() -> Calibration:
    """The one that comes with the program."""
    return Calibration.load(FILE)
