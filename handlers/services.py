"""What every listener gets as `services`: the database, the chat, the city, and who is acting."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from bot.domain.errors import DeliveryError, NotFoundError
from bot.domain.homes import HomeState
from bot.messenger import Messenger
from bot.services import people as people_service
from bot.services.city import City
from storage import receipts
from storage.database import Database, Session
from storage.tables import Person, Workspace
from templates.wording import Words

log = logging.getLogger(__name__)
T = TypeVar("T")
Body = dict[str, Any]


@dataclass(frozen=True)
class Actor:
    """A person doing something, with their workspace and their language."""

    workspace: Workspace
    person: Person
    words: Words

    @property
    def chat_id(self) -> str:
        """The person's id in the chat."""
        return self.person.chat_id or ""


class Homes(Protocol):
    """Publishes App Homes."""

    async def show(self, person: Person, change: Callable[[HomeState], HomeState]) -> None:
        """Publish a person's App Home as they want to see it now. Raises DeliveryError."""


@dataclass(frozen=True)
class Services:
    """Built once by the composition root."""

    database: Database
    messenger: Messenger
    city: City
    deliver_soon: Callable[[], None]
    homes: Homes

    async def write(self, work: Callable[[Session], T]) -> T:
        """Carry out one transaction, then let its messages go out."""
        result = await self.database.write(work)
        self.deliver_soon()
        return result

    async def write_once(self, actor: Actor, view: Body, work: Callable[[Session], T]) -> T | None:
        """Carry out what a submitted form asks for; None for a submission that was carried out already."""

        def once(session: Session) -> T | None:
            # One view may hold several forms, one after the other; each look of it has another hash.
            now, sent = self.city.clock.now(), f"view:{view['id']}"
            first = receipts.add(session, actor.person.workspace_id, f"{sent}:{view.get('hash', '')}", now)
            receipts.add(session, actor.person.workspace_id, sent, now)
            return work(session) if first else None

        return await self.write(once)

    async def write_until_sent(self, actor: Actor, view: Body, work: Callable[[Session], T]) -> T | None:
        """Keep what is typed into a form; None once it was carried out: a pause in typing may reach us after that."""

        def unless_sent(session: Session) -> T | None:
            sent = receipts.find(session, actor.person.workspace_id, f"view:{view['id']}")
            return work(session) if sent is None else None

        return await self.write(unless_sent)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Read over one consistent state."""
        return await self.database.read(work)

    async def show(self, body: Body, view: Body) -> None:
        """Open a modal for who pressed, over the one they are looking at if there is one.

        The chat has three of them over each other: the third gives way, unless it is a form that is being filled in.
        """
        below = body.get("view") or {}
        is_third = below.get("previous_view_id") not in {None, "", below.get("root_view_id")}
        if below.get("type") != "modal":
            await self.messenger.open_view(body["trigger_id"], view)
        elif is_third and not below.get("submit"):
            await self.messenger.update_view(view, view_id=below["id"])
        else:
            await self.messenger.push_view(body["trigger_id"], view)

    async def find_link(self, channel: str, ts: str) -> str | None:
        """The address of a message if the chat tells it: an item without it is better than none."""
        try:
            return await self.messenger.permalink(channel, ts)
        except DeliveryError as error:
            log.info("the address of a message is not known: %s", error)
            return None

    async def actor(self, body: Body) -> Actor:
        """Who sent this request; somebody seen for the first time is looked up in the chat and remembered."""
        actor, _ = await self.look(body, lambda _session, _actor: None)
        return actor

    async def look(self, body: Body, work: Callable[[Session, Actor], T]) -> tuple[Actor, T]:
        """Who sent this request, and what a work that only reads finds for them, over one consistent state."""
        team_id, chat_id = team_of(body), user_of(body)

        def find_and_look(session: Session) -> tuple[Workspace, tuple[Actor, T] | None]:
            known = self.city.directories.actor(session, team_id, chat_id)
            if known is None:
                raise NotFoundError("workspace_unknown")
            workspace, person = known
            actor = self._actor(workspace, person) if person else None
            return workspace, (actor, work(session, actor)) if actor else None

        workspace, found = await self.read(find_and_look)
        if found is not None:
            return found
        seen = await self.messenger.person(chat_id)
        person = await self.write(lambda session: people_service.meet(session, self.city, workspace.id or 0, seen))
        actor = self._actor(workspace, person)
        return actor, await self.read(lambda session: work(session, actor))

    def _actor(self, workspace: Workspace, person: Person) -> Actor:
        return Actor(workspace, person, self.city.wording.of(person.locale))


def team_of(body: Body) -> str:
    """The workspace a request comes from, wherever its kind of request puts it."""
    team = body.get("team")
    found = body.get("team_id") or (team.get("id") if isinstance(team, dict) else team)
    return str(found or (body.get("user") or {}).get("team_id") or "")


def user_of(body: Body) -> str:
    """The person a request comes from, wherever its kind of request puts them."""
    event, user = body.get("event") or {}, body.get("user")
    if isinstance(user, dict):
        return str(user["id"])
    return str(body.get("user_id") or event.get("user") or "")
