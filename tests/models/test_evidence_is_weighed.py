"""What the decision makes of evidence: how similar a work is beside the others, and whether what agrees is flat."""

from __future__ import annotations

import numpy as np
import pytest

from models.decision import decide, flatness, probability, with_margins
from models.evidence import BlockAgreement, EvidenceKind, MatchEvidence

QUAD = np.array([[10, 10], [200, 10], [200, 200], [10, 200]], np.float32)


def evidence(
    similarity: float,
    placed: int = 14,
    agreeing: int = 15,
    seen: int = 36,
    kind: EvidenceKind = EvidenceKind.KEYPOINTS,
    inliers: int = 30,
) -> MatchEvidence:
    return MatchEvidence(
        inliers,
        placed / seen,
        0.6,
        QUAD,
        kind,
        similarity=similarity,
        inlier_cells=10,
        blocks=BlockAgreement(seen, agreeing, placed),
    )


def margins(found: list[tuple[str, MatchEvidence]]) -> list[tuple[str, float, float]]:
    return [(work, round(one.similarity, 3), round(one.margin, 3)) for work, one in found]


def test_a_work_is_as_similar_as_its_most_similar_reference() -> None:
    found = with_margins(
        [("head", evidence(0.2)), ("card", evidence(0.3)), ("head", evidence(0.5))]
    )
    assert margins(found) == [("head", 0.5, 0.2), ("card", 0.3, -0.2), ("head", 0.5, 0.2)]


def test_a_twin_takes_nothing_from_the_margin() -> None:
    found = [("apple", evidence(0.7)), ("pear", evidence(0.68)), ("sea", evidence(0.3))]
    assert margins(with_margins(found))[0] == ("apple", 0.7, 0.02)
    twins = {"apple": {"pear"}, "pear": {"apple"}}
    assert margins(with_margins(found, twins))[:2] == [("apple", 0.7, 0.4), ("pear", 0.68, 0.38)]


def test_the_only_work_that_was_checked_has_no_margin() -> None:
    assert margins(with_margins([("sea", evidence(0.9))])) == [("sea", 0.9, 0.0)]


@pytest.mark.parametrize(
    ("seen", "agreeing", "placed", "flat"),
    [
        (0, 0, 0, 0.0),
        (36, 20, 0, 0.0),
        (36, 20, 10, 0.0),
        (36, 20, 13, 0.5),
        (36, 20, 16, 1.0),
        (36, 36, 36, 1.0),
        (36, 3, 3, 0.0),  # few of many: as if 8 agreed
        (4, 4, 4, 1.0),  # a close-up shows few blocks
        (1, 1, 1, 0.0),
    ],
)
def test_what_agrees_beside_its_place_is_no_flat_picture(
    seen: int, agreeing: int, placed: int, flat: float
) -> None:
    assert flatness(BlockAgreement(seen, agreeing, placed)) == pytest.approx(flat)


def test_a_varnished_work_is_named_and_a_copy_by_another_hand_is_not() -> None:
    """Highlights leave a third of the blocks; of a copy as many are placed, among twice as many that agree."""
    other = ("sea", evidence(0.25, placed=0, agreeing=3))
    named, _ = decide([("lake", evidence(0.6, placed=14, agreeing=15)), other], (480, 360))
    assert named is not None
    assert named.work == "lake"
    named, _ = decide([("lake", evidence(0.6, placed=14, agreeing=33)), other], (480, 360))
    assert named is None


@pytest.mark.parametrize("kind", EvidenceKind)
def test_a_larger_margin_never_lowers_the_probability(kind: EvidenceKind) -> None:
    by_margin = [
        probability(
            with_margins([("lake", evidence(0.5, kind=kind)), ("sea", evidence(other))])[0][1]
        )
        for other in (0.5, 0.45, 0.4, 0.3, 0.0)
    ]
    assert by_margin == sorted(by_margin)
    assert by_margin[-1] > by_margin[0]
