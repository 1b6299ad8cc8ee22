"""Which working group an item belongs to: what is learnt from every item so far, and every correction by a person."""

import threading
from dataclasses import dataclass, field

from bot.domain.kinds import WORD_FIELDS
from bot.language.routing import Example, GroupProfile, Router, Routing
from storage import groups, requests
from storage.database import Session
from storage.directory import Directory
from storage.tables import Request, RequestEvent, WorkingGroup
from templates.cards import Candidate

ROUTED = "routed"
_WEIGHTS = {"bot": 0.3, "import": 1.0, "person": 3.0}


@dataclass
class RoutingMemory:
    """The routers of this process, one a workspace; they follow the history, whoever wrote it."""

    _routers: dict[int, "_Followed"] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def rank(self, session: Session, workspace_id: int, text: str) -> Routing:
        """The groups for a text, best first, and the decision if there is confidence in one."""
        profiles = tuple(_profile(group) for group in groups.list_groups(session, workspace_id))
        with self._lock:
            followed = self._routers.get(workspace_id)
            if followed is None or followed.profiles != profiles:
                followed = self._routers[workspace_id] = _Followed(profiles, Router(profiles))
            followed.catch_up(session, workspace_id)
            return followed.router.rank(text)


@dataclass
class _Followed:
    profiles: tuple[GroupProfile, ...]
    router: Router
    last_event: int = 0

    def catch_up(self, session: Session, workspace_id: int) -> None:
        for event in requests.list_events_after(session, workspace_id, ROUTED, self.last_event):
            assert event.id is not None
            self.last_event = event.id
            self._learn(session, event)

    def _learn(self, session: Session, event: RequestEvent) -> None:
        slug = event.after.get("group")
        if slug is None or slug not in {profile.slug for profile in self.profiles}:
            return
        request = requests.get(session, event.workspace_id, event.request_id)
        weight = _WEIGHTS.get(event.after.get("by", "bot"), 1.0)
        self.router.learn(Example(text_of(request), slug, weight, str(requests.number_of(request))))


def named(directory: Directory, found: Routing) -> list[Candidate]:
    """The groups of a ranking as people know them."""
    present = [(directory.by_slug[c.slug], c.words) for c in found.candidates if c.slug in directory.by_slug]
    return [Candidate(group.id, group.name, words) for group, words in present]


def text_of(request: Request) -> str:
    """All words of an item, as routing and search read them."""
    return form_text({"title": request.title, "body": request.body, **request.answers})


def form_text(answers: dict[str, object]) -> str:
    """All words of a form."""
    return "\n".join(str(answers[name]) for name in WORD_FIELDS if answers.get(name))


def _profile(group: WorkingGroup) -> GroupProfile:
    return GroupProfile(group.slug, group.name, group.mission, tuple(group.examples))
