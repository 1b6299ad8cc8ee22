"""The figures as tables, and where each goal stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

Runs = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Goal:
    """A promise about a ratio; `reached` counts only what this run has measured."""

    name: str
    what: str
    value: Callable[[Runs], float]
    at_most: float | None = None
    at_least: float | None = None

    def judged(self, runs: Runs) -> dict[str, Any]:
        """The goal with its value and whether it is reached."""
        value = self.value(runs)
        reached = (self.at_most is None or value <= self.at_most) and (self.at_least is None or value >= self.at_least)
        wanted = f"≤ {self.at_most}" if self.at_most is not None else f"≥ {self.at_least}"
        return {"goal": self.name, "what": self.what, "value": round(value, 3), "wanted": wanted, "reached": reached}


def _ratio(key: str, one: str, other: str, factor: float = 1.0) -> Callable[[Runs], float]:
    return lambda runs: factor * runs[one][key] / runs[other][key]


def _least(runs: Runs) -> float:
    return min(runs[f"recall, {size} city"]["share"] for size in ("small", "large"))


_SMALL = ", small city"
_LARGE, _HOME = "search, large city", f"home{_SMALL}"
OURS_1, OURS_50, BARE_50 = "socket ours c1", "socket ours c50", "socket bolt c50"
DEFAULT_1 = "socket bolt default c1"

# Over Socket Mode, which is how the bot is reached: within one process bare Bolt does next to nothing and never waits.
GOALS = (
    Goal(
        "G1", "submission p50, 1 at once / Bolt as it comes", _ratio("p50_ms", OURS_1, "socket bolt default c1"), 0.30
    ),
    Goal("G2", "submission p50, 1 at once / bare Bolt", _ratio("p50_ms", OURS_1, "socket bolt c1"), 4.0),
    Goal("G3", "… a second, 50 at once / bare Bolt", _ratio("per_second", OURS_50, BARE_50), at_least=0.40),
    Goal("G4a", "… p99, 50 at once / bare Bolt", _ratio("p99_ms", OURS_50, BARE_50), 4.0),
    Goal("G4b", "… p99, 50 at once, ms", lambda runs: runs[OURS_50]["p99_ms"], 300.0),
    Goal("G4c", "… longest, 50 at once, ms", lambda runs: runs[OURS_50]["max_ms"], 1000.0),
    Goal("G5", "commits a second, 50 at once / sqlite3", _ratio("per_second", "store c50", "sqlite3"), at_least=1.0),
    Goal(
        "G6",
        "commit p99, 50 at once / 50 raw commits in a row",
        lambda runs: runs["store c50"]["p99_ms"] * runs["sqlite3"]["per_second"] / 50_000,
        2.0,
    ),
    Goal("G12a", "of the items with a 2-letter word, found", _least, at_least=1.0),
    Goal("G12b", "search p99, small city, ms", lambda runs: runs["search, small city"]["p99_ms"], 12.0),
    Goal("G12c", "search p99, large city, ms", lambda runs: runs["search, large city"]["p99_ms"], 40.0),
    Goal("G12d", "search p50, large city / a count by LIKE", _ratio("p50_ms", _LARGE, "LIKE count, large city"), 0.15),
    Goal(
        "S1", "search p50, large city / its statements bare", _ratio("p50_ms", _LARGE, "search bare, large city"), 40.0
    ),
    Goal("H1", "App Home p99, small city, ms", lambda runs: runs["home, small city"]["p99_ms"], 1000.0),
    Goal("H2", "App Home p50, small city / its statements bare", _ratio("p50_ms", _HOME, f"home bare{_SMALL}"), 30.0),
    Goal(
        "K1", "2,000 helpers ranked p50 / every portrait", _ratio("p50_ms", "helpers ranked", "helpers in turn"), 0.05
    ),
    Goal("K2", "2,000 helpers ranked p99, ms", lambda runs: runs["helpers ranked"]["p99_ms"], 20.0),
    Goal(
        "K3", "helpers found p50 / its statements bare", _ratio("p50_ms", "helpers found", "helpers found bare"), 15.0
    ),
    Goal("G14a", "start to connection / bare Bolt", _ratio("seconds", "start ours", "start bolt"), 2.0),
    Goal("G14b", "start to connection, s", lambda runs: runs["start ours"]["seconds"], 1.0),
    Goal("G14c", "idle memory / bare Bolt", _ratio("rss_mb", "start ours", "start bolt"), 1.7),
)


def judge(runs: Runs) -> list[dict[str, Any]]:
    """Every goal of which this run knows enough."""
    judged = []
    for goal in GOALS:
        try:
            judged.append(goal.judged(runs))
        except KeyError:  # a part that was left out
            continue
    return judged


def show(console: Console, facts: dict[str, object], runs: Runs, goals: list[dict[str, Any]]) -> None:
    """Print everything."""
    console.print("  ".join(f"{name} [bold]{value}[/bold]" for name, value in facts.items()))
    table = Table("", "1/s", "p50 ms", "p99 ms", "max ms", "cpu ms", title="medians of interleaved rounds")
    for name, run in runs.items():
        if "per_second" in run:
            keys = ("per_second", "p50_ms", "p99_ms", "max_ms", "cpu_ms")
            table.add_row(name, *(f"{run[key]:,.2f}" for key in keys))
    _print(console, table)
    starts = Table("", "s", "cpu s", "MB idle")
    for name, run in runs.items():
        if "rss_mb" in run:
            starts.add_row(name, f"{run['seconds']:.2f}", f"{run['cpu_seconds']:.2f}", f"{run['rss_mb']:.0f}")
    _print(console, starts)
    standing = Table("goal", "", "here", "wanted", "")
    for goal in goals:
        standing.add_row(
            goal["goal"], goal["what"], f"{goal['value']:.2f}", goal["wanted"], "✓" if goal["reached"] else "✗"
        )
    _print(console, standing)


def _print(console: Console, table: Table) -> None:
    if table.row_count:
        console.print(table)


def show_costs(console: Console, costs: dict[str, float]) -> None:
    """Print what each step of a submission costs, and which of them costs most."""
    if not costs:
        return
    table = Table("step", "cpu ms", title="one submission, step by step")
    for step, cost in costs.items():
        table.add_row(step, f"{cost:.2f}")
    console.print(table)
    most = max((step for step in costs if not step.startswith("of it")), key=lambda step: costs[step])
    console.print(f"what costs most: [bold]{most}[/bold], {costs[most]:.2f} ms")
