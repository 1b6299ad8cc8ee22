"""What staff can help with: levels, the boss's consent, and how much of a week it may take."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.domain.items import Who

WORKING_WEEK_HOURS = 38.75  # 7 h 45 min on five days, as Japanese municipalities' working-time ordinances have it
TAG_AT_MOST, TAGS_AT_MOST, ABOUT_AT_MOST = 30, 20, 1000  # characters, tags, characters
_STEPS = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0)
_BETWEEN = re.compile("[、,，;；\n]")


class Level(StrEnum):
    """How well somebody knows it."""

    LEARNING = "learning"
    PRACTISED = "practised"
    TEACHES = "teaches"


class ConsentRule(StrEnum):
    """Who has to agree before somebody helps other departments."""

    NONE = "none"
    BOSS = "boss"


class ConsentState(StrEnum):
    """What the boss says, where the city's rule asks them."""

    NOT_NEEDED = "not_needed"
    MISSING = "missing"  # nobody who could agree has been asked
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class Answer(StrEnum):
    """How one question to a boss stands; "ended" when another took its place, or who it is about left."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


CONSENTED = frozenset({ConsentState.NOT_NEEDED, ConsentState.GIVEN})


@dataclass(frozen=True)
class OfferForm:
    """What somebody says they can help with; without a level, what they have keeps its own."""

    tags: tuple[str, ...]
    level: Level | None
    about: str
    hours: float
    boss_id: int | None = None  # whom they name, where the city's rule asks for consent
    levels: Mapping[str, Level] = field(default_factory=dict)  # of single tags


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


@dataclass(frozen=True)
class Consent:
    """A question to a boss and what they said."""

    id: int
    who: Who
    boss: Who
    state: Answer
    hours: float
    note: str = ""


@dataclass(frozen=True)
class Remains:
    """What goes when a helper leaves (`tags`), and how much stays on record of what they were asked and took on."""

    tags: int
    asked: int
    helped: int
    consents: int


def standing(rule: ConsentRule, stored: str) -> ConsentState:
    """The consent of somebody as the city's rule has it today, whatever it was when it was stored."""
    if rule is ConsentRule.NONE:
        return ConsentState.NOT_NEEDED
    return ConsentState.MISSING if stored == ConsentState.NOT_NEEDED else ConsentState(stored)


def most_hours(offered: float, share: int) -> float:
    """What a week holds for helping others: what a person offers, at most `share` per cent of the working week."""
    return min(offered, WORKING_WEEK_HOURS * share / 100)


def hour_steps(share: int, offered: float) -> list[float]:
    """What can be offered for a week, up to the city's share, what somebody offers already among it."""
    most = most_hours(WORKING_WEEK_HOURS, share)
    return sorted({step for step in _STEPS if step <= most} | {min(offered, most), most})


def tags_in(typed: str) -> list[str]:
    """The tags in a line that was typed or in a cell."""
    return unique_tags(_BETWEEN.split(typed))


def unique_tags(tags: Iterable[str]) -> list[str]:
    """Tags without spaces around them, empty ones and repetitions."""
    return list(dict.fromkeys(clean for tag in tags if (clean := " ".join(tag.split()))))


@dataclass(frozen=True)
class Sheet:
    """What somebody offers, as they see it themselves; without a helper they offer nothing yet."""

    share: int  # per cent of a week that the city gives for it
    helper: Helper | None = None
    rule: ConsentRule = ConsentRule.NONE
    asked: Consent | None = None  # the newest question to a boss

    @property
    def most(self) -> float:
        """The city's share of a week in hours."""
        return most_hours(WORKING_WEEK_HOURS, self.share)

    @property
    def level(self) -> Level | None:
        """The level that all tags have."""
        levels = {skill.level for skill in self.helper.skills} if self.helper else {Level.PRACTISED}
        return levels.pop() if len(levels) == 1 else None
