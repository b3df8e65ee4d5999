"""Advice on a camera's picture for a technician on a ladder: what is wrong and which way to turn the camera.

Advice on people needs people: until a person has walked through the picture, the page asks for that and does not
guess from an empty room. Boxes are kept in memory, without an identity, until newer ones take their place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from enum import StrEnum
from statistics import median

import cv2
from msgspec import Struct

from device.camera.camera import Image
from device.camera_setup.perspective import Pose, estimate_pose
from device.footfall.view import CameraView
from models.people import PersonDetection
from models.quality_gate import MIN_SHARPNESS, Fault, quality
from web.translations import gettext as _

# Sharpness as models.quality_gate measures it. Five videos of doorways and corridors have 20 to 36; blurred by a
# Gaussian of 2 pixels at 640 wide they have 6 to 11, of 3 pixels 4 to 6, of 5 pixels the gate's limit of 2.5.
SHARP, SOFT = 12.0, 6.0
DIM_GREY = 50.0  # mean of a picture, 0 to 255, below which it is too dark
BURNT_OUT_GREY = 250  # from which a pixel is burnt out
MAX_BURNT_OUT_SHARE = 0.08  # of the picture's pixels
# A person's height as a share of the picture's; the detector's own input is 300 pixels high.
SMALL_SHARE, LARGE_SHARE = 0.15, 0.85
SQUAT_ASPECT = 0.8  # width over height from which a person is seen from above
MAX_CUT_SHARE = 0.4  # of people whose feet, or heads, lie outside the picture
EDGE_SHARE = 0.01  # of the picture's height: a box that comes this close to an edge is cut
LOW_METRES, HIGH_METRES = 1.8, 4.5  # below, people hide each other; above, they are small
STEEP_DEGREES = 50.0  # of tilt from which heads hide feet
# Of the lens (see lens_bend.py), from which a person at the edge is much smaller than one in the middle. An opening of
# 90 degrees from corner to corner, without correction, has 0.27.
MAX_BEND = 0.25
MAX_BENDS = 15  # kept in memory
MAX_BOXES = 400  # kept in memory
MIN_BOXES = 8  # before advice on people
UNDETECTED_SECONDS = 15.0  # of motion without a detected person, before the advice says so


class AdviceTone(StrEnum):
    """Whether advice praises, asks for a change, or asks to wait."""

    GOOD = "good"
    CHANGE = "change"
    WAIT = "wait"


class Advice(Struct, frozen=True):
    """One piece of advice. `about`: sharpness, light, lens, size, angle, height or line."""

    about: str
    tone: AdviceTone
    text: str


class PictureAdvice:
    """Judges the pictures of one camera during one set-up session."""

    def __init__(self) -> None:
        self._boxes: deque[PersonDetection] = deque(maxlen=MAX_BOXES)
        self._undetected_seconds = 0.0  # of motion since a person was last detected
        self._bends: deque[float] = deque(maxlen=MAX_BENDS)
        self._last_at: float | None = None
        self.best = 0.0  # sharpness

    def people(self, people: Sequence[PersonDetection], at: float) -> None:
        """Take in what the detector found at `at` (seconds) in a frame with motion; `people` may be empty."""
        step = 0.0 if self._last_at is None else min(at - self._last_at, 0.5)
        self._last_at = at
        self._undetected_seconds = 0.0 if people else self._undetected_seconds + step
        self._boxes.extend(people)

    def bend(self, bend: float | None) -> None:
        """Take in how much the lens bends one picture; None where its edges don't tell."""
        if bend is not None:
            self._bends.append(bend)

    @property
    def boxes(self) -> Sequence[PersonDetection]:
        """The people detected lately, the oldest first."""
        return self._boxes

    def judge(self, image: Image, view: CameraView = CameraView.AUTO) -> tuple[float, list[Advice]]:
        """Returns the sharpness of `image` (uint8 BGR), and advice on it and on the people so far.

        `view`: as it is counted now. From above, the detector's boxes say nothing of size, angle and height.
        """
        judged = quality(image)
        self.best = max(self.best, judged.sharpness)
        found = [_light(image, judged.fault)]
        if judged.fault is not Fault.TOO_DARK:
            found.append(_sharpness(judged.sharpness, self.best))
        if self._bends and median(self._bends) > MAX_BEND:
            found.append(_bent(median(self._bends)))
        found += [_from_above()] if view is CameraView.ABOVE else self._on_people(image.shape[0])
        return judged.sharpness, found

    def _on_people(self, height: int) -> list[Advice]:
        if self._undetected_seconds >= UNDETECTED_SECONDS:
            return [
                Advice(
                    "angle",
                    AdviceTone.CHANGE,
                    _(
                        "Something moves, but I make out nobody. Does the camera see the floor only, or only heads? "
                        "If it looks straight down, set its view to above; otherwise tilt it up, so that whole "
                        "people fit."
                    ),
                )
            ]
        if len(self._boxes) < MIN_BOXES:
            return [
                Advice(
                    "size",
                    AdviceTone.WAIT,
                    _(
                        "Let somebody walk through the picture, and I say whether the place is right."
                    ),
                )
            ]
        whole = [
            box for box in self._boxes if not _feet_cut(box, height) and box.y > EDGE_SHARE * height
        ]
        pose = estimate_pose([(box.y + box.h, box.h) for box in whole], height)
        return [_size(self._boxes, height), self._angle(height, pose), _height(pose)]

    def _angle(self, height: int, pose: Pose | None) -> Advice:
        feet = sum(_feet_cut(box, height) for box in self._boxes) / len(self._boxes)
        heads = sum(box.y <= EDGE_SHARE * height for box in self._boxes) / len(self._boxes)
        squat = median(box.w / box.h for box in self._boxes)
        if feet > MAX_CUT_SHARE:
            text = _(
                "Many people's feet are below the picture. The line counts feet: tilt the camera down."
            )
        elif heads > MAX_CUT_SHARE:
            text = _("Many people's heads are above the picture. Tilt the camera up.")
        elif squat > SQUAT_ASPECT or (pose is not None and pose.tilt > STEEP_DEGREES):
            text = _(
                "It looks steeply down on people, which hides who is who. Let their middle be judged; if it "
                "looks straight down, set its view to above."
            )
        else:
            return Advice(
                "angle", AdviceTone.GOOD, _("The angle is good: people fit from head to foot.")
            )
        return Advice("angle", AdviceTone.CHANGE, text)


