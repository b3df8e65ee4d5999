"""A word on the picture, as somebody on a ladder can use it: what is wrong and which way to turn.

What a newcomer would get wrong: advice on people needs people. Until somebody has walked through the picture, the
page says so; it never guesses from an empty room. Boxes are kept for a minute or so, in memory, without a name.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from enum import StrEnum
from statistics import median

import cv2
from msgspec import Struct

from device.camera.camera import Image
from device.camera_setup.perspective import Pose, pose
from models.people import PersonDetection
from models.quality_gate import MIN_SHARPNESS, Fault, quality

# Sharpness as models.quality_gate measures it. Five videos of doorways and corridors have 20 to 36; blurred by a
# Gaussian of 2 pixels at 640 wide they have 6 to 11, of 3 pixels 4 to 6, of 5 pixels the gate's limit of 2.5.
SHARP, SOFT = 12.0, 6.0
DIM, GLARING = 50.0, 0.08  # mean of grey, 0 to 255; share of the picture that is burnt out
BURNT = 250  # grey from which a pixel is
SMALL, LARGE = (
    0.15,
    0.85,
)  # a person's height as a share of the picture's: the detector sees 300 pixels
SQUAT = 0.8  # width to height from which a person is seen from above
CUT = 0.4  # share of people whose feet, or heads, lie outside
EDGE = 0.01  # of the picture's height: a box that comes this close is cut
LOW, HIGH = 1.8, 4.5  # metres: below, people hide each other; above, they are small
STEEP = 50.0  # degrees of tilt from which heads hide feet
REMEMBERED = 400  # boxes
ENOUGH = 8  # boxes before a word on people
NOBODY_SECONDS = 15.0  # of motion in which nobody was made out


class Tone(StrEnum):
    """How a word is meant."""

    GOOD = "good"
    CHANGE = "change"
    WAIT = "wait"


class Word(Struct, frozen=True):
    """One word on the picture. `about`: sharpness, light, size, angle, height or line."""

    about: str
    tone: Tone
    text: str


class PictureWords:
    """Judges the pictures of one camera during one look."""

    def __init__(self) -> None:
        self._boxes: deque[PersonDetection] = deque(maxlen=REMEMBERED)
        self._stirring = 0.0  # seconds of motion since somebody was last made out
        self._last_look: float | None = None
        self.best = 0.0  # sharpness

    def people(self, people: Sequence[PersonDetection], at: float) -> None:
        """What the detector found at `at` (seconds), in a frame in which something moved; also when nobody."""
        step = 0.0 if self._last_look is None else min(at - self._last_look, 0.5)
        self._last_look = at
        self._stirring = 0.0 if people else self._stirring + step
        self._boxes.extend(people)

    @property
    def boxes(self) -> Sequence[PersonDetection]:
        """The people made out lately."""
        return self._boxes

    def words(self, image: Image) -> tuple[float, list[Word]]:
        """Sharpness of `image` (uint8 BGR), and the words on it and on the people so far."""
        judged = quality(image)
        self.best = max(self.best, judged.sharpness)
        found = [_light(image, judged.fault)]
        if judged.fault is not Fault.TOO_DARK:
            found.append(_sharpness(judged.sharpness, self.best))
        return judged.sharpness, found + self._people_words(image.shape[0])

    def _people_words(self, height: int) -> list[Word]:
        if self._stirring >= NOBODY_SECONDS:
            return [
                Word(
                    "angle",
                    Tone.CHANGE,
                    "Something moves, but I make out nobody. Does the camera see the floor only, or only heads? "
                    "Tilt it up, so that whole people fit.",
                )
            ]
        if len(self._boxes) < ENOUGH:
            return [
                Word(
                    "size",
                    Tone.WAIT,
                    "Let somebody walk through the picture, and I say whether the place is right.",
                )
            ]
        whole = [box for box in self._boxes if not _feet_cut(box, height) and box.y > EDGE * height]
        hung = pose([(box.y + box.h, box.h) for box in whole], height)
        return [_size(self._boxes, height), self._angle(height, hung), _height(hung)]

    def _angle(self, height: int, hung: Pose | None) -> Word:
        feet = sum(_feet_cut(box, height) for box in self._boxes) / len(self._boxes)
        heads = sum(box.y <= EDGE * height for box in self._boxes) / len(self._boxes)
        squat = median(box.w / box.h for box in self._boxes)
        if feet > CUT:
            text = "Many people's feet are below the picture. The line counts feet: tilt the camera down."
        elif heads > CUT:
            text = "Many people's heads are above the picture. Tilt the camera up."
        elif squat > SQUAT or (hung is not None and hung.tilt > STEEP):
            text = (
                "It looks steeply down on people, which hides who is who. Tilt it up towards the way "
                "they come from, or let their middle be judged."
            )
        else:
            return Word("angle", Tone.GOOD, "The angle is good: people fit from head to foot.")
        return Word("angle", Tone.CHANGE, text)


def _light(image: Image, fault: Fault | None) -> Word:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    mean, burnt = float(grey.mean()), float((grey >= BURNT).mean())
    if fault is Fault.TOO_DARK:
        return Word("light", Tone.CHANGE, "Too dark to see anything. Is the lens covered?")
    if fault is Fault.NOTHING_IN_VIEW:
        return Word("light", Tone.CHANGE, "The picture is one flat tone. Is the lens covered?")
    if mean < DIM:
        return Word("light", Tone.CHANGE, "Too dark to find people surely. More light would help.")
    if burnt > GLARING:
        return Word(
            "light",
            Tone.CHANGE,
            f"{burnt:.0%} of the picture is glare. Turn the camera from the window or the lamp.",
        )
    return Word("light", Tone.GOOD, "The light is good.")


def _sharpness(now: float, best: float) -> Word:
    if now < SOFT:
        worse = "Far out of focus" if now < MIN_SHARPNESS else "Out of focus"
        return Word(
            "sharpness",
            Tone.CHANGE,
            f"{worse}. Turn the ring until the bar no longer grows, or clean the lens.",
        )
    if now < SHARP:
        return Word("sharpness", Tone.CHANGE, "A little soft. Turn the ring while the bar grows.")
    if now < 0.8 * best:
        return Word("sharpness", Tone.GOOD, "Sharp enough, and it has been sharper: turn back.")
    return Word("sharpness", Tone.GOOD, "Sharp.")


def _size(boxes: Sequence[PersonDetection], height: int) -> Word:
    share = median(box.h for box in boxes) / height
    if share < SMALL:
        text = (
            f"People are {share:.0%} of the picture's height. Bring the camera closer, or zoom in."
        )
        return Word("size", Tone.CHANGE, text)
    if share > LARGE:
        text = f"People are {share:.0%} of the picture's height. Bring the camera further away."
        return Word("size", Tone.CHANGE, text)
    return Word("size", Tone.GOOD, f"The size is good: people are {share:.0%} of its height.")


def _height(hung: Pose | None) -> Word:
    if hung is None:
        text = "Let somebody walk towards the camera and away, and I tell how high it hangs."
        return Word("height", Tone.WAIT, text)
    metres = hung.height
    if metres < LOW:
        text = f"It hangs at about {metres:.1f} m, so people hide each other. Hang it at 2.2 m or more."
        return Word("height", Tone.CHANGE, text)
    if metres > HIGH:
        text = f"It hangs at about {metres:.1f} m. Lower is better, to about 3 m."
        return Word("height", Tone.CHANGE, text)
    return Word("height", Tone.GOOD, f"The height is good: about {metres:.1f} m.")


def _feet_cut(box: PersonDetection, height: int) -> bool:
    return box.y + box.h >= (1 - EDGE) * height
