"""Reads what an issue is made of: the rows of its period that no earlier issue told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.digests import OWED, Audience, AudienceKind
from bot.domain.roles import Role
from bot.services.digest.helped import Agreed, read_agreed
from bot.services.digest.told import OVERLAP, Told, told_after
from bot.services.workspaces import CHAT_URL
from storage import groups, news, people, requests, workspaces
from storage.database import Session
from storage.tables import Person, Request, RequestEvent, RequestPerson
from templates.mrkdwn import permalink

_OLDEST = 5
_OWN = 30


@dataclass(frozen=True)
class Sources:
    """The rows behind one issue; `told` is what they use up, `links` the cards' addresses by the items' numbers."""

    touched: list[Request]
    created: frozenset[int]
    events: list[RequestEvent]
    joined: list[RequestPerson]
    requesters: dict[int, tuple[int, ...]]
    people: dict[int, Person]
    groups: dict[int, str]
    departments: dict[int, str]
    waiting_count: int
    waiting: list[Request]
    own: list[Request]
    told: Told
    links: dict[str, str]
    goals: dict[int, Request]
    helped: dict[int, Agreed]


def read_sources(
    session: Session, workspace_id: int, audience: Audience, since: datetime, until: datetime, before: Told | None
) -> Sources:
    """Everything that happened in the period and was not told before; `before` is None for a first issue."""
    known = before or Told()
    window = news.Window(
        workspace_id,
        since=since - (OVERLAP if before else timedelta()),
        until=until,
        group_id=audience.group_id,
        last_request=known.last_request,
        last_event=known.last_event,
    )
    touched = news.list_touched(session, window)
    created = [row for row in touched if window.holds_request(row)]
    events = news.list_events(session, window)
    untold = [row for row in events if row.id not in known.events]
    joined = news.list_joined(session, window)
    count, oldest = _waiting(session, audience, window)
    own = _own(session, workspace_id, audience)
    return Sources(
        touched=touched,
        created=frozenset(row.id for row in created if row.id is not None) - known.requests,
        events=untold,
        joined=[row for row in joined if (row.request_id, row.person_id) not in known.joined],
        requesters=news.list_requesters(session, window),
        people=news.list_people(session, window),
        groups={row.id: row.name for row in groups.list_groups(session, workspace_id, active=False) if row.id},
        departments={row.id: row.name for row in people.list_departments(session, workspace_id) if row.id},
        waiting_count=count,
        waiting=oldest,
        own=own,
        told=told_after(known, window, created, events, joined),
        links=_links(session, workspace_id, [*touched, *oldest, *own]),
        goals=_goals(session, workspace_id, [*touched, *own]),
        helped=read_agreed(session, workspace_id, untold),
    )


def _goals(session: Session, workspace_id: int, rows: list[Request]) -> dict[int, Request]:
    """The items that merged ones go on in."""
    ids = {row.merged_into_id for row in rows if row.merged_into_id is not None}
    found = requests.list_requests(session, workspace_id, ids=ids, private=False) if ids else []
    return {row.id: row for row in found if row.id is not None}


def _links(session: Session, workspace_id: int, rows: list[Request]) -> dict[str, str]:
    chat_url = workspaces.get_setting(session, workspace_id, CHAT_URL)
    if not chat_url:
        return {}
    numbers = {row.id: str(requests.number_of(row)) for row in rows if row.id is not None}
    cards = news.list_cards(session, list(numbers))
    return {numbers[item]: permalink(str(chat_url), channel, ts) for item, (channel, ts) in cards.items()}


def _waiting(session: Session, audience: Audience, window: news.Window) -> tuple[int, list[Request]]:
    """For a person only what they themselves answer for, as a lead or a companion."""
    group_ids = None
    if audience.kind == AudienceKind.PERSON:
        parts = groups.list_memberships(session, window.workspace_id, audience.person_id)
        group_ids = [part.group_id for part in parts if part.role == Role.LEAD]
    count = news.count_waiting(session, window, OWED, group_ids=group_ids, companion_id=audience.person_id)
    oldest = news.list_waiting(
        session, window, OWED, group_ids=group_ids, companion_id=audience.person_id, limit=_OLDEST
    )
    return count, oldest


def _own(session: Session, workspace_id: int, audience: Audience) -> list[Request]:
    if audience.person_id is None:
        return []
    own = requests.list_by_requester(session, workspace_id, audience.person_id, _OWN)
    return [row for row in own if not row.private]
