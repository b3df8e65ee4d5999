"""The twin of a camera in a gallery: it moves from work to work and draws each as a poor camera would see it.

Pictures have perspective, uneven light, a lamp's glare on varnish, motion blur, sensor noise and people who walk past,
as in a gallery. `gallery_visits.script` says who comes, and `work_at` returns the work in view at any second, so
that a test knows what should have been recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from contract.museum_folder import PICTURES, MuseumError, read_museum
from device.camera.camera import CameraLostError, Frame, Image
from device.camera.folder import ENDINGS
from device.camera.frame_timer import FrameTimer
from device.camera.gallery_visits import APPROACH_SECONDS, LEAVE_SECONDS, Visit, script
from models.picture import PictureError, read_picture

# BGR of the paint, of the picture frames and of the mat within them.
WALL_COLOUR = (196, 205, 210)
FRAME_COLOURS = [(40, 45, 52), (60, 90, 120), (205, 212, 216), (70, 130, 160)]
MAT_COLOUR = (232, 238, 240)
LONGEST_SIDE_PX = 640  # of a picture as it is kept in memory
NOISE_GREY = 4.0  # standard deviation of the sensor's noise, grey levels of 255
NOISE_SHEETS = 4  # pictures of noise, drawn once; each frame gets one of them
PASSER_SECONDS = 1.6  # that one of them takes across the picture


@dataclass(frozen=True, slots=True)
class Hung:
    """A framed picture on the wall: uint8 BGR. `work` is its key, or its file's name."""

    work: str
    image: Image


def hang(folder: Path) -> list[Hung]:
    """Returns the works of a museum folder, or the pictures of any other folder, framed.

    Raises CameraLostError, with a plain sentence, where there is no picture.
    """
    try:
        if (folder / "museum.toml").is_file():
            files = {
                work.key: folder / PICTURES / work.media[0].file
                for work in read_museum(folder).works
                if work.media
            }
        else:
            there = sorted(folder.glob("*"))
            files = {file.stem: file for file in there if file.suffix.lower() in ENDINGS}
        found = [
            Hung(work, _framed(read_picture(file), FRAME_COLOURS[number % len(FRAME_COLOURS)]))
            for number, (work, file) in enumerate(files.items())
        ]
    except (MuseumError, PictureError, OSError) as error:
        raise CameraLostError(f"The virtual gallery can't hang {folder}: {error}") from error
    if not found:
        raise CameraLostError(f"There are no pictures in {folder} for the virtual gallery.")
    return found


