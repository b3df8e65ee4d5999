"""`zaalgids evaluate calibration`: fits the decision on simulated photographs and states its rates on others.

Half of the pictures is photographed under one set of conditions and fitted on, the other half under another set and
measured on. Each work is also taken out of the catalogue and shown: whatever is named then is named falsely. A
newcomer would fit and measure on the same photographs, and promise a museum what only holds for those.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import cv2
import numpy as np
from numpy.typing import NDArray

from models import body_check, decision, features
from models import quad_check as outline_check
from models.calibration import Calibration, CalibrationError, Rate
from models.geometric_check import Evidence, Kind
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from models.picture import PictureError, read_picture
from models.recogniser import Examined, Recogniser
from zaalgids.evaluation import logistic
from zaalgids.evaluation.binomial import upper_bound
from zaalgids.simulation.drawn_pictures import drawn_pictures
from zaalgids.simulation.gallery_conditions import CALIBRATION, TEST, Conditions, Part, part_of
from zaalgids.simulation.simulated_body import vase
from zaalgids.simulation.simulated_gallery import Picture, ornate, photograph, without_works

CONDITIONS: Mapping[Part, Conditions] = {"calibration": CALIBRATION, "test": TEST}
# A body's photographs, degrees round it, and the sides from which it is then shown: never those enrolled.
REFERENCE_SIDES: Mapping[Part, Sequence[float]] = {
    "calibration": (15, 50, 85, 120, 155),
    "test": (10, 45, 80, 115, 150),
}
SHOWN_SIDES: Mapping[Part, Sequence[float]] = {
    "calibration": (33, 67, 102, 138),
    "test": (28, 62, 98, 132),
}
THRESHOLDS = [n / 100 for n in (*range(30, 90, 5), *range(90, 100))]
_IN_ALIKE_FRAMES = (
    4  # of so many pictures one is enrolled, and hangs, in an ornate frame like others
)
_NEIGHBOURS: Mapping[Part, int] = {"calibration": 31, "test": 32}  # seeds; they are never enrolled
_BESIDE = 0.15  # chance, on each side, that another picture hangs beside the one that is meant
_EMPTY = 0.25  # photographs of nothing, for each of a picture
_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp"})


@dataclass(frozen=True)
class Shown:
    """One photograph: `work` in it (None: nothing of ours), what was found, and what is found without that work."""

    work: str | None
    found: list[tuple[str, Evidence]]
    left_out: list[tuple[str, Evidence]]
    size: tuple[int, int]


def show_all(
    pictures: Mapping[str, Picture],
    bodies: int,
    part: Part,
    each: int,
    seed: int,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Shown]:
    """Photographs every picture of `part` `each` times, and `bodies` vases, and looks at all of it.

    Only pictures that `part_of` deals to `part` are enrolled or shown. `progress` hears the number done.
    """
    ours = {name: picture for name, picture in pictures.items() if part_of(name) == part}
    for number, name in enumerate(ours):
        if number % _IN_ALIKE_FRAMES == 0:
            ours[name] = ornate(ours[name], 2 * (number % 3) + (part == "test"))
    wrapped = list(ours.items())[:bodies]
    enrolled = list(ours.items())
    for number, (name, picture) in enumerate(wrapped):
        enrolled += [
            (f"vase of {name}", vase(picture, side, number)) for side in REFERENCE_SIDES[part]
        ]
    recogniser = Recogniser(features.enrol(enrolled))
    known = set(recogniser.features.works)
    shown = []
    random = np.random.default_rng([seed, 1])
    for work, image in _photographs(ours, wrapped, part, each, random):
        if work is not None and work not in known:  # too plain to be enrolled; not shown either
            continue
        shown.append(_look(recogniser, work, image))
        progress(len(shown))
    return shown


def _photographs(
    ours: Mapping[str, Picture],
    wrapped: Sequence[tuple[str, Picture]],
    part: Part,
    each: int,
    random: np.random.Generator,
) -> Iterator[tuple[str | None, Picture]]:
    conditions = CONDITIONS[part]
    neighbours = list(drawn_pictures(24, seed=_NEIGHBOURS[part]))
    for name, picture in ours.items():
        for number in range(each):
            others = random.integers(0, len(neighbours), 2)
            beside = [neighbours[other] for other in others if random.random() < _BESIDE]
            faults = () if number == 0 else None  # the first is an ordinary photograph
            yield name, photograph(picture, conditions, random, beside, faults).image
    for number, (name, picture) in enumerate(wrapped):
        for side in SHOWN_SIDES[part]:
            seen = vase(picture, side + random.uniform(-4, 4), number)
            yield f"vase of {name}", _held_up(seen, random)
    for _ in range(max(1, round(_EMPTY * each * len(ours)))):
        yield None, without_works(conditions, random)


def _held_up(body: Picture, random: np.random.Generator) -> Picture:
    """A body a little rolled, nearer or farther, in other light."""
    side = body.shape[0]
    turn = cv2.getRotationMatrix2D(
        (side / 2, side / 2), random.uniform(-12, 12), random.uniform(0.6, 1.1)
    )
    edge = [float(value) for value in body[0, 0]]
    seen = cv2.warpAffine(body, turn, (side, side), borderValue=edge).astype(np.float32)
    noise = random.normal(0, 4, seen.shape)
    return np.asarray(np.clip(seen * random.uniform(0.7, 1.15) + noise, 0, 255), np.uint8)


def _look(recogniser: Recogniser, work: str | None, image: Picture) -> Shown:
    whole = _by_work(recogniser, recogniser.examine(image, thorough=True))
    if work is None:
        return Shown(None, whole[0], whole[0], whole[1])
    # A vase and the picture round it can't be told apart, and neither is a stranger to the other.
    own = {work, f"vase of {work}", work.removeprefix("vase of ")}
    found = [(name, one) for name, one in whole[0] if name == work or name not in own]
    rest = [(name, one) for name, one in whole[0] if name not in own]
    if work.startswith("vase of "):  # its photographs filled the shortlist: look again without them
        rest = _by_work(recogniser, recogniser.examine(image, own, thorough=True))[0]
    return Shown(work, found, rest, whole[1])


def _by_work(
    recogniser: Recogniser, done: Examined
) -> tuple[list[tuple[str, Evidence]], tuple[int, int]]:
    works = recogniser.features.works
    return [(works[row], evidence) for row, evidence in done.evidence], done.size


def fit(shown: Sequence[Shown]) -> dict[Kind, tuple[float, ...]]:
    """The weights of each kind of evidence. Raises ValueError where a kind has no right or no wrong cases.

    Few outlines that hold another work get as far as evidence, and a handful of twins would decide the weights: so one
    that came to nothing is a wrong case too, as what it would have been just under what is told.
    """
    cases: dict[Kind, tuple[list[tuple[float, ...]], list[bool]]] = {
        kind: ([], []) for kind in Kind
    }
    for one in shown:
        for work, evidence in [*one.found, *one.left_out]:
            facts, truth = cases[evidence.kind]
            if evidence.quad is not None:
                facts.append(decision.facts(evidence))
                truth.append(work == one.work)
            elif evidence.kind is Kind.OUTLINE and work != one.work:
                facts.append(decision.facts(_untold(evidence)))
                truth.append(False)
    found: dict[Kind, tuple[float, ...]] = {}
    for kind, (facts, truth) in cases.items():
        if all(truth) or not any(truth):
            raise ValueError(f"Too few photographs to weigh {kind.value}: give more pictures.")
        weights = logistic.fit(np.array(facts, np.float64), np.array(truth))
        found[kind] = tuple(round(float(weight), 3) for weight in weights)
    return found


def _untold(nothing: Evidence) -> Evidence:
    least = outline_check.LEAST_TELLING
    return replace(nothing, agreement=0.75 * least, core_agreeing=0.5 * least)


def rates(shown: Sequence[Shown], by: Calibration) -> list[Rate]:
    """For each threshold: strangers named (each work left out in turn, and nothing at all), works named rightly."""
    strangers = np.array([_surest(one.left_out, by) for one in shown])
    known = [one for one in shown if one.work is not None]
    found = []
    for accept in THRESHOLDS:
        named = int((strangers >= accept).sum())
        right = sum(_answer(one, by, accept) == one.work for one in known)
        found.append(
            Rate(
                accept,
                named,
                len(strangers),
                round(upper_bound(named, len(strangers)), 5),
                round(right / max(len(known), 1), 4),
            )
        )
    return found


def _surest(evidence: Sequence[tuple[str, Evidence]], by: Calibration) -> float:
    return max((decision.probability(one, by) for _, one in evidence), default=0.0)


def _answer(shown: Shown, by: Calibration, accept: float) -> str | None:
    named, _ = decision.decide(shown.found, shown.size, accept, by)
    return None if named is None else named.work


@click.command("calibration")
@click.option(
    "--pictures",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="A folder of pictures, some hundred: paintings, prints, photographs.",
)
@click.option(
    "--each", type=click.IntRange(1, 50), default=3, show_default=True, help="Photographs of each."
)
@click.option(
    "--bodies", type=click.IntRange(1, 200), default=24, show_default=True, help="Vases besides."
)
@click.option(
    "--drawn",
    type=click.IntRange(2, 2000),
    default=48,
    show_default=True,
    help="Drawn pictures besides.",
)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--source", default="", help="Where the pictures come from, for the file.")
@click.option(
    "--write", type=click.Path(dir_okay=False, path_type=Path), help="Write the calibration here."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON on standard output.")
def command(
    pictures: Path,
    each: int,
    bodies: int,
    drawn: int,
    seed: int,
    source: str,
    write: Path | None,
    as_json: bool,
) -> None:
    """Fit the probability on simulated photographs, and say how often strangers are named."""
    try:
        done = calibrate(
            read_folder(pictures) | _drawn(drawn),
            bodies,
            each,
            seed,
            source,
            lambda word: click.echo(word, err=True),
        )
        if write is not None:
            done.save(write)
    except (ValueError, MissingModelError, NoInferenceError, CalibrationError, OSError) as error:
        raise click.ClickException(str(error)) from error
    plain = {
        "weights": {kind.value: weights for kind, weights in done.weights.items()},
        "rates": [
            {
                "accept": r.accept,
                "named": r.named,
                "strangers": r.strangers,
                "at_most": r.at_most,
                "right": r.right,
            }
            for r in done.rates
        ],
    }
    click.echo(json.dumps(plain) if as_json else _table(done))


def calibrate(
    pictures: Mapping[str, Picture],
    bodies: int,
    each: int,
    seed: int,
    source: str = "",
    say: Callable[[str], None] = lambda _: None,
) -> Calibration:
    """Fits on the one part of the pictures and measures on the other. Raises ValueError for too few."""
    shown: dict[Part, list[Shown]] = {}
    for part in CONDITIONS:
        say(f"photographing the pictures for {part}")
        shown[part] = show_all(
            pictures, bodies, part, each, seed, lambda done: None if done % 100 else say(f"{done}")
        )
    weights = fit(shown["calibration"])
    about = {
        "made_by": "zaalgids evaluate calibration",
        "pictures": len(pictures),
        "source": source,
        "bodies": bodies,
        "each": each,
        "seed": seed,
        "method": features.METHOD,
        "fitted_on": f"{len(shown['calibration'])} simulated photographs, conditions CALIBRATION",
        "rates_of": f"{len(shown['test'])} simulated photographs of other pictures, conditions TEST; "
        "as strangers, each work left out of the catalogue in turn, and photographs of nothing",
        "several": body_check.SEVERAL,
    }
    fitted = Calibration(weights, (), about)
    return Calibration(weights, rates(shown["test"], fitted), about)


def read_folder(folder: Path) -> dict[str, Picture]:
    """The pictures of a folder by their names. Raises ValueError where there are none that can be read."""
    found: dict[str, NDArray[np.uint8]] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in _ENDINGS:
            try:
                found[str(file.relative_to(folder))] = read_picture(file)
            except PictureError as error:
                click.echo(f"{file}: {error}", err=True)
    if not found:
        raise ValueError(f"There are no pictures in {folder}.")
    return found


def _drawn(count: int) -> dict[str, Picture]:
    return {f"drawn {n}": picture for n, picture in enumerate(drawn_pictures(count, seed=5))}


def _table(done: Calibration) -> str:
    lines = ["named from   works named rightly   strangers named   at most (95 %)"]
    lines += [
        f"{r.accept:10.2f}   {r.right:19.1%}   {r.named:6} of {r.strangers:5}   {r.at_most:.2%}"
        for r in done.rates
    ]
    lines += [
        f"{kind.value}: {', '.join(f'{weight:g}' for weight in weights)}"
        for kind, weights in done.weights.items()
    ]
    return "\n".join(lines)
