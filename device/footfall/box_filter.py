"""A Kalman filter with constant velocity for each of x, y, width and height of a box.

Note: frames do not come evenly. Time is in seconds, and standard deviations are in heights of the person, so that the
same numbers serve a corridor and a hall.
"""

from __future__ import annotations

import math

import numpy as np

from device.footfall.boxes import Box

# Standard deviation of a person's acceleration, heights per second squared. Sensitivity, of 94: ×0.5 → −2, ×2 → +10
# (bench_sensitivity).
ACCELERATION_SIGMA = 0.7
# Standard deviation of a new track's speed, heights per second. Sensitivity, of 94: ×0.5 → 0, ×2 → +2
# (bench_sensitivity).
FIRST_SPEED_SIGMA = 0.8
# In which the speed of a person who is hidden fades. Sensitivity, of 94: ×0.5 → 0, ×2 → +2 (bench_sensitivity).
SLOWDOWN_SECONDS = 0.8
# Share of the change of size kept at each update: most of it is noise. Sensitivity, of 94: ×0.5 → +3, ×2 → +31
# (bench_sensitivity).
SIZE_CHANGE_KEPT = 0.8


class BoxFilter:
    """The estimate of one box. All four coordinates share one covariance (position, velocity)."""

    def __init__(self, box: Box, sigma: float) -> None:
        """`box` was measured with a standard deviation of `sigma` heights."""
        self.box = box
        self.velocity: Box = np.zeros(4)  # pixels per second
        self._variance = sigma**2  # of the position, heights squared
        self._covariance = 0.0
        self._speed_variance = FIRST_SPEED_SIGMA**2

    @property
    def sigma(self) -> float:
        """Standard deviation of the position, in heights."""
        return math.sqrt(self._variance)

    def predict(self, seconds: float, *, is_hidden: bool) -> None:
        """Move the estimate on by `seconds`. A hidden person mostly slows down, and does not grow."""
        if is_hidden:
            self.velocity = self.velocity * math.exp(-seconds / SLOWDOWN_SECONDS)
            self.velocity[2:] = 0.0
        self.box = self.box + self.velocity * seconds
        self.box[2:] = np.maximum(self.box[2:], 1.0)
        acceleration = ACCELERATION_SIGMA**2
        self._variance += (
            2 * seconds * self._covariance
            + seconds**2 * self._speed_variance
            + acceleration * seconds**4 / 4
        )
        self._covariance += seconds * self._speed_variance + acceleration * seconds**3 / 2
        self._speed_variance += acceleration * seconds**2

    def update(self, innovation: Box, sigma: float) -> None:
        """Correct the estimate by `innovation`, the measured box less the predicted one, pixels.

        `sigma`: standard deviation of the measurement, heights.
        """
        total = self._variance + sigma**2
        gain, velocity_gain = self._variance / total, self._covariance / total
        self.box = self.box + gain * innovation
        self.velocity = self.velocity + velocity_gain * innovation
        self.velocity[2:] *= SIZE_CHANGE_KEPT
        self._speed_variance -= velocity_gain * self._covariance
        self._covariance *= 1 - gain
        self._variance *= 1 - gain

    def stand_still(self) -> None:
        """Set the velocity to zero. Where and how fast the person walks on is open again."""
        self.velocity = np.zeros(4)
        self._speed_variance, self._covariance = FIRST_SPEED_SIGMA**2, 0.0