class GalleryCamera:
    """Draws the visits of the script. The time of its first frame is second 0 of the script."""

    name = "virtual gallery"

    def __init__(
        self,
        wall: Sequence[Hung],
        seed: int,
        fps: float,
        size: tuple[int, int],
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        """`wall`: from `hang`; an empty one is a bare wall. `size`: width and height in pixels."""
        self.fps = fps
        self._wall = wall
        self._width, self._height = size
        self._timer = FrameTimer(fps, clock, sleep)
        self._script = script(len(wall), seed) if wall else iter(())
        self._visit = next(self._script, None)
        self._card = _framed(_admission_card(), FRAME_COLOURS[2])
        self._random = np.random.default_rng([seed, 2])
        self._light = _light(self._width, self._height, self._random)
        self._sheets = [
            self._random.normal(0, NOISE_GREY, (self._height, self._width, 3)).astype(np.float32)
            for _ in range(NOISE_SHEETS)
        ]
        self._started: float | None = None

    def read(self) -> Frame | None:
        """Draw what is in view now."""
        at = self._timer.wait()
        if self._started is None:
            self._started = at
        return Frame(self.draw(at - self._started), at)

    def close(self) -> None:
        """Do nothing; there is no hardware."""

    def work_at(self, now: float) -> str | None:
        """Returns the work that is still in view `now` seconds after the first frame: the truth."""
        visit = self._at(now)
        if visit is None or visit.hung is None or not visit.stands <= now < visit.leaves:
            return None
        return self._wall[visit.hung].work

    def draw(self, now: float) -> Image:
        """Draw the picture `now` seconds after the first frame; `now` must not decrease from call to call."""
        scene = np.full((self._height, self._width, 3), WALL_COLOUR, np.uint8)
        visit = self._at(now)
        if visit is not None and visit.start <= now < visit.ends:
            self._hang_before(scene, visit, now)
        noise = self._sheets[int(self._random.integers(NOISE_SHEETS))]
        picture: Image = np.clip(scene * self._light + noise, 0, 255).astype(np.uint8)
        if visit is None:
            return picture
        for passer in visit.passers:
            if passer <= now < passer + PASSER_SECONDS:
                _walk_past(picture, (now - passer) / PASSER_SECONDS)
        moving = not visit.stands <= now < visit.leaves
        blur = (15, 2) if moving else (2, 2)  # motion, or just a cheap lens
        return np.asarray(cv2.blur(picture, blur), np.uint8)

    def _at(self, now: float) -> Visit | None:
        """Returns the visit at `now`, or the next one."""
        while self._visit is not None and self._visit.ends <= now:
            self._visit = next(self._script, None)
        return self._visit

    def _hang_before(self, scene: Image, visit: Visit, now: float) -> None:
        picture = self._card if visit.hung is None else self._wall[visit.hung].image
        height, width = picture.shape[:2]
        corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        quad = self._quad(visit, width / height, now)
        view = cv2.getPerspectiveTransform(corners, quad)
        size = (self._width, self._height)
        cv2.warpPerspective(
            picture, view, size, scene, cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT
        )
        x, y = quad.mean(axis=0) + (quad[1] - quad[3]) * (0.25 * np.sin(7 * visit.turn))
        _glare(scene, float(x), float(y), 0.12 * self._height)

    def _quad(self, visit: Visit, aspect: float, now: float) -> NDArray[np.float32]:
        """Returns the corners of the framed picture as the camera sees them: 4 × 2 pixels."""
        up = visit.size * self._height / 2 * min(1.0, 0.9 * self._width / self._height / aspect)
        flat = np.array([(-aspect, -1, 0), (aspect, -1, 0), (aspect, 1, 0), (-aspect, 1, 0)]) * up
        sway = visit.sway * np.array([0.01 * np.sin(1.3 * now), 0.008 * np.sin(1.7 * now + 1)])
        turned = flat @ _rotation(visit.turn + sway[0], visit.tilt + sway[1], visit.roll).T
        away = 1.5 * self._width
        seen = turned[:, :2] * (away / (away + turned[:, 2:]))
        # The camera comes from the left of the work and goes on to its right.
        offset = (
            max(0.0, visit.stands - now) / APPROACH_SECONDS
            - max(0.0, now - visit.leaves) / LEAVE_SECONDS
        )
        x = self._width * (0.5 + 1.1 * offset + 0.005 * visit.sway * np.sin(0.9 * now))
        return np.asarray(seen + np.array([x, self._height / 2]), np.float32)


def _admission_card() -> Image:
    """Draw a card that hangs in no museum: a band, lines of words too small to read, and a barcode."""
    card = np.full((400, 620, 3), (226, 236, 240), np.uint8)
    cv2.rectangle(card, (0, 0), (620, 90), (92, 78, 46), -1)
    cv2.circle(card, (70, 45), 28, (226, 236, 240), 6, cv2.LINE_AA)
    for line, length in enumerate((300, 240, 270, 160)):
        top = 130 + 42 * line
        cv2.rectangle(card, (40, top), (40 + length, top + 14), (70, 66, 60), -1)
    bars = np.random.default_rng(7).integers(2, 9, 34)
    for left, width in zip(40 + 6 + np.cumsum(2 * bars), bars, strict=True):
        cv2.rectangle(card, (int(left), 310), (int(left + width), 370), (40, 38, 36), -1)
    return card


def _framed(picture: Image, colour: tuple[int, int, int]) -> Image:
    scale = LONGEST_SIDE_PX / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    mat, moulding = LONGEST_SIDE_PX // 14, LONGEST_SIDE_PX // 25
    matted = cv2.copyMakeBorder(small, mat, mat, mat, mat, cv2.BORDER_CONSTANT, value=MAT_COLOUR)
    sides = (moulding,) * 4
    return np.asarray(cv2.copyMakeBorder(matted, *sides, cv2.BORDER_CONSTANT, value=colour))


def _rotation(turn: float, tilt: float, roll: float) -> NDArray[np.float64]:
    rotations = [cv2.Rodrigues(np.array(axis))[0] for axis in _axes(turn, tilt, roll)]
    return np.asarray(rotations[0] @ rotations[1] @ rotations[2])


def _axes(turn: float, tilt: float, roll: float) -> list[tuple[float, float, float]]:
    return [(0.0, turn, 0.0), (tilt, 0.0, 0.0), (0.0, 0.0, roll)]


def _light(width: int, height: int, random: np.random.Generator) -> NDArray[np.float32]:
    """Returns the factor of each pixel under lamps that light the wall unevenly and warmly."""
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    lamp = random.uniform(-0.4, 0.4), -0.6
    fall = 1.05 - 0.28 * np.hypot(x - lamp[0], y - lamp[1])
    warm = np.array([0.9, 1.0, 1.06])
    return np.asarray(fall[..., None] * warm, np.float32)


def _glare(scene: Image, x: float, y: float, radius: float) -> None:
    """Add a lamp's reflection on varnish."""
    x0, x1 = max(0, int(x - 2 * radius)), min(scene.shape[1], int(x + 2 * radius))
    y0, y1 = max(0, int(y - 2 * radius)), min(scene.shape[0], int(y + 2 * radius))
    if x0 >= x1 or y0 >= y1:
        return
    across, down = np.meshgrid(np.arange(x0, x1) - x, np.arange(y0, y1) - y)
    shine = 130 * np.exp(-(across**2 + down**2) / (2 * (radius / 1.6) ** 2))
    part = scene[y0:y1, x0:x1]
    part[:] = np.clip(part + shine[..., None], 0, 255).astype(np.uint8)


def _walk_past(picture: Image, share: float) -> None:
    """Draw a person close to the camera, out of focus and dark, `share` of the way across."""
    height, width = picture.shape[:2]
    x = round((1.3 * share - 0.15) * width)
    body = (x, round(0.95 * height)), (round(0.13 * width), round(0.5 * height))
    head = (x, round(0.36 * height)), (round(0.05 * width), round(0.1 * height))
    for (centre, axes), colour in ((body, (52, 46, 44)), (head, (60, 66, 78))):
        cv2.ellipse(picture, centre, axes, 0, 0, 360, colour, -1, cv2.LINE_AA)