def _bent(bend: float) -> Advice:
    text = _(
        "The lens bends the picture: straight edges bow, and its corners are drawn in by {share}. Turn on the "
        "camera's own correction, or choose a lens of less than 90 degrees; until then draw the line through the "
        "middle.",
        share=format(bend / (1 + bend), ".0%"),
    )
    return Advice("lens", AdviceTone.CHANGE, text)


def _from_above() -> Advice:
    text = _("It looks straight down, and people are counted as seen from above.")
    return Advice("angle", AdviceTone.GOOD, text)


def _light(image: Image, fault: Fault | None) -> Advice:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    mean, burnt = float(grey.mean()), float((grey >= BURNT_OUT_GREY).mean())
    if fault is Fault.TOO_DARK:
        return Advice(
            "light", AdviceTone.CHANGE, _("Too dark to see anything. Is the lens covered?")
        )
    if fault is Fault.NOTHING_IN_VIEW:
        return Advice(
            "light", AdviceTone.CHANGE, _("The picture is one flat tone. Is the lens covered?")
        )
    if mean < DIM_GREY:
        return Advice(
            "light", AdviceTone.CHANGE, _("Too dark to find people surely. More light would help.")
        )
    if burnt > MAX_BURNT_OUT_SHARE:
        return Advice(
            "light",
            AdviceTone.CHANGE,
            _(
                "{share} of the picture is glare. Turn the camera from the window or the lamp.",
                share=format(burnt, ".0%"),
            ),
        )
    return Advice("light", AdviceTone.GOOD, _("The light is good."))


def _sharpness(now: float, best: float) -> Advice:
    if now < SOFT:
        text = (
            _("Far out of focus. Turn the ring until the bar no longer grows, or clean the lens.")
            if now < MIN_SHARPNESS
            else _("Out of focus. Turn the ring until the bar no longer grows, or clean the lens.")
        )
        return Advice(
            "sharpness",
            AdviceTone.CHANGE,
            text,
        )
    if now < SHARP:
        return Advice(
            "sharpness", AdviceTone.CHANGE, _("A little soft. Turn the ring while the bar grows.")
        )
    if now < 0.8 * best:
        return Advice(
            "sharpness", AdviceTone.GOOD, _("Sharp enough, and it has been sharper: turn back.")
        )
    return Advice("sharpness", AdviceTone.GOOD, _("Sharp."))


def _size(boxes: Sequence[PersonDetection], height: int) -> Advice:
    share = median(box.h for box in boxes) / height
    if share < SMALL_SHARE:
        text = _(
            "People are {share} of the picture's height. Bring the camera closer, or zoom in.",
            share=format(share, ".0%"),
        )
        return Advice("size", AdviceTone.CHANGE, text)
    if share > LARGE_SHARE:
        text = _(
            "People are {share} of the picture's height. Bring the camera further away.",
            share=format(share, ".0%"),
        )
        return Advice("size", AdviceTone.CHANGE, text)
    text = _("The size is good: people are {share} of its height.", share=format(share, ".0%"))
    return Advice("size", AdviceTone.GOOD, text)


def _height(pose: Pose | None) -> Advice:
    if pose is None:
        text = _("Let somebody walk towards the camera and away, and I tell how high it hangs.")
        return Advice("height", AdviceTone.WAIT, text)
    metres = pose.height
    if metres < LOW_METRES:
        text = _(
            "It hangs at about {metres} m, so people hide each other. Hang it at 2.2 m or more.",
            metres=format(metres, ".1f"),
        )
        return Advice("height", AdviceTone.CHANGE, text)
    if metres > HIGH_METRES:
        text = _(
            "It hangs at about {metres} m. Lower is better, to about 3 m.",
            metres=format(metres, ".1f"),
        )
        return Advice("height", AdviceTone.CHANGE, text)
    text = _("The height is good: about {metres} m.", metres=format(metres, ".1f"))
    return Advice("height", AdviceTone.GOOD, text)


def _feet_cut(box: PersonDetection, height: int) -> bool:
    return box.y + box.h >= (1 - EDGE_SHARE) * height
