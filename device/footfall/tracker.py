"""Follows people from web to look, so that each is counted once.

A track is somebody in view, for as long as they are; it has no name that outlives it and never leaves this process.
Detections are paired with tracks in rounds: the sure ones first and then the doubtful, which may carry on a track but
never begin one (after Y. Zhang and others, "ByteTrack", ECCV 2022); who was seen a moment ago before who was lost.
To this comes what the detector does not say. A box in which nothing stirs has not moved, so a walker's track never
jumps on a coat rack, and what never stirred is furniture. And what walks where nobody is seen is a silhouette.

The one thing a newcomer would get wrong: a silhouette is nobody. It carries on who was seen before, and when the
detector then sees somebody in it, they have come its way; else it was a pram, a door, a shadow, and never counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from device.footfall.assignment import pair
from device.footfall.boxes import Box, overlapping, rows, within
from device.footfall.matching_cost import NEVER, OTHER_SIZE, box_costs, costs
from device.footfall.static_objects import Furniture
from device.footfall.track import Sighting, Track

DOUBTFUL = 0.18  # score below which a detection is nobody
FAR = 0.8  # cost from which a pair is no pair
BLIND_SECONDS = 1.6  # how long a track lives without being seen
FELT_SECONDS = 3.0  # the same where a silhouette carries it on
LOOKS = 2  # looks without it that end a track at the earliest, however far apart they were
YOUNG_SECONDS = 0.4  # how long one lives that was seen only once or twice
SILHOUETTE_SECONDS = 0.3  # how long a silhouette lives
LOST = 2  # looks without it from which a track is lost: who was just seen comes before it
BESIDE = 0.3  # overlap with somebody in view up to which one more person is begun
TOUCHING = 0.6  # heights between two of whom one may have hidden the other
BROADER = 1.6  # width over height of a dog or a pram at least, in that of whom it goes with
LOWER = 0.75  # its height at most, in theirs
THROUGH = 0.5  # overlap from which who walks goes on in a furniture's box
ON_THEM = 0.6  # overlap from which a box is that of somebody
CARRIES = 0.3  # overlap from which a silhouette carries somebody on, or a doubtful box shows one
REVEALS = 0.25  # overlap from which a sure box shows who a silhouette is
FOLLOWS = 0.15  # overlap of a silhouette from web to look
UPRIGHT = 0.8  # width over height of whom a doubtful box may show, at most, where they stand upright: a dog is broader
GROWN = 0.6  # logarithm of a silhouette's height over a person's, at most
TOUCHED = 0.1  # overlap with somebody who is seen from which a silhouette is theirs
COVERED = 0.5  # share of somebody who is seen that lies in it, from which it is

T = TypeVar("T")


class Tracker:
    """Keeps the tracks; give it every frame's detections, in order of time."""

    def __init__(self, upright: bool = True) -> None:
        """`upright`: people stand upright in the picture; False where the camera looks down on them."""
        self.tracks: list[Track] = []
        self._upright = upright
        self._furniture = Furniture()

    def see(
        self, sightings: Sequence[Sighting], at: float, silhouettes: Sequence[Box] = ()
    ) -> list[Track]:
        """Takes in what the detector found at `at` (seconds), and what stood out; the tracks that ended with it."""
        for track in self.tracks:
            track.predict(at)
        shown = self._furniture.shows([one.box for one in sightings])
        fresh = [one for one, known in zip(sightings, shown, strict=True) if not known]
        known = [one for one, known in zip(sightings, shown, strict=True) if known]
        doubtful = [one for one in fresh if not one.sure and one.score >= DOUBTFUL]
        strangers = self._pair_sure([one for one in fresh if one.sure], at)
        self._pair_through(known, at)
        self._pair_doubtful(doubtful, at)
        self._reveal_doubtful(doubtful, at)
        free = self._carry(self._nobodys(silhouettes, at), at)
        for one in self._alone(self._reveal(strangers, at), at):
            self.tracks.append(self._begun(one, at))
        self._follow(self._nobodys(free, at), at)
        for track in self.tracks:
            track.compare(at)
            track.along += track.seen_at == at and self._goes_along(track, at)
        ended = self._drop(at)
        self._learn(sightings, at)
        return ended

    def rest(self, at: float) -> None:
        """Nothing has moved up to `at` (seconds), so that nobody looked: everyone is where they were."""
        for track in self.tracks:
            track.rest(at)

    # The rounds of the detector's boxes.

    def _pair_sure(self, sure: list[Sighting], at: float) -> list[Sighting]:
        """Who was just seen, then who was lost; those that are nobody's yet.

        A second box on somebody is mostly that: nobody who was lost comes back as it.
        """
        people = [track for track in self.tracks if track.sightings]
        left = _paired([track for track in people if track.missed <= LOST], sure)
        alone = self._alone(left, at)
        second = [one for one in left if one not in alone]
        return _paired([track for track in people if track.missed > LOST], alone) + second

    def _pair_through(self, furniture: list[Sighting], at: float) -> None:
        """Who walks goes on in a furniture's box, if it is just where they must be."""
        walking = [
            track
            for track in self._unseen(at)
            if track.believed and track.walked and not track.missed
        ]
        _paired(walking, furniture, THROUGH)

    def _pair_doubtful(self, doubtful: list[Sighting], at: float) -> None:
        unseen = [track for track in self._unseen(at) if track.believed]
        left = _paired([track for track in unseen if track.missed == 0], doubtful)
        _paired([track for track in unseen if track.missed > 0], self._alone(left, at))

    def _begun(self, one: Sighting, at: float) -> Track:
        track = Track(one.box, at, at, look=one.look, stirred_at=at if one.stirs else None)
        beside = [
            (off, number)
            for number, other in enumerate(self.tracks)
            if other.believed
            and not other.thing
            and other.moves()
            and at - other.seen_at <= YOUNG_SECONDS
            and (off := track.away(other)) <= TOUCHING
            and abs(math.log(track.height / other.height)) <= OTHER_SIZE
        ]
        track.form(one)
        if one.stirs and beside:
            track.elder = self.tracks[min(beside)[1]]
            track.began = track.box, track.elder.box
        return track

    # The rounds of silhouettes.

    def _carry(self, silhouettes: list[Box], at: float) -> list[Box]:
        """Who walks and is not seen goes on with a silhouette; the silhouettes that are left."""
        walking = [
            track
            for track in self._unseen(at)
            if track.walked
            and at - track.seen_at <= FELT_SECONDS
            and (track.believed or math.isfinite(track.felt_at))
        ]
        return _felt(walking, silhouettes, CARRIES, OTHER_SIZE)

    def _reveal_doubtful(self, doubtful: list[Sighting], at: float) -> None:
        """A silhouette that has walked and in which the detector sees somebody, if not surely, is a person."""
        seen = [track.seen_box for track in self._seen(at)]
        boxes = [one.box for one in doubtful]
        free = [
            one
            for one, theirs in zip(doubtful, overlapping(boxes, seen, CARRIES), strict=True)
            if not theirs and one.shape is not None and self._stands(one.box)
        ]
        walked = [
            track
            for track in self.tracks
            if (track.seen_at < at or not track.sightings)
            and track.walked
            and not track.believed
            and math.isfinite(track.felt_at)
            and self._stands(track.box)
        ]
        _revealed(walked, free, CARRIES)

    def _reveal(self, strangers: list[Sighting], at: float) -> list[Sighting]:
        """Whom the detector begins to see was a silhouette before; those that were not."""
        alone = self._alone(strangers, at)
        silhouettes = [track for track in self.tracks if not track.sightings]
        return _revealed(silhouettes, alone, REVEALS)

    def _follow(self, silhouettes: list[Box], at: float) -> None:
        """Silhouettes of nobody go on, or begin."""
        followed = [track for track in self.tracks if not track.sightings and track.seen_at < at]
        for box in _felt(followed, silhouettes, FOLLOWS, math.inf):
            self.tracks.append(Track(box, at, at, sightings=0, stirred_at=at, felt_at=at))

    def _nobodys(self, silhouettes: Sequence[Box], at: float) -> list[Box]:
        """The silhouettes that are not those of people who are seen."""
        seen = [track.seen_box for track in self._seen(at)]
        if not seen or not silhouettes:
            return list(silhouettes)
        touched = overlapping(silhouettes, seen, TOUCHED)
        covered = within(rows(seen)[:, None], rows(silhouettes)[None]).max(axis=0) > COVERED
        return [
            box
            for box, theirs, over in zip(silhouettes, touched, covered, strict=True)
            if not (theirs or over)
        ]

    def _stands(self, box: Box) -> bool:
        return not self._upright or bool(box[2] <= UPRIGHT * box[3])

    # Who is there, who has gone.

    def _seen(self, at: float) -> list[Track]:
        return [track for track in self.tracks if track.sightings and track.seen_at == at]

    def _unseen(self, at: float) -> list[Track]:
        return [track for track in self.tracks if track.sightings and track.seen_at < at]

    def _alone(self, sightings: list[Sighting], at: float) -> list[Sighting]:
        """Those that are not second boxes on somebody who is seen."""
        seen = [track.box for track in self._seen(at)]
        second = overlapping([one.box for one in sightings], seen, BESIDE)
        return [one for one, double in zip(sightings, second, strict=True) if not double]

    def _goes_along(self, track: Track, at: float) -> bool:
        """True where one higher and more slender is beside it at `at` (seconds); from above shapes tell nothing."""
        if track.shape is None or not self._upright:
            return False
        return any(
            track.height <= LOWER * other.height
            and track.shape >= BROADER * other.shape
            and track.away(other) <= TOUCHING
            for other in self.tracks
            if other.seen_at == at and other.shape is not None
        )

    def _drop(self, at: float) -> list[Track]:
        stands = [track for track in self.tracks if not track.walked and not track.moves()]
        shown = self._furniture.shows([track.box for track in stands])
        things = {track for track, known in zip(stands, shown, strict=True) if known}

        def lives(track: Track) -> bool:
            if track in things:
                return False
            if not track.sightings:
                return at - track.felt_at <= SILHOUETTE_SECONDS
            patience = BLIND_SECONDS if track.believed else YOUNG_SECONDS
            if track.missed < LOOKS or at - track.seen_at <= patience:
                return True
            felt = at - track.felt_at <= SILHOUETTE_SECONDS
            return felt and at - track.seen_at <= FELT_SECONDS

        for track in self.tracks:
            track.missed += track.seen_at < at
        ended = [track for track in self.tracks if not lives(track)]
        for track in ended:
            track.elder = None  # else a busy day is one chain of those who are long gone
        self.tracks = [track for track in self.tracks if lives(track)]
        return ended

    def _learn(self, sightings: Sequence[Sighting], at: float) -> None:
        """Boxes in which nothing stirs are furniture, but for those of whoever has walked or stirred."""
        people = [track.seen_box for track in self._seen(at) if track.alive(at)]
        still = [one.box for one in sightings if not one.stirs]
        theirs = overlapping(still, people, ON_THEM)
        self._furniture.see(
            [box for box, person in zip(still, theirs, strict=True) if not person], at
        )


