"""Scenes under a ceiling camera by kind: who comes, what they push, and what the light and the door do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from device.camera.overhead_doorway import (
    CHILD_METRES,
    OverheadScene,
    OverheadWalker,
    groups,
    varied,
)

NUMBER = 12  # people in one scene
AFTER_SECONDS = 8.0  # the last has come in
BEHIND_SECONDS = 0.75, 1.1  # between two, one behind the other
Scenario = tuple[OverheadScene, list[OverheadWalker]]


def scenario(kind: str, seed: int) -> Scenario:
    """Return the scene of `kind` (one of KINDS) that is drawn at random with `seed`, and who walks in it."""
    scene = varied(seed)
    random = np.random.default_rng([seed, 6])
    return KINDS[kind](scene, random)


def seconds_of(walkers: list[OverheadWalker]) -> float:
    """Return how long a scene takes until the last of `walkers` has gone."""
    return max(one.start + one.stands_seconds for one in walkers) + AFTER_SECONDS


def _alone(scene: OverheadScene, _: np.random.Generator) -> Scenario:
    return scene, groups(scene.seed, NUMBER, 1, scene)


def _two_abreast(scene: OverheadScene, _: np.random.Generator) -> Scenario:
    return scene, groups(scene.seed, NUMBER // 2, 2, scene)


def _three_abreast(scene: OverheadScene, _: np.random.Generator) -> Scenario:
    return scene, groups(scene.seed, NUMBER // 3, 3, scene)


def _in_a_row(scene: OverheadScene, random: np.random.Generator) -> Scenario:
    """Let one come right behind another."""
    walkers = []
    for first in groups(scene.seed, NUMBER // 2, 1, scene):
        behind = first.start + float(random.uniform(*BEHIND_SECONDS)) / first.speed
        walkers += [first, replace(first, start=behind, seed=int(random.integers(1 << 30)))]
    return scene, walkers


def _pushing(what: str) -> Callable[[OverheadScene, np.random.Generator], Scenario]:
    """Let every second one push `what`."""

    def pushing(scene: OverheadScene, _: np.random.Generator) -> Scenario:
        walkers = groups(scene.seed, NUMBER, 1, scene, child_share=0.0)
        return scene, [
            replace(one, pushes=what if number % 2 else "") for number, one in enumerate(walkers)
        ]

    return pushing


def _children(scene: OverheadScene, _: np.random.Generator) -> Scenario:
    """Let every second one be a child."""
    walkers = groups(scene.seed, NUMBER, 1, scene, child_share=0.0)
    return scene, [
        replace(one, metres=CHILD_METRES if number % 2 else one.metres)
        for number, one in enumerate(walkers)
    ]


def _standing(scene: OverheadScene, random: np.random.Generator) -> Scenario:
    """Let every third one stand near the line and turn round, for up to 20 seconds, before going on."""
    walkers, later = [], 0.0
    for number, one in enumerate(groups(scene.seed, NUMBER, 1, scene)):
        moved = replace(one, start=one.start + later)
        if number % 3 == 0:
            stays = float(random.uniform(8, 20))
            where = float(random.choice([-0.4, 0.4]))
            moved = replace(moved, stands_at=where, stands_seconds=stays)
            later += stays
        walkers.append(moved)
    return scene, walkers


def _lamp(scene: OverheadScene, random: np.random.Generator) -> Scenario:
    walkers = groups(scene.seed, NUMBER, 1, scene)
    at = walkers[int(random.integers(2, NUMBER - 2))].start + float(random.uniform(0, 2))
    return replace(scene, lamp_switched_at=at), walkers


def _door(scene: OverheadScene, random: np.random.Generator) -> Scenario:
    walkers = groups(scene.seed, NUMBER, 1, scene)
    at = walkers[int(random.integers(2, NUMBER - 2))].start - float(random.uniform(0, 2))
    return replace(scene, door_at=at), walkers


def _dark(scene: OverheadScene, random: np.random.Generator) -> Scenario:
    light, noise = float(random.uniform(0.15, 0.35)), float(random.uniform(5, 10))
    return replace(scene, light=light, noise_grey=noise), groups(scene.seed, NUMBER, 1, scene)


KINDS: dict[str, Callable[[OverheadScene, np.random.Generator], Scenario]] = {
    "one in view": _alone,
    "two abreast": _two_abreast,
    "three abreast": _three_abreast,
    "one behind the other": _in_a_row,
    "a trolley": _pushing("trolley"),
    "a pushchair": _pushing("pushchair"),
    "children": _children,
    "someone stands and turns round": _standing,
    "a lamp is switched on": _lamp,
    "a door swings": _door,
    "dark and noisy": _dark,
}
