"""Calibration is computed from pictures, written to a file, and read by the recogniser, or refused with a reason."""

from __future__ import annotations

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from models.calibration import (
    FILE,
    WEIGHT_COUNTS,
    Calibration,
    CalibrationError,
    OperatingPoint,
    shipped,
)
from models.decision import ACCEPT, probability, threshold
from models.evidence import NO_EVIDENCE, BlockAgreement, EvidenceKind
from zaalgids.evaluation import calibration as evaluate_calibration
from zaalgids.evaluation import logistic
from zaalgids.evaluation.binomial import upper_bound
from zaalgids.evaluation.calibration import (
    command,
    fit_weights,
    operating_points,
    simulate,
)
from zaalgids.evaluation.calibration_cases import read_cases
from zaalgids.evaluation.reliability import ReliabilityBin, plot, reliability
from zaalgids.evaluation.simulated_query import SimulatedQuery
from zaalgids.simulation.drawn_pictures import drawn_pictures
from zaalgids.simulation.gallery_conditions import part_of

QUAD = np.array([[0, 0], [9, 0], [9, 9], [0, 9]], np.float32)


def found(kind=EvidenceKind.KEYPOINTS, good=1.0):
    return replace(
        NO_EVIDENCE,
        inliers=int(6 + 60 * good),
        inlier_cells=int(12 * good),
        agreement=good,
        core_agreement=good,
        blocks=BlockAgreement(36, int(36 * good), int(34 * good) if good >= 0.5 else int(9 * good)),
        similarity=0.3 + 0.5 * good,
        quad=QUAD,
        kind=kind,
    )


def photographs(random):
    """Photographs whose evidence is good for the work and poor for others, of every kind."""
    for number in range(60):
        right = [(f"w{number}", found(kind, random.uniform(0.5, 1))) for kind in EvidenceKind]
        wrong = [("other", found(kind, random.uniform(0, 0.3))) for kind in EvidenceKind]
        yield SimulatedQuery(f"w{number}", right + wrong, wrong, (100, 100))


def test_weights_are_found_again():
    random = np.random.default_rng(1)
    facts = np.column_stack([np.ones(4000), random.normal(size=(4000, 2))])
    true = np.array([-1.0, 2.0, 0.5])
    truth = random.random(4000) < logistic.probability(facts, true)
    found = logistic.fit(facts, truth)
    assert found[1:] == pytest.approx(true[1:], abs=0.25)
    # Both classes weigh alike, so the constant moves by the logarithm of their ratio.
    moved = np.log((1 - truth.mean()) / truth.mean())
    assert found[0] == pytest.approx(true[0] + moved, abs=0.25)


def test_no_regressor_has_a_negative_weight():
    random = np.random.default_rng(2)
    facts = np.column_stack([np.ones(500), random.normal(size=(500, 2))])
    weights = logistic.fit(facts, facts[:, 1] - 0.3 * facts[:, 2] > 0)
    assert weights[1] > 0
    assert weights[2] == 0


def test_the_fit_ends_for_perfectly_separable_cases():
    facts = np.column_stack([np.ones(40), np.r_[np.zeros(20), np.ones(20)]])
    weights = logistic.fit(facts, facts[:, 1] > 0)
    assert np.isfinite(weights).all()
    assert logistic.probability(facts, weights)[-1] > 0.8


def test_one_kind_of_case_is_too_few():
    with pytest.raises(ValueError, match="right cases and wrong"):
        logistic.fit(np.ones((5, 2)), np.ones(5, bool))
    with pytest.raises(ValueError, match="more pictures"):
        fit_weights([SimulatedQuery("w", [("w", found())], [], (9, 9))])


def test_it_is_fitted_and_its_rates_are_counted():
    queries = list(photographs(np.random.default_rng(3)))
    weights = fit_weights(queries)
    assert {kind: len(some) for kind, some in weights.items()} == WEIGHT_COUNTS
    points = operating_points(queries, Calibration(weights, (), {}))
    strictest = points[-1]
    assert strictest.false_accepts == 0
    assert strictest.false_accept_bound == pytest.approx(upper_bound(0, 60), abs=1e-5)
    assert points[0].correct_share == 1.0
    named = [point.false_accepts for point in points]
    assert named == sorted(named, reverse=True)


def test_a_museum_chooses_its_rate():
    points = [
        OperatingPoint(0.5, 9, 100, 0.15, 1.0),
        OperatingPoint(0.9, 1, 100, 0.047, 0.9),
        OperatingPoint(0.99, 0, 100, 0.03, 0.7),
    ]
    by = Calibration({}, points, {})
    assert by.accept_for(0.2) == 0.5
    assert by.accept_for(0.05) == 0.9
    with pytest.raises(CalibrationError, match=r"3\.00%"):
        by.accept_for(0.001)


def test_a_rate_that_the_evidence_shows_is_kept():
    assert threshold(None) == ACCEPT
    for asked in (0.05, 0.01):
        points = shipped().operating_points
        point = next(one for one in points if one.accept == threshold(asked))
        assert point.false_accept_bound <= asked
    assert threshold(0.01) > threshold(0.05)


def test_it_travels_in_a_file(tmp_path):
    by = shipped()
    (tmp_path / "again.json").write_bytes(by.encode())
    assert (tmp_path / "again.json").read_bytes() == FILE.read_bytes()
    assert Calibration.load(tmp_path / "again.json") == by


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"weights": {"smell": [1]}, "rates": [], "about": {}}']
)
def test_the_file_is_damaged(tmp_path, text):
    (tmp_path / "broken.json").write_text(text)
    with pytest.raises(CalibrationError, match=r"broken\.json"):
        Calibration.load(tmp_path / "broken.json")


