"""What staff can help with: levels, the boss's consent, and how much of a week it may take."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.items import Who

WORKING_WEEK_HOURS = 38.75  # 7 h 45 min on five days, as Japanese municipalities' working-time ordinances have it


class Level(StrEnum):
    """How well somebody knows it."""

    LEARNING = "learning"
    PRACTISED = "practised"
    TEACHES = "teaches"


class ConsentState(StrEnum):
    """What the boss says, where the city's rule asks them."""

    NOT_NEEDED = "not_needed"
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


CONSENTED = frozenset({ConsentState.NOT_NEEDED, ConsentState.GIVEN})


@dataclass(frozen=True)
class Skill:
    """One tag of a helper."""

    tag: str
    level: Level = Level.PRACTISED


@dataclass(frozen=True)
class Helper:
    """Somebody who offers help; hours are those of a week."""

    who: Who
    skills: tuple[Skill, ...] = ()
    about: str = ""
    offered_hours: float = 1.0
    most_hours: float = 1.0  # the smaller of what they offer and the city's share of the working week
    taken_hours: float = 0.0  # by consultations they were asked about or help with
    paused: bool = False
    paused_until: date | None = None
    consent: ConsentState = ConsentState.NOT_NEEDED
    helped: int = 0  # solved consultations
    practices: int = 0

    @property
    def free_hours(self) -> float:
        """What is left of the week."""
        return max(0.0, self.most_hours - self.taken_hours)

    def takes(self, hours: float) -> bool:
        """Whether they may be asked for so much now."""
        return not self.paused and self.consent in CONSENTED and hours <= self.free_hours + 1e-9


def most_hours(offered: float, share: int) -> float:
    """What a week holds for helping others: what a person offers, at most `share` per cent of the working week."""
    return min(offered, WORKING_WEEK_HOURS * share / 100)
