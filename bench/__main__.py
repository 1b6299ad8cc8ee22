"""`make bench`, `python -m bench`: every figure as a ratio taken in this run; `--help` names the parts of it."""

import argparse
import asyncio
import json
import logging
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from slack_bolt.async_app import AsyncApp

from bench import apps, city, costs, finding, machine, report, skills, start, store
from bench.measure import Figures, closed_loop, median

PLACE = Path("var/bench.json")
PARTS = ("dispatch", "store", "socket", "start", "search", "home", "skills", "costs")
AT_ONCE = (1, 10, 50)


class Bench:
    """One run: a city, bare Bolt, and the rounds in which they take turns."""

    def __init__(self, folder: Path, *, quick: bool, server: str = "") -> None:
        self._folder, self._server = folder, server
        self._rounds, self._scale = (1, 1) if quick else (3, 2)
        self._helpers = skills.HELPERS[quick]
        self._sizes = finding.QUICK_SIZES if quick else finding.SIZES
        self._place = city.build(f"sqlite:///{folder / 'bench.db'}")
        self._seeds = iter(range(1_000_000))
        self._seen: dict[str, list[Figures]] = defaultdict(list)
        self._started: dict[str, list[start.Started]] = defaultdict(list)
        self._shares: report.Runs = {}

    async def run(self, parts: list[str]) -> report.Runs:
        """Measure the parts, one round after the other."""
        async with apps.chat() as chat_url, apps.ours(f"{chat_url}/api/", self._place) as ours:
            bare = apps.bare(f"{chat_url}/api/")
            default = apps.bare(f"{chat_url}/api/", waits_for_ack=False)
            for app in (bare, default, ours):  # the first request pays for looking up the workspace and for learning
                await apps.dispatched(app, self._payloads(), 10, 20)
            for _ in range(self._rounds):
                if "dispatch" in parts:
                    await self._dispatch({"bolt": bare, "ours": ours}, default)
                if "store" in parts:
                    await self._store()
                if "socket" in parts:
                    await self._socket(chat_url, {"bolt": bare, "ours": ours}, default)
                if "start" in parts:
                    await self._start(chat_url)
        for name, size in self._sizes.items() if {"search", "home"} & set(parts) else ():
            await asyncio.to_thread(self._find, name, size, parts)
        if "skills" in parts:
            await asyncio.to_thread(self._help)
        self.costs = costs.measure(self._place, next(self._seeds), 50 * self._scale) if "costs" in parts else {}
        await asyncio.to_thread(self._place.database.close)
        runs = {name: median(rounds).rounded() for name, rounds in self._seen.items()}
        return {**runs, **{name: _median_start(rounds) for name, rounds in self._started.items()}, **self._shares}

    def _find(self, name: str, size: int, parts: list[str]) -> None:
        town = finding.settle(self._folder, name, size, self._server)
        for _ in range(self._rounds):
            seed = next(self._seeds)
            measured = finding.searched(town, seed) if "search" in parts else {}
            measured |= finding.looked(town, seed) if "home" in parts else {}
            for what, found in measured.items():
                if isinstance(found, Figures):
                    self._seen[f"{what}, {name} city"].append(found)
                else:
                    least = self._shares.get(f"{what}, {name} city", {"share": 1.0})["share"]
                    self._shares[f"{what}, {name} city"] = {"share": min(least, found), "items": size}
        town.place.database.close()

    def _help(self) -> None:
        town = finding.Town(self._place, self._place.database.url, [])
        written = skills.offered(town, self._helpers)
        for _ in range(self._rounds):
            seed = next(self._seeds)
            for what, found in (skills.ranked(written, seed) | skills.looked_for(town, seed)).items():
                self._seen[what].append(found)

    def _payloads(self) -> Iterator[dict[str, Any]]:
        return city.submissions(self._place, next(self._seeds))

    async def _dispatch(self, both: dict[str, AsyncApp], default: AsyncApp) -> None:
        self._seen["bolt default c1"].append(await apps.dispatched(default, self._payloads(), 1, 10 * self._scale))
        for at_once in AT_ONCE:
            for name, app in both.items():
                times = (20 if at_once == 1 else 100) * self._scale
                found = await apps.dispatched(app, self._payloads(), at_once, times)
                self._seen[f"{name} c{at_once}"].append(found)
        looking = city.submissions(self._place, next(self._seeds), first_press=True)
        found = await apps.dispatched(both["ours"], looking, 10, 20 * self._scale)
        self._seen["ours first press c10"].append(found)

    async def _store(self) -> None:
        for at_once, times in ((1, 10 * self._scale), (50, 50 * self._scale)):
            self._seen["sqlite3"].append(await asyncio.to_thread(store.raw, self._folder, times))
            send = store.commits(self._place, next(self._seeds), times)
            self._seen[f"store c{at_once}"].append(await closed_loop(send, at_once, times))

    async def _socket(self, chat_url: str, both: dict[str, AsyncApp], default: AsyncApp) -> None:
        found = await apps.over_socket(default, chat_url, self._payloads(), 1, 10 * self._scale)
        self._seen["socket bolt default c1"].append(found)
        for at_once in AT_ONCE:
            for name, app in both.items():
                times = (20 if at_once == 1 else 100) * self._scale
                found = await apps.over_socket(app, chat_url, self._payloads(), at_once, times)
                self._seen[f"socket {name} c{at_once}"].append(found)

    async def _start(self, chat_url: str) -> None:
        self._started["start bolt"].append(await start.bare(chat_url))
        self._started["start ours"].append(await start.ours(chat_url, self._place.database.url))


def _median_start(rounds: list[start.Started]) -> dict[str, float]:
    rows = [asdict(one) for one in rounds]
    return {name: round(statistics.median(row[name] for row in rows), 3) for name in rows[0]}


def main() -> None:
    """Measure, show, and write down."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round: does it run, not how fast")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--only", action="append", choices=PARTS, help="this part only; may be given again")
    parser.add_argument(
        "--postgresql", default="", metavar="SERVER", help="search and home there: its address, no name"
    )
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    PLACE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PLACE.parent) as name:
        facts = machine.facts(Path(name))
        bench = Bench(Path(name), quick=options.quick, server=options.postgresql)
        runs = asyncio.run(bench.run(options.only or list(PARTS)))
    goals = report.judge(runs)
    whole = {"machine": facts, "figures": runs, "goals": goals, "costs_ms": bench.costs}
    found = json.dumps(whole, ensure_ascii=False, indent=2)
    PLACE.write_text(found + "\n", encoding="utf-8")
    if options.json:
        sys.stdout.write(found + "\n")
    else:
        report.show(Console(), facts, runs, goals)
        report.show_costs(Console(), bench.costs)


if __name__ == "__main__":
    main()
