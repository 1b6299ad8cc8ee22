import json
import subprocess
import sys
from pathlib import Path

from bench import report

ROOT = Path(__file__).parents[2]


def test_every_goal_is_judged_when_everything_was_measured_quickly(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--json"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert [goal["goal"] for goal in told["goals"]] == [goal.name for goal in report.GOALS]
    assert all(goal["value"] > 0 for goal in told["goals"])
    assert told["costs_ms"]["transaction"] > told["costs_ms"]["of it, in the driver"] > 0
    assert told["machine"]["fdatasync_per_second"] > 0
    assert json.loads((tmp_path / "var" / "bench.json").read_text(encoding="utf-8")) == told


def test_a_goal_is_left_out_when_its_part_was_not_measured() -> None:
    assert report.judge({"store c50": {"per_second": 10.0, "p99_ms": 5.0}}) == []


def test_a_ratio_counts_as_reached_at_its_limit() -> None:
    runs = {"store c50": {"per_second": 10.0, "p99_ms": 10_000.0}, "sqlite3": {"per_second": 10.0}}

    judged = {goal["goal"]: goal for goal in report.judge(runs)}

    assert (judged["G5"]["value"], judged["G5"]["reached"]) == (1.0, True)
    assert (judged["G6"]["value"], judged["G6"]["reached"]) == (2.0, True)
