"""`python -m bench.fairness [--json]`: a thousand consultations over two hundred helpers, and who carries how much.

Every consultation is asked for in working weeks that go by, ends after some days, and takes hours of its helper's week
until then. The same ones go through our ranking and through two that look at nothing but how well somebody fits, one
within the helpers' hours and one without. Chance is drawn from the seed and from who is asked about what, so that all
three meet the same answers.
"""

import argparse
import json
import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.colleagues import offers, wishes
from bot.domain.helping import ASKED_IN_TURN
from bot.domain.items import Who
from bot.domain.matching import LATELY_DAYS, Candidate, Record, ranked
from bot.domain.skills import Helper, Skill, most_hours
from bot.language.skills import Fit, SkillIndex

SEED = 20261122
SHARE = 20  # per cent of the working week, the city's rule
_DAYS_A_WEEK = 5
_LATELY = LATELY_DAYS * _DAYS_A_WEEK // 7
_HOURS = (0.5, 1.0, 1.0, 2.0)
_OFFERED = (1.0, 2.0, 2.0, 3.0, 4.0, 10.0)
_SOLVED = 0.8

Ranking = Callable[[Sequence[Candidate], float], list[Candidate]]


@dataclass(frozen=True)
class Figures:
    """What came of all consultations under one ranking; hours are those given in all."""

    found: int
    hours_gini: float
    asked_gini: float
    closeness: float
    most_at_once: float  # of what a helper's week holds; above 1 is over the cap
    over_cap: int
    helped: int
    most_asked: int


@dataclass(frozen=True)
class Wish:
    """A consultation: when, how many hours a week for how many days, and who fits."""

    number: int
    day: int
    hours: float
    days: int
    fits: Sequence[Fit]


@dataclass
class Colleague:
    """A helper as the weeks go by."""

    helper: Helper
    willing: float
    asked: list[int] = field(default_factory=list)
    until: list[tuple[int, float]] = field(default_factory=list)  # the day help ends, and its hours a week
    yes: int = 0
    helped_well: int = 0
    hours: float = 0.0

    def taken(self, day: int) -> float:
        """Hours of this week that are taken."""
        self.until = [(end, hours) for end, hours in self.until if end > day]
        return sum(hours for _, hours in self.until)

    def candidate(self, fit: Fit, day: int) -> Candidate:
        """As the ranking sees them on a day."""
        lately = sum(asked > day - _LATELY for asked in self.asked)
        record = Record(len(self.asked), self.yes, self.helped_well, lately)
        helper = Helper(
            self.helper.who,
            self.helper.skills,
            offered_hours=self.helper.offered_hours,
            most_hours=self.helper.most_hours,
            taken_hours=self.taken(day),
        )
        return Candidate(helper, fit.closeness, fit.words, record)


def best_match(candidates: Sequence[Candidate], hours: float) -> list[Candidate]:
    """Nothing but how well they fit, among those who have the time."""
    return best_match_of_all([one for one in candidates if one.helper.takes(hours)], hours)


def best_match_of_all(candidates: Sequence[Candidate], _hours: float) -> list[Candidate]:
    """Nothing but how well they fit, whatever is on their hands."""
    return sorted(candidates, key=lambda one: (-one.closeness, one.helper.who.id))


RANKINGS: dict[str, Ranking] = {
    "ours": ranked,
    "best match": best_match,
    "best match, no cap": best_match_of_all,
}


def settle(seed: int, helpers: int) -> tuple[dict[str, Colleague], SkillIndex]:
    """The helpers and their index."""
    dice = random.Random(f"{seed}:helpers")
    written = offers(dice, helpers)
    staff = {}
    for key, offer in written.items():
        offered = dice.choice(_OFFERED)
        tags = tuple(Skill(tag) for tag in offer.tags)
        helper = Helper(Who(int(key), key), tags, offered_hours=offered, most_hours=most_hours(offered, SHARE))
        staff[key] = Colleague(helper, willing=dice.uniform(0.5, 0.95))
    return staff, SkillIndex(written)


