"""Counts the tracks that cross one line."""

from __future__ import annotations

from collections.abc import Sequence

from device.footfall.crossing import Crossing, CrossingDetector
from device.footfall.duplicate_tracks import DuplicateTracks
from device.footfall.line import CountingLine, ReferencePoint
from device.footfall.track import STOPPED_SECONDS, PersonTrack

# Half the dead band about the line, in heights of the person who crosses. Sensitivity, of 94: ×0.5 → −1, ×2 → +6
# (bench_sensitivity).
BAND_HEIGHTS = 0.18


class LineCounter:
    """Keeps one crossing detector a track, and leaves out duplicates."""

    def __init__(self, line: CountingLine, point: ReferencePoint) -> None:
        self._line, self._point = line, point
        self._detectors: dict[PersonTrack, CrossingDetector] = {}
        self._duplicates = DuplicateTracks()

    def update(
        self, tracks: Sequence[PersonTrack], ended: Sequence[PersonTrack], at: float
    ) -> list[Crossing]:
        """Take in the tracks as of `at` (seconds) and those that ended then. Returns the crossings that count."""
        crossings: list[Crossing] = []
        for track in tracks:
            if track.is_located(at):
                place = track.position(self._point)
                band = BAND_HEIGHTS * track.height
                crossing = self._detector(track, at).update(place.x, place.y, band, at)
                crossings += self._accept(track, crossing, at)
        crossings += self._duplicates.release(at)
        for track in ended:
            crossings += self._end(track, at)
        return crossings

    def finish(self, tracks: Sequence[PersonTrack]) -> list[Crossing]:
        """End all tracks. Returns the crossings of those that were over the line."""
        crossings = [one for track in tracks for one in self._end(track, track.at)]
        self._detectors.clear()
        self._duplicates = DuplicateTracks()
        return crossings

    def _detector(self, track: PersonTrack, at: float) -> CrossingDetector:
        """Return the track's detector. A track that starts beside a parent gets a copy of the parent's."""
        detector = self._detectors.get(track)
        if detector is None:
            parents = self._detectors.get(track.parent) if track.parent is not None else None
            detector = CrossingDetector(self._line) if parents is None else parents.copy()
            self._detectors[track] = detector
            if parents is not None:
                self._duplicates.add_child(track, at)
        return detector

    def _end(self, track: PersonTrack, at: float) -> list[Crossing]:
        detector = self._detectors.pop(track, None)
        crossing = None if detector is None else detector.finish(BAND_HEIGHTS * track.height)
        counted = self._accept(track, crossing, at)
        self._duplicates.forget(track)
        return counted

    def _accept(self, track: PersonTrack, crossing: Crossing | None, at: float) -> list[Crossing]:
        """Return what counts of it now. A box that drifts over the line without motion is no person's."""
        if crossing is None or not track.moved_since(crossing.at - STOPPED_SECONDS):
            return []
        return self._duplicates.accept(track, crossing, at)
