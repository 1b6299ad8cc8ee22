"""Which working group an item belongs to: what is learnt from every item so far, and every correction by a person."""

import json
import threading
from collections import deque
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from bot.domain.kinds import TAG_FIELDS, WORD_FIELDS
from bot.domain.numbers import RequestNumber
from bot.language.memory import Near
from bot.language.routing import GroupProfile, Router, Routing
from bot.language.text import read
from storage import learning
from storage.database import Session
from storage.directory import Directory, organisation_stamp
from storage.learning import GroupWords, Lesson
from storage.tables import Request
from templates.cards import Candidate

ROUTED = "routed"
REORGANISED = ("reorganised", "reorganised_to_office")
_CHOSEN = frozenset({ROUTED, REORGANISED[0]})
_FOLLOWED = frozenset({"posted", "edited"}) | _CHOSEN
_WEIGHTS = {"bot": 0.3, "reorganisation": 0.3, "import": 1.0, "person": 3.0}
_STUDIED = 3_000


@dataclass(frozen=True)
class Look:
    """What a text says about itself: its groups, best first, and the earlier items like it, closest first."""

    routing: Routing
    near: Sequence[Near]


@dataclass
class RoutingMemory:
    """The routers of this process, one a workspace; they follow the history, whoever wrote it."""

    _routers: dict[int, "_Followed"] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, session: Session, workspace_id: int, text: str) -> Look:
        """The groups for a text and the items like it."""
        reading = read(text)
        with self._lock:
            followed = self._follow(session, workspace_id)
            near = followed.router.nearest(reading)
            return Look(followed.router.weigh(reading, near), near)

    def _follow(self, session: Session, workspace_id: int) -> "_Followed":
        followed = self._routers.get(workspace_id)
        stamp = organisation_stamp(session, workspace_id)
        if followed is None or followed.stamp != stamp:
            words = learning.list_group_words(session, workspace_id)
            if followed is None or followed.words != words:
                router = Router([_profile(group) for group in words])
                heirs = _heirs({group.slug for group in words}, learning.list_heirs(session, workspace_id))
                followed = self._routers[workspace_id] = _Followed(words, router, heirs)
            followed.stamp = stamp
        followed.catch_up(session, workspace_id)
        return followed

    def rank(self, session: Session, workspace_id: int, text: str) -> Routing:
        """The groups for a text, best first, and the decision if there is confidence in one."""
        return self.look(session, workspace_id, text).routing


@dataclass
class _Followed:
    words: tuple[GroupWords, ...]
    router: Router
    heirs: Mapping[str, str]
    stamp: str = ""
    last_event: int = 0
    recent: deque[int] = field(default_factory=lambda: deque(maxlen=100))

    def catch_up(self, session: Session, workspace_id: int) -> None:
        lessons = learning.list_lessons(session, workspace_id, self.last_event)
        if not lessons:
            return
        self.last_event = lessons[-1].event_id
        chosen = [lesson.event_id for lesson in lessons if lesson.action in _CHOSEN]
        first = chosen[-_STUDIED] if len(chosen) > _STUDIED else 0  # what is older would hardly count any more
        for lesson in lessons:
            if lesson.action in _FOLLOWED and lesson.event_id not in self.recent:
                self._learn(lesson, study=lesson.event_id >= first)
        self.recent.extend(lesson.event_id for lesson in lessons[-100:])

    def _learn(self, lesson: Lesson, *, study: bool) -> None:
        number = str(RequestNumber(lesson.fiscal_year, lesson.sequence))
        slug = lesson.after.get("group") if lesson.action in _CHOSEN else None
        slug = self.heirs.get(slug, slug) if slug is not None else None
        if slug is not None and not study:
            self.router.assign(number, slug)
            return
        reading = read(form_text({"title": lesson.title, "body": lesson.body, **lesson.answers}))
        if slug is None:
            self.router.remember(number, reading)
        else:
            self.router.study(reading, slug, _WEIGHTS.get(lesson.after.get("by", "bot"), 1.0), number)


def named(directory: Directory, found: Routing) -> list[Candidate]:
    """The groups of a ranking as people know them."""
    present = [(directory.by_slug[c.slug], c.words) for c in found.candidates if c.slug in directory.by_slug]
    return [Candidate(group.id, group.name, words) for group, words in present]


def text_of(request: Request) -> str:
    """All words of an item, as routing and search read them."""
    return form_text({"title": request.title, "body": request.body, **request.answers})


def form_text(answers: dict[str, object]) -> str:
    """All words of a form."""
    words = [str(answers[name]) for name in WORD_FIELDS if answers.get(name)]
    for name in TAG_FIELDS:
        given = answers.get(name)
        words += map(str, given) if isinstance(given, list) else []
    return "\n".join(words)


def _heirs(active: Set[str], after: Mapping[str, str]) -> dict[str, str]:
    """For groups that are there no more the one that has taken them over, also through several mergers."""
    found = {}
    for closed in after.keys() - active:
        slug, passed = closed, {closed}
        while slug not in active and (slug := after.get(slug, "")) not in passed:
            passed.add(slug)
        if slug in active:
            found[closed] = slug
    return found


def _profile(group: GroupWords) -> GroupProfile:
    return GroupProfile(group.slug, group.name, group.mission, tuple(json.loads(group.examples)))