def draw(seed: int, index: SkillIndex, count: int, a_day: int = 10) -> list[Wish]:
    """The consultations, as many every working day."""
    dice = random.Random(f"{seed}:wishes")
    written = wishes(dice)
    return [
        Wish(number, number // a_day, dice.choice(_HOURS), dice.randint(3, 20), index.rank(next(written)))
        for number in range(count)
    ]


def run(seed: int, staff: dict[str, Colleague], asked: Sequence[Wish], ranking: Ranking) -> Figures:
    """Everything that is asked for, in turn."""
    closeness, most, over = list[float](), 0.0, set[int]()
    for wish in asked:
        candidates = [staff[fit.key].candidate(fit, wish.day) for fit in wish.fits]
        for one in ranking(candidates, wish.hours)[:ASKED_IN_TURN]:
            who = staff[str(one.helper.who.id)]
            who.asked.append(wish.day)
            chance = random.Random(f"{seed}:{wish.number}:{one.helper.who.id}")
            if chance.random() >= who.willing:
                continue
            who.yes += 1
            who.helped_well += chance.random() < _SOLVED
            who.until.append((wish.day + wish.days, wish.hours))
            who.hours += wish.hours * wish.days / _DAYS_A_WEEK
            share = who.taken(wish.day) / who.helper.most_hours
            most = max(most, share)
            if share > 1 + 1e-9:
                over.add(one.helper.who.id)
            closeness.append(one.closeness)
            break
    times = [len(one.asked) for one in staff.values()]
    return Figures(
        found=len(closeness),
        hours_gini=gini([one.hours for one in staff.values()]),
        asked_gini=gini(times),
        closeness=statistics.fmean(closeness),
        most_at_once=most,
        over_cap=len(over),
        helped=sum(one.yes > 0 for one in staff.values()),
        most_asked=max(times),
    )


def gini(loads: Sequence[float]) -> float:
    """0 when all carry the same, towards 1 when one carries everything."""
    ordered, whole = sorted(loads), sum(loads)
    if not whole:
        return 0.0
    weighed = sum(place * load for place, load in enumerate(ordered, 1))
    return 2 * weighed / (len(ordered) * whole) - (len(ordered) + 1) / len(ordered)


def compare(seed: int, helpers: int, consultations: int) -> dict[str, Figures]:
    """All rankings over the same helpers, wishes and answers; AssertionError if ours goes over anybody's cap."""
    found = {}
    _, index = settle(seed, helpers)
    asked = draw(seed, index, consultations)
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        for name, ranking in progress.track(RANKINGS.items(), description="rankings"):
            found[name] = run(seed, settle(seed, helpers)[0], asked, ranking)
    assert found["ours"].over_cap == 0, found["ours"]
    return found


def seen_over(seeds: Sequence[int], helpers: int, consultations: int) -> dict[str, dict[str, float]]:
    """The mean of each figure over seeds, and for ours what it changes against the best match within the cap."""
    runs = defaultdict[str, list[dict[str, float]]](list)
    for seed in seeds:
        for name, figures in compare(seed, helpers, consultations).items():
            runs[name].append(asdict(figures))
    means = {
        name: {key: round(statistics.fmean(one[key] for one in rows), 4) for key in rows[0]}
        for name, rows in runs.items()
    }
    ours, best = means["ours"], means["best match"]
    change = {key: round(ours[key] / best[key] - 1, 4) for key in ("hours_gini", "asked_gini", "closeness", "found")}
    return {**means, "ours / best match - 1": change}


def main() -> None:
    """Simulate and show."""
    parser = argparse.ArgumentParser(prog="bench.fairness", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--helpers", type=int, default=200)
    parser.add_argument("--consultations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=SEED, help="the first seed")
    parser.add_argument("--seeds", type=int, default=3, help="how many; the figures are their means")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.seeds)
    found = seen_over(seeds, options.helpers, options.consultations)
    if options.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        return
    title = f"{options.consultations} consultations, {options.helpers} helpers, mean of {len(seeds)}"
    table = Table("", *found, title=title)
    for key in found["ours"]:
        table.add_row(key, *(f"{figures[key]:,.3f}" if key in figures else "" for figures in found.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