def test_the_shipped_one_says_where_it_comes_from_and_keeps_its_order():
    by = shipped()
    assert {"made_by", "fitted_on", "rates_of", "method"} <= set(by.about)
    for kind in EvidenceKind:
        assert probability(found(kind, 1.0), by) > 0.9 > probability(found(kind, 0.0), by)
    assert probability(replace(found(), quad=None), by) == 0.0


@pytest.mark.long
def test_only_its_own_part_is_enrolled_and_shown():
    pictures = {f"p{n}": picture for n, picture in enumerate(drawn_pictures(8, seed=3))}
    queries = simulate(pictures, vases=1, part="test", each=1, seed=2)
    ours = {name for name in pictures if part_of(name) == "test"}
    assert 0 < len(ours) < len(pictures)
    met = {one.work.removeprefix("vase of ") for one in queries if one.work}
    met |= {work.removeprefix("vase of ") for one in queries for work, _ in one.found}
    assert met <= ours
    assert any(one.work is None for one in queries), "photographs of nothing are among them"
    for one in queries:
        assert one.work not in {work for work, _ in one.left_out}


def test_every_kind_weighs_alike():
    """Nine ordinary wrong cases must not outvote the one kind whose wrong cases are good by one measure."""
    truth = np.array([True] * 40 + [False] * 40)
    first = np.r_[np.ones(40), np.zeros(36), np.ones(4)]
    second = np.r_[np.ones(40), np.zeros(40)]
    cases = np.column_stack([np.ones(80), first, second])
    alike = logistic.fit(cases, truth)
    shares = np.r_[np.ones(40), np.full(36, 0.5), np.full(4, 4.0)]
    by_kind = logistic.fit(cases, truth, shares=shares)
    assert by_kind[2] / by_kind[1] > alike[2] / alike[1]


def test_photographs_by_kind_are_read(tmp_path):
    """Both twins are enrolled in one kind: neither is a wrong case for the other."""
    pictures = list(drawn_pictures(4, seed=8))
    for kind, query in (("glare", "1.png,p1\n2.png,none\n1.png,p0|p1\n"), ("twins", "0.png,p0\n")):
        folder = tmp_path / kind
        folder.mkdir()
        for number, picture in enumerate(pictures):
            cv2.imwrite(str(folder / f"{number}.png"), picture)
        (folder / "references.csv").write_text("path,work\n0.png,p0\n1.png,p1\n3.png,p3\n")
        (folder / "queries.csv").write_text("path,work\n" + query)
    found = read_cases(tmp_path)
    assert [(one.kind, one.work) for one in found] == [
        ("glare", "p1"),
        ("glare", None),
        ("twins", "p0"),
    ]
    assert "p1" not in {work for work, _ in found[0].left_out}
    assert {work for work, _ in found[2].found} == {"p0"}
    assert found[2].left_out == []
    with pytest.raises(ValueError, match="no cases"):
        read_cases(tmp_path / "glare")


def test_the_probability_is_compared_with_the_truth():
    queries = list(photographs(np.random.default_rng(4)))
    bins = reliability(queries, shipped())
    assert bins[0].right == 0
    assert bins[-1].right == bins[-1].works > 0
    for one in bins:
        assert one.works == 0 or one.low <= one.mean <= one.high
    assert plot(bins).count("<circle") == sum(one.works > 0 for one in bins)


def test_a_folder_without_pictures_is_said(tmp_path):
    (tmp_path / "notes.txt").write_text("none here")
    (tmp_path / "broken.png").write_text("no picture")
    done = CliRunner().invoke(command, ["--pictures", str(tmp_path)])
    assert done.exit_code == 1
    assert "There are no pictures" in done.output


def test_the_command_writes_a_file_that_the_program_reads(tmp_path, monkeypatch):
    """Some hundred pictures take minutes; what is fitted is tested above."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, picture in enumerate(drawn_pictures(2, seed=6)):
        cv2.imwrite(str(folder / f"{number}.png"), picture)
    met = []

    def calibrate(pictures, vases, each, seed, source, say, cases):
        met.extend([*pictures, vases, each, seed, source, cases])
        return shipped(), [ReliabilityBin(0.9, 1.0, 40, 38, 0.95)]

    monkeypatch.setattr(evaluate_calibration, "calibrate", calibrate)
    written = tmp_path / "calibration.json"
    ask = ["--pictures", str(folder), "--drawn", "2", "--source", "two", "--json"]
    report = tmp_path / "report.html"
    done = CliRunner().invoke(command, [*ask, "--write", str(written), "--report", str(report)])
    assert done.exit_code == 0, done.output
    assert met == ["0.png", "1.png", "drawn 0", "drawn 1", 24, 3, 1, "two", None]
    assert json.loads(done.stdout)["weights"]["spots"] == list(
        shipped().weights[EvidenceKind.KEYPOINTS]
    )
    assert Calibration.load(written) == shipped()
    assert json.loads(done.stdout)["reliability"][0]["right"] == 38
    assert "38 of 40" in report.read_text()


def test_a_table_for_people(tmp_path, monkeypatch):
    cv2.imwrite(str(tmp_path / "one.png"), next(drawn_pictures(1)))
    monkeypatch.setattr(evaluate_calibration, "calibrate", lambda *_: (shipped(), []))
    done = CliRunner().invoke(command, ["--pictures", str(tmp_path)])
    assert "strangers named" in done.output
    assert f"of {shipped().operating_points[0].unknown_queries:5}" in done.output
