"""`zaalgids evaluate calibration`: fits the decision's weights on simulated photographs and measures on others.

Half of the pictures are photographed under one set of conditions for fitting, the other half under another set for
measuring; a rate that was measured on the fitted photographs would hold for those alone. Each work is also shown with
its references left out: any work that is named then is a false accept.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import click
import cv2
import numpy as np
from numpy.typing import NDArray

from models import decision, features, fine_features
from models.calibration import Calibration, CalibrationError, OperatingPoint
from models.evidence import EvidenceKind, MatchEvidence
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from models.recogniser import Recogniser
from runtime.durable_files import write_durably
from zaalgids.evaluation import logistic
from zaalgids.evaluation.binomial import upper_bound
from zaalgids.evaluation.calibration_cases import TWINS, read_cases
from zaalgids.evaluation.enrol_pictures import EnrollingError
from zaalgids.evaluation.picture_folder import pictures_option, read_folder
from zaalgids.evaluation.picture_list import ListError
from zaalgids.evaluation.reliability import ReliabilityBin, page, reliability
from zaalgids.evaluation.simulated_query import SimulatedQuery, examine
from zaalgids.simulation.drawn_pictures import drawn_pictures
from zaalgids.simulation.gallery_conditions import CONDITIONS, Part, part_of
from zaalgids.simulation.simulated_gallery import Picture, ornate, photograph, without_works
from zaalgids.simulation.simulated_object_3d import vase

# From where an object is enrolled and from where it is then shown, in degrees around it; the two never agree.
REFERENCE_SIDES_DEGREES: Mapping[Part, Sequence[float]] = {
    "calibration": (15, 50, 85, 120, 155),
    "test": (10, 45, 80, 115, 150),
}
QUERY_SIDES_DEGREES: Mapping[Part, Sequence[float]] = {
    "calibration": (33, 67, 102, 138),
    "test": (28, 62, 98, 132),
}
CASES: Mapping[Part, str] = {"calibration": "fit", "test": "test"}  # folders of `--cases`
THRESHOLDS = [n / 100 for n in (*range(30, 90, 5), *range(90, 100))]
_ORNATE_EVERY = (
    4  # every fourth picture is enrolled, and shown, in an ornate frame that others have too
)
# Seeds of the drawn pictures that hang beside the shown one; they are never enrolled.
_NEIGHBOUR_SEEDS: Mapping[Part, int] = {"calibration": 31, "test": 32}
_NEIGHBOUR_PROBABILITY = 0.15  # on each side
_MAX_SHARE = 4.0  # of one case in a fit, where the others of its kind are few
_EMPTY_SHARE = 0.25  # photographs without a work, for each photograph of a picture


def simulate(
    pictures: Mapping[str, Picture],
    vases: int,
    part: Part,
    each: int,
    seed: int,
    progress: Callable[[int], None] = lambda _: None,
) -> list[SimulatedQuery]:
    """Photograph every picture of `part` `each` times, and `vases` vases, and collect the evidence.

    Only pictures that `part_of` assigns to `part` are enrolled or shown. `progress` gets the number done. Raises
    MissingModelError, NoInferenceError.
    """
    ours = {name: picture for name, picture in pictures.items() if part_of(name) == part}
    for number, name in enumerate(ours):
        if number % _ORNATE_EVERY == 0:
            ours[name] = ornate(ours[name], 2 * (number % 3) + (part == "test"))
    wrapped = list(ours.items())[:vases]
    enrolled = list(ours.items())
    for number, (name, picture) in enumerate(wrapped):
        enrolled += [
            (f"vase of {name}", vase(picture, side, number))
            for side in REFERENCE_SIDES_DEGREES[part]
        ]
    recogniser = Recogniser(features.enrol(enrolled))
    known = set(recogniser.features.works)
    queries: list[SimulatedQuery] = []
    random = np.random.default_rng([seed, 1])
    for work, image in _photographs(ours, wrapped, part, each, random):
        if work is not None and work not in known:  # too plain to be enrolled
            continue
        queries.append(examine(recogniser, work, image))
        progress(len(queries))
    return queries


def _photographs(
    ours: Mapping[str, Picture],
    wrapped: Sequence[tuple[str, Picture]],
    part: Part,
    each: int,
    random: np.random.Generator,
) -> Iterator[tuple[str | None, Picture]]:
    """Yields (work, photograph): the pictures, then the vases, then photographs without a work."""
    conditions = CONDITIONS[part]
    neighbours = list(drawn_pictures(24, seed=_NEIGHBOUR_SEEDS[part]))
    for name, picture in ours.items():
        for number in range(each):
            others = random.integers(0, len(neighbours), 2)
            beside = [
                neighbours[other] for other in others if random.random() < _NEIGHBOUR_PROBABILITY
            ]
            faults = () if number == 0 else None  # the first is an ordinary photograph
            yield name, photograph(picture, conditions, random, beside, faults).image
    for number, (name, picture) in enumerate(wrapped):
        for side in QUERY_SIDES_DEGREES[part]:
            seen = vase(picture, side + random.uniform(-4, 4), number)
            yield f"vase of {name}", _hand_held(seen, random)
    for _ in range(max(1, round(_EMPTY_SHARE * each * len(ours)))):
        yield None, without_works(conditions, random)


def _hand_held(photo: Picture, random: np.random.Generator) -> Picture:
    """Returns an object's photograph a little rolled, nearer or farther, in other light."""
    side = photo.shape[0]
    turn = cv2.getRotationMatrix2D(
        (side / 2, side / 2), random.uniform(-12, 12), random.uniform(0.6, 1.1)
    )
    edge = [float(value) for value in photo[0, 0]]
    seen = cv2.warpAffine(photo, turn, (side, side), borderValue=edge).astype(np.float32)
    noise = random.normal(0, 4, seen.shape)
    return np.asarray(np.clip(seen * random.uniform(0.7, 1.15) + noise, 0, 255), np.uint8)


