"""What happens in the city during a week, written straight into the tables that the services fill."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.calendar import add_business_days
from storage import requests
from storage.database import Database, Session
from storage.tables import Person, Request, WorkingGroup
from tests.factories import Cast, cast


@dataclass(frozen=True)
class Town:
    """The cast in a database."""

    database: Database
    cast: Cast

    @classmethod
    def found(cls, database: Database) -> "Town":
        return cls(database, database.write_now(cast))

    @property
    def id(self) -> int:
        assert self.cast.workspace.id is not None
        return self.cast.workspace.id

    def post(
        self,
        at: datetime,
        title: str = "夜間の鍵の受け渡しをなくしたい",
        *,
        by: Person | None = None,
        group: WorkingGroup | None = None,
        **more: Any,
    ) -> int:
        requester = by or self.cast.rana

        def work(session: Session) -> int:
            number = requests.next_number(session, self.id, 2026)
            item = Request(
                workspace_id=self.id,
                fiscal_year=2026,
                sequence=number.sequence,
                kind=more.pop("kind", "proposal"),
                title=title,
                body=more.pop("body", "夜の利用のたびに職員が鍵を開けに行っています。"),
                department_id=requester.department_id,
                group_id=group.id if group else None,
                answer_due_on=more.pop("answer_due_on", add_business_days(at.date(), 5)),
                created_at=at,
                updated_at=at,
                **more,
            )
            requests.add(session, item, [requester.id or 0])
            _note(session, item, at, requester, "posted", {}, {"status": item.status})
            if group:
                _note(session, item, at, None, "routed", {}, {"group": group.slug, "by": "bot"})
            return item.id or 0

        return self.database.write_now(work)

    def change(self, at: datetime, item_id: int, status: str, by: Person | None = None) -> None:
        def work(session: Session) -> None:
            item = requests.get(session, self.id, item_id)
            _note(session, item, at, by or self.cast.leo, status, {"status": item.status}, {"status": status})
            item.status = status

        self.database.write_now(work)

    def move(self, at: datetime, item_id: int, group: WorkingGroup) -> None:
        def work(session: Session) -> None:
            item = requests.get(session, self.id, item_id)
            old = session.get(WorkingGroup, item.group_id) if item.group_id else None
            before = {"group": old.slug if old else None}
            _note(session, item, at, self.cast.leo, "routed", before, {"group": group.slug})
            item.group_id = group.id

        self.database.write_now(work)

    def join(self, at: datetime, item_id: int, person: Person) -> None:
        def work(session: Session) -> None:
            item = requests.get(session, self.id, item_id)
            position = len(requests.list_requesters(session, item_id))
            requests.add_requester(session, item, person.id or 0, at, position)
            _note(session, item, at, person, "joined", {}, {"person": person.id})

        self.database.write_now(work)


def _note(
    session: Session,
    item: Request,
    at: datetime,
    actor: Person | None,
    action: str,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    requests.add_event(session, item, at, actor.id if actor else None, action, before=before, after=after)