def _paired(tracks: list[Track], chosen: list[Sighting], share: float = 0.0) -> list[Sighting]:
    """Pairs and corrects, where they overlap by `share`; the chosen that found no track."""
    return _taken(tracks, chosen, lambda: costs(tracks, chosen, share), FAR, Track.correct)


def _revealed(tracks: list[Track], chosen: list[Sighting], share: float) -> list[Sighting]:
    """The same for silhouettes in which the detector sees somebody."""

    def cost() -> NDArray[np.float64]:
        return box_costs(tracks, [one.box for one in chosen], share, GROWN)

    return _taken(tracks, chosen, cost, NEVER, Track.reveal)


def _felt(tracks: list[Track], boxes: list[Box], share: float, size: float) -> list[Box]:
    """The same for tracks that silhouettes show."""
    return _taken(tracks, boxes, lambda: box_costs(tracks, boxes, share, size), NEVER, Track.feel)


def _taken(
    tracks: list[Track],
    chosen: list[T],
    cost: Callable[[], NDArray[np.float64]],
    limit: float,
    take: Callable[[Track, T], None],
) -> list[T]:
    """Pairs them by `cost`, each track takes its own in; the chosen that are left. Of none the cost is not asked."""
    if not tracks or not chosen:
        return chosen
    pairs = pair(cost(), limit)
    for row, column in pairs:
        take(tracks[row], chosen[column])
    gone = {column for _, column in pairs}
    return [one for number, one in enumerate(chosen) if number not in gone]