def is_lone_twin(query: SimulatedQuery) -> bool:
    """Tell whether a photograph shows a work of which only a twin is enrolled.

    It has all the evidence that the twin has, and no threshold refuses the one without the other.
    """
    return query.kind == TWINS and query.work is None


def fit_weights(queries: Sequence[SimulatedQuery]) -> dict[EvidenceKind, tuple[float, ...]]:
    """Fit the weights of each kind of evidence. Raises ValueError where a kind has no right or no wrong cases.

    Lone twins teach the fit nothing but doubt (`is_lone_twin`), so they are left out.
    """
    inputs: dict[EvidenceKind, list[tuple[float, ...]]] = {kind: [] for kind in EvidenceKind}
    truth: dict[EvidenceKind, list[bool]] = {kind: [] for kind in EvidenceKind}
    kinds: dict[EvidenceKind, list[str]] = {kind: [] for kind in EvidenceKind}
    for query in queries:
        if is_lone_twin(query):
            continue
        for work, evidence in [
            *decision.with_margins(query.found),
            *decision.with_margins(query.left_out),
        ]:
            right = work == query.work
            if evidence.quad is None:
                continue
            inputs[evidence.kind].append(decision.regressors(evidence))
            truth[evidence.kind].append(right)
            kinds[evidence.kind].append(query.kind)
    found: dict[EvidenceKind, tuple[float, ...]] = {}
    for kind in EvidenceKind:
        is_right = np.array(truth[kind], bool)
        if is_right.all() or not is_right.any():
            raise ValueError(f"Too few photographs to weigh {kind.value}: give more pictures.")
        shares = _kinds_alike(is_right, kinds[kind])
        weights = logistic.fit(np.array(inputs[kind], np.float64), is_right, shares=shares)
        found[kind] = tuple(round(float(weight), 3) for weight in weights)
    return found


def _kinds_alike(truth: NDArray[np.bool_], kinds: Sequence[str]) -> NDArray[np.float64]:
    """Returns the share of each case, so that each kind weighs alike among the right and among the wrong ones.

    A case counts at most _MAX_SHARE times, because a kind with two wrong cases would decide the weights.
    """
    groups = list(zip(truth.tolist(), kinds, strict=True))
    counts = Counter(groups)
    usual = len(groups) / len(counts)
    return np.array([min(usual / counts[group], _MAX_SHARE) for group in groups])


def operating_points(
    queries: Sequence[SimulatedQuery], fitted: Calibration
) -> list[OperatingPoint]:
    """Count, for each threshold, how often works are named correctly and unknown queries falsely.

    Unknown queries are all photographs with their work left out, and the photographs without a work.
    """
    unknown = np.array([_highest_probability(query.left_out, fitted) for query in queries])
    known = [query for query in queries if query.work is not None]
    points = []
    for accept in THRESHOLDS:
        named = int((unknown >= accept).sum())
        correct = sum(_named_work(query, fitted, accept) == query.work for query in known)
        points.append(
            OperatingPoint(
                accept,
                named,
                len(unknown),
                round(upper_bound(named, len(unknown)), 5),
                round(correct / max(len(known), 1), 4),
            )
        )
    return points


def _highest_probability(
    evidence: Sequence[tuple[str, MatchEvidence]], fitted: Calibration
) -> float:
    return max(
        (decision.probability(one, fitted) for _, one in decision.with_margins(evidence)),
        default=0.0,
    )


