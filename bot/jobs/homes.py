"""App Homes: published when somebody opens one, and brought up to date while they may be looking at it."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.domain.clock import SystemClock
from bot.domain.errors import DeliveryError, StorageError
from bot.domain.homes import Home, HomeState
from bot.jobs.background import Background
from bot.jobs.pace import Pace
from bot.messenger import Messenger
from bot.services import home as services_home
from bot.services.city import City
from storage import homes, people
from storage.database import Database, Session
from storage.tables import HomeView, Person
from templates.blocks import Block
from templates.home import home_view

log = logging.getLogger(__name__)

_PER_MINUTE = 80  # tier 4: 100
_OPEN_FOR = timedelta(minutes=30)  # the chat does not tell when somebody stops looking
_COALESCE_SECONDS = 0.5
_POLL_SECONDS = 5.0
_AT_ONCE = 20
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Homes(Background):
    """One workspace's App Homes; several of them, in several processes, may work at once.

    What is published over something newer is refused by the chat, which knows the content it was made for by a hash.
    """

    name = "homes"

    def __init__(
        self, database: Database, messenger: Messenger, city: City, workspace_id: int, *, speed: float = 1.0
    ) -> None:
        super().__init__()
        self._database, self._messenger, self._city = database, messenger, city
        self._workspace_id = workspace_id
        self._clock = SystemClock()  # how long somebody looks, and the chat's limits, pass in real time
        self._pace = Pace(int(_PER_MINUTE * speed))
        self._refused: set[tuple[int, str]] = set()

    async def show(self, person: Person, change: Callable[[HomeState], HomeState]) -> None:
        """Publish a person's App Home as they want to see it now. Raises DeliveryError."""
        now = self._clock.now()

        def look(session: Session) -> tuple[Home, str]:
            return self._look(session, person, change(services_home.state_of(session, person)))

        found, mark = await self._database.read(look)
        self._pace.take(now)  # it does not wait: somebody is looking
        await self._publish(person, found, mark, now, None)

    async def refresh(self) -> int:
        """Bring those up to date that show another state than the present; returns how many were looked through."""

        def stale(session: Session) -> list[tuple[HomeView, Person]]:
            mark = homes.mark(session, self._workspace_id, self._city.today())
            since = self._clock.now() - _OPEN_FOR
            rows = homes.list_stale(session, self._workspace_id, mark, since, _AT_ONCE)
            known = people.list_people(session, self._workspace_id, [row.person_id for row in rows])
            present = {person.id: person for person in known}
            return [(row, present[row.person_id]) for row in rows]

        found = await self._database.read(stale)
        for row, person in found:
            if self._stopping:
                break
            await self._bring_up(row, person)
        return len(found)

    async def run(self) -> None:
        """Bring App Homes up to date until `stop`."""
        while not self._stopping:
            try:
                more = await self.refresh() == _AT_ONCE
            except StorageError as error:
                log.warning("App Homes stay as they are: %s", error)
                more = False
            if not more:
                await self._nap(_POLL_SECONDS)
            # What happens at once, and what happens while one is published, is shown once.
            self._woken.clear()
            await self._pause(_COALESCE_SECONDS)

    async def _bring_up(self, row: HomeView, person: Person) -> None:
        found, mark = await self._read(person)
        if _digest(home_view(self._city.wording.of(person.locale), found)) == row.digest:
            await self._database.write(lambda session: homes.note(session, row, mark))
            return
        while wait := self._pace.take(self._clock.now()):
            await self._pause(wait)
            if self._stopping:
                return
            found, mark = await self._read(person)
        known = (row.person_id, row.view_hash)
        # Refused twice for the same content: who published in between could not note it.
        expected = None if known in self._refused else row.view_hash
        self._refused.discard(known)
        try:
            await self._publish(person, found, mark, row.opened_at, expected)
        except DeliveryError as error:
            await self._take_refusal(row, error)

    async def _take_refusal(self, row: HomeView, error: DeliveryError) -> None:
        if error.retry_after is not None:
            self._pace.hold(self._clock.now() + timedelta(seconds=error.retry_after))
        elif error.reason == "hash_conflict":
            self._refused.add((row.person_id, row.view_hash))
        else:
            log.info("an App Home is left as it is: %s", error)
            await self._database.write(lambda session: homes.forget(session, row.person_id, _LONG_AGO))

    async def _read(self, person: Person) -> tuple[Home, str]:
        return await self._database.read(
            lambda session: self._look(session, person, services_home.state_of(session, person))
        )

    def _look(self, session: Session, person: Person, state: HomeState) -> tuple[Home, str]:
        mark = homes.mark(session, person.workspace_id, self._city.today())
        return services_home.look(session, self._city, person, state), mark

    async def _publish(self, person: Person, found: Home, mark: str, opened_at: datetime, expected: str | None) -> None:
        view = home_view(self._city.wording.of(person.locale), found)
        view_hash = await self._messenger.publish_home(person.chat_id or "", view, expected or None)
        shown = HomeView(
            person_id=person.id or 0,
            workspace_id=person.workspace_id,
            opened_at=opened_at,
            part=found.state.part,
            start=found.state.start,
            query=found.state.query.as_json(),
            mark=mark,
            digest=_digest(view),
            view_hash=view_hash,
        )
        await self._database.write(lambda session: homes.save(session, shown))

    async def _pause(self, seconds: float) -> None:
        for _ in range(max(1, int(seconds / 0.1))):
            if not self._stopping:
                await asyncio.sleep(0.1)


def _digest(view: Block) -> str:
    return hashlib.sha256(json.dumps(view, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]
