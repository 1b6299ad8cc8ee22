import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import fairness
from bench.fairness import Figures

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def compared() -> dict[str, Figures]:
    return fairness.compare(7, helpers=150, consultations=300)


def test_nobody_is_over_the_cap_and_the_cap_is_reached(compared: dict[str, Figures]) -> None:
    assert compared["ours"].over_cap == 0
    assert 0.9 < compared["ours"].most_at_once <= 1.0 + 1e-9
    assert compared["best match, no cap"].over_cap > 0


def test_the_load_is_spread_more_evenly_than_by_the_best_match_at_little_loss(compared: dict[str, Figures]) -> None:
    ours, best = compared["ours"], compared["best match"]
    assert ours.hours_gini < 0.95 * best.hours_gini
    assert ours.asked_gini < 0.9 * best.asked_gini
    assert ours.helped > best.helped
    assert ours.closeness > 0.93 * best.closeness
    assert ours.found >= 0.97 * best.found


def test_the_same_seed_gives_the_same_figures() -> None:
    first, second = (fairness.compare(3, helpers=20, consultations=40) for _ in range(2))
    assert first == second != fairness.compare(4, helpers=20, consultations=40)


@pytest.mark.parametrize(("loads", "gini"), [([1, 1, 1, 1], 0.0), ([0, 0, 0, 4], 0.75), ([0, 0], 0.0)])
def test_gini_is_nothing_when_all_carry_the_same(loads: list[float], gini: float) -> None:
    assert fairness.gini(loads) == pytest.approx(gini)


def test_the_figures_are_printed_as_json_when_asked() -> None:
    given = ["--json", "--helpers", "20", "--consultations", "40", "--seeds", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "bench.fairness", *given],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert set(told) == {*fairness.RANKINGS, "ours / best match - 1"}