def _named_work(query: SimulatedQuery, fitted: Calibration, accept: float) -> str | None:
    named, _ = decision.decide(query.found, query.size, accept, fitted)
    return None if named is None else named.work


def calibrate(
    pictures: Mapping[str, Picture],
    vases: int,
    each: int,
    seed: int,
    source: str = "",
    say: Callable[[str], None] = lambda _: None,
    cases: Path | None = None,
) -> tuple[Calibration, list[ReliabilityBin]]:
    """Fit on one part of the pictures and measure on the other. Returns the calibration and its reliability.

    `vases`: how many pictures are also wrapped around a vase. `each`: photographs of each picture. `source`: where
    the pictures come from, for the file. `cases`: a folder of photographs by kind, to fit on and measure on besides.
    Raises ValueError for too few pictures, ListError, EnrollingError, MissingModelError, NoInferenceError.
    """
    queries: dict[Part, list[SimulatedQuery]] = {}
    for part in CONDITIONS:
        say(f"photographing the pictures for {part}")
        queries[part] = simulate(
            pictures, vases, part, each, seed, lambda done: None if done % 100 else say(f"{done}")
        )
        if cases is not None:
            queries[part] += read_cases(cases / CASES[part], say)
    weights = fit_weights(queries["calibration"])
    about = {
        "made_by": "zaalgids evaluate calibration",
        "pictures": len(pictures),
        "source": source,
        "bodies": vases,
        "each": each,
        "seed": seed,
        "method": features.METHOD,
        "fitted_on": f"{len(queries['calibration'])} simulated photographs, conditions CALIBRATION",
        "rates_of": f"{len(queries['test'])} simulated photographs of other pictures, conditions TEST; "
        "as strangers, each work left out of the catalogue in turn, and photographs of nothing",
        "kinds": ", ".join(sorted({query.kind for query in queries["calibration"]})),
        "several": fine_features.MIN_PHOTOGRAPHS,
    }
    fitted = Calibration(weights, (), about)
    alone = [query for query in queries["test"] if is_lone_twin(query)]
    named = sum(_highest_probability(query.left_out, fitted) >= decision.ACCEPT for query in alone)
    about |= {
        "lone_twins": f"{named} of {len(alone)} named from {decision.ACCEPT}, not in the rates"
    }
    others = [query for query in queries["test"] if not is_lone_twin(query)]
    done = Calibration(weights, operating_points(others, fitted), about)
    return done, reliability(others, fitted)


def _drawn(count: int) -> dict[str, Picture]:
    return {f"drawn {n}": picture for n, picture in enumerate(drawn_pictures(count, seed=5))}


@click.command("calibration")
@pictures_option
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
@click.option(
    "--cases",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with fit and test: photographs by kind, to fit on and measure on besides.",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write a page with the reliability of the probability.",
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
    cases: Path | None,
    report: Path | None,
    as_json: bool,
) -> None:
    """Fit the probability on simulated photographs, and say how often strangers are named."""
    try:
        done, bins = calibrate(
            read_folder(pictures) | _drawn(drawn),
            bodies,
            each,
            seed,
            source,
            lambda word: click.echo(word, err=True),
            cases,
        )
        if report is not None:
            report.write_text(page(bins), encoding="utf-8")
        if write is not None:
            write_durably(write, done.encode())
    except (
        *(ValueError, ListError, EnrollingError, MissingModelError, NoInferenceError),
        *(CalibrationError, OSError),
    ) as error:
        raise click.ClickException(str(error)) from error
    document = {
        "weights": {kind.value: weights for kind, weights in done.weights.items()},
        "rates": [
            {
                "accept": point.accept,
                "named": point.false_accepts,
                "strangers": point.unknown_queries,
                "at_most": point.false_accept_bound,
                "right": point.correct_share,
            }
            for point in done.operating_points
        ],
        "reliability": [
            {
                "from": one.low,
                "to": one.high,
                "works": one.works,
                "right": one.right,
                "mean": one.mean,
            }
            for one in bins
        ],
    }
    click.echo(json.dumps(document) if as_json else _table(done))


def _table(done: Calibration) -> str:
    """Returns the operating points and the weights as text."""
    lines = ["named from   works named rightly   strangers named   at most (95 %)"]
    lines += [
        f"{point.accept:10.2f}   {point.correct_share:19.1%}   {point.false_accepts:6} of "
        f"{point.unknown_queries:5}   {point.false_accept_bound:.2%}"
        for point in done.operating_points
    ]
    lines += [
        f"{kind.value}: {', '.join(f'{weight:g}' for weight in weights)}"
        for kind, weights in done.weights.items()
    ]
    return "\n".join(lines)
