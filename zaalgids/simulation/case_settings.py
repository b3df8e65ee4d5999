"""The settings of the simulated kinds of cases: one set for fitting, another for testing, with none in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zaalgids.simulation.gallery_conditions import Part, Range


@dataclass(frozen=True, slots=True)
class CaseSettings:
    """A value is drawn uniformly from each range. Shares are of the work's area or side, as said.

    `height`: of the work, a share of the photograph's. `turn`: viewing angle, degrees. `detail`: size of what differs
    between twins, a share of the shorter side. `shares`: of the work that is covered. `glare`: share of the work that
    a reflection saturates. `canvas`: mean of a dark work, 0 to 255. `spark`: size of its bright thing, share of the
    shorter side. `gain`: noise of a dark room, 0 to 255. `patches`: number of specular patches. `shine`: how bright
    they are, 1 is white. `closer`: how much finer a close-up is than its reference. `farther`: height of a far work,
    share of the photograph's. `warp`: how far another hand shifts contours, share of the side. `views`: number of
    references of an object. `rise`: elevation of the camera above an object, degrees. `between`: angle of a query from
    the nearest reference, degrees.
    """

    height: Range
    turn: Range
    detail: Range
    shares: tuple[float, ...]
    glare: Range
    canvas: Range
    spark: Range
    gain: Range
    patches: Range
    shine: Range
    closer: Range
    farther: Range
    warp: Range
    views: tuple[int, ...]
    rise: Range
    between: Range


FIT = CaseSettings(
    height=(0.42, 0.97),
    turn=(-42, 42),
    detail=(0.1, 0.34),
    shares=(0.1, 0.2, 0.3, 0.4, 0.5),
    glare=(0.12, 0.42),
    canvas=(6, 26),
    spark=(0.1, 0.28),
    gain=(4, 15),
    patches=(3, 9),
    shine=(0.5, 1.3),
    closer=(1.9, 4.1),
    farther=(0.15, 0.25),
    warp=(0.012, 0.045),
    views=(4, 5, 6, 8),
    rise=(4, 26),
    between=(3, 45),
)

TEST_SETTINGS = CaseSettings(
    height=(0.45, 1.0),
    turn=(-40, 40),
    detail=(0.09, 0.3),
    shares=(0.12, 0.22, 0.31, 0.39, 0.49),
    glare=(0.15, 0.4),
    canvas=(5, 24),
    spark=(0.11, 0.25),
    gain=(5, 13),
    patches=(4, 8),
    shine=(0.6, 1.2),
    closer=(2.0, 4.0),
    farther=(0.155, 0.245),
    warp=(0.014, 0.04),
    views=(4, 6, 7),
    rise=(5, 24),
    between=(2, 44),
)

SETTINGS: Mapping[Part, CaseSettings] = {"calibration": FIT, "test": TEST_SETTINGS}
