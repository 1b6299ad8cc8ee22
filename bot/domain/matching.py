"""Whom to ask first: who fits best, with the load spread over all who fit nearly as well.

A candidate is worth closeness × (1 + trust - load), where 0 ≤ trust ≤ TRUST and 0 ≤ load ≤ LOAD:

- closeness, of what is asked and what they offer, comes first and multiplies: who has nothing to do with it is worth
  nothing, however free they are;
- trust grows with the consultations they solved and with the share of those they were asked about that they took on.
  It is small, for it favours those who are asked already, and somebody new counts as one who says yes half of the time;
- load grows with how often they were asked or helped lately and with the part of their week that is taken, whichever is
  more, fast at first: who has been asked once steps behind somebody as good who has not.

Both being bounded, nobody goes before somebody who fits twice as well (MOST_AHEAD). The bounds were chosen by
simulation: docs/decisions/0020-helpers-are-ranked-by-fit-and-load.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.domain.skills import Helper

TRUST = 0.10
LOAD = 0.45
LATELY_DAYS = 28
LEAST_CLOSENESS = 0.06  # below that two texts share hardly more than everyday words
MOST_AHEAD = (1 + TRUST) / (1 - LOAD)

_HALFWAY = 1.0  # times, at which half of the whole weight is reached
_FITS = 0.3  # of the best that can be had; who fits less is not asked merely because nobody else is left


@dataclass(frozen=True)
class Record:
    """What somebody was asked so far: `lately` counts the last weeks, help that goes on from before them included."""

    asked: int = 0
    yes: int = 0
    helped_well: int = 0  # consultations that were solved with them
    lately: int = 0


@dataclass(frozen=True)
class Candidate:
    """A helper beside a wish: how close what they offer is to it (0 to 1), in which words, and how it went before."""

    helper: Helper
    closeness: float
    words: tuple[str, ...] = ()
    record: Record = Record()

    @property
    def trust(self) -> float:
        """From nothing to TRUST."""
        willing = (self.record.yes + 1) / (self.record.asked + 2)
        return TRUST * (willing + _part(self.record.helped_well)) / 2

    @property
    def load(self) -> float:
        """From nothing to LOAD."""
        week = self.helper.taken_hours / self.helper.most_hours if self.helper.most_hours else 1.0
        return LOAD * min(1.0, max(_part(self.record.lately), week))

    @property
    def worth(self) -> float:
        """What the ranking goes by."""
        return self.closeness * (1 + self.trust - self.load)

    @property
    def because(self) -> dict[str, Any]:
        """What speaks for asking them, to be told in words; only what counts is in it."""
        tags = [one.tag for one in self.helper.skills]
        grounds = {
            "tags": [tag for tag in tags if any(_says(tag, word) for word in self.words)],
            "words": [word for word in self.words if not any(_says(tag, word) for tag in tags)],
            "helped": self.record.helped_well,
            "practices": self.helper.practices,
            "rested": self.record.lately == 0 and self.record.asked > 0,
            "new": self.record.asked == 0,
        }
        return {name: ground for name, ground in grounds.items() if ground}


def ranked(candidates: Iterable[Candidate], hours: float) -> list[Candidate]:
    """Those who can take so many hours a week now and fit well enough, whom to ask first at the head."""
    free = [one for one in candidates if one.closeness > 0 and one.helper.takes(hours)]
    best = max((one.closeness for one in free), default=0.0)
    fitting = (one for one in free if one.closeness >= _FITS * best)
    return sorted(fitting, key=lambda one: (-one.worth, one.record.lately, one.record.asked, one.helper.who.id))


def _says(tag: str, word: str) -> bool:
    return word.casefold() in tag.casefold()


def _part(times: int) -> float:
    return times / (times + _HALFWAY)
