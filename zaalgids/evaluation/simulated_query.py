"""`SimulatedQuery`: one photograph of known content and the evidence in it, on which the decision is calibrated."""

from __future__ import annotations

from dataclasses import dataclass

from models.evidence import MatchEvidence
from models.recogniser import FrameEvidence, Recogniser
from zaalgids.simulation.simulated_gallery import Picture


@dataclass(frozen=True)
class SimulatedQuery:
    """One simulated photograph and the evidence in it, as (work, evidence).

    `work`: the work in it; None for a photograph without an enrolled work. `found`: the evidence with all works
    enrolled; `left_out`: with `work` left out. `size`: of the grey picture that was checked (w, h).
    `kind`: which fault of photographs it stands for; in a fit all kinds weigh alike.
    """

    work: str | None
    found: list[tuple[str, MatchEvidence]]
    left_out: list[tuple[str, MatchEvidence]]
    size: tuple[int, int]
    kind: str = "gallery"


def examine(recogniser: Recogniser, work: str | None, image: Picture) -> SimulatedQuery:
    """Collect the evidence in one photograph, with all works and with `work` left out."""
    whole = _by_work(recogniser, recogniser.examine(image, thorough=True))
    if work is None:
        return SimulatedQuery(None, whole[0], whole[0], whole[1])
    # A vase shows the picture itself, so neither of the two is an unknown query for the other.
    own = {work, f"vase of {work}", work.removeprefix("vase of ")}
    found = [(name, one) for name, one in whole[0] if name == work or name not in own]
    rest = [(name, one) for name, one in whole[0] if name not in own]
    if work.startswith(
        "vase of "
    ):  # its photographs filled the shortlist: examine again without them
        rest = _by_work(recogniser, recogniser.examine(image, own, thorough=True))[0]
    return SimulatedQuery(work, found, rest, whole[1])


def _by_work(
    recogniser: Recogniser, examined: FrameEvidence
) -> tuple[list[tuple[str, MatchEvidence]], tuple[int, int]]:
    """Returns the evidence as (work, evidence), and the size of the checked picture."""
    works = recogniser.features.works
    return [(works[row], evidence) for row, evidence in examined.evidence], examined.size
