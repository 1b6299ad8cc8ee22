from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import object_session

from bot.domain.errors import NotFoundError, UserError
from bot.domain.roles import Role
from storage import groups, people, workspaces
from storage.database import Database, Session
from storage.directory import Companion, Directories, Directory
from storage.tables import Department, Membership, Person, WorkingGroup, Workspace

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def city(database: Database) -> int:
    def fill(session: Session) -> int:
        workspace = workspaces.add(session, Workspace(team_id="T0CITY", created_at=NOW))
        here = workspace.id or 0
        office = people.add_department(session, Department(workspace_id=here, name="生涯学習課"))
        group = groups.add(session, WorkingGroup(workspace_id=here, slug="mirise", name="ミライズWG", channel="C1"))
        for chat_id, role in (("U1", Role.LEAD), ("U2", Role.COMPANION), ("U3", Role.COMPANION)):
            row = Person(workspace_id=here, chat_id=chat_id, name=chat_id, department_id=office.id, updated_at=NOW)
            person = people.add(session, row)
            part = Membership(workspace_id=here, group_id=group.id or 0, person_id=person.id or 0, role=role)
            groups.add_membership(session, part)
        return here

    return database.write_now(fill)


@pytest.fixture
def look(database: Database, city: int) -> Callable[[], Directory]:
    directories = Directories()
    return lambda: database.read_now(lambda session: directories.of(session, city))


def test_a_directory_holds_everybody_with_their_parts(look: Callable[[], Directory]) -> None:
    directory = look()
    group = directory.by_slug["mirise"]
    assert group.lead == directory.by_chat_id["U1"]
    assert directory.by_chat_id["U1"].department == "生涯学習課"
    assert directory.companions[group.id] == tuple(
        Companion(directory.by_chat_id[chat_id].id, slots_per_week=1) for chat_id in ("U2", "U3")
    )
    with pytest.raises(NotFoundError):
        directory.person(999)


def test_a_directory_is_kept_while_nothing_changes(look: Callable[[], Directory]) -> None:
    assert look() is look()


def test_a_change_is_seen_at_once_whoever_made_it(database: Database, city: int, look: Callable[[], Directory]) -> None:
    look()

    def rename(session: Session) -> None:
        person = people.find_by_chat_id(session, city, "U1")
        assert person is not None
        person.name = "青木 玲"

    database.write_now(rename)
    assert look().by_chat_id["U1"].name == "青木 玲"


def test_who_acts_is_known_anew_after_a_change_and_belongs_to_no_session(database: Database, city: int) -> None:
    directories = Directories()

    def find(session: Session) -> tuple[Workspace, Person | None] | None:
        return directories.actor(session, "T0CITY", "U1")

    def promote(session: Session) -> None:
        person = people.find_by_chat_id(session, city, "U1")
        assert person is not None
        person.is_office = True

    first, again = database.read_now(find), database.read_now(find)
    assert first is not None
    assert again is not None
    assert first[1] is again[1]
    assert object_session(first[1]) is None
    database.write_now(promote)
    after = database.read_now(find)
    assert after is not None
    assert after[1] is not None
    assert after[1].is_office
    assert database.read_now(lambda session: directories.actor(session, "T0OTHER", "U1")) is None
    assert database.read_now(lambda session: directories.actor(session, "T0CITY", "U9")) == (after[0], None)


def test_who_left_and_what_was_closed_still_has_a_name(
    database: Database, city: int, look: Callable[[], Directory]
) -> None:
    def close(session: Session) -> None:
        for person in people.list_people(session, city):
            person.active = False
        for group in groups.list_groups(session, city):
            group.active = False

    database.write_now(close)
    directory = look()
    assert directory.by_slug["mirise"].lead is None
    assert directory.by_chat_id["U1"].name == "U1"
    assert directory.companions == {}


def test_what_an_undone_transaction_saw_is_not_believed_later(database: Database, city: int) -> None:
    directories = Directories()

    def rename(session: Session, name: str, *, undo: bool) -> str:
        group = groups.find_by_slug(session, city, "mirise")
        assert group is not None
        group.name = name
        seen = directories.of(session, city).by_slug["mirise"].name
        if undo:
            raise UserError("undone")
        return seen

    with pytest.raises(UserError):
        database.write_now(lambda session: rename(session, "幻のWG", undo=True))
    assert database.read_now(lambda session: directories.of(session, city)).by_slug["mirise"].name == "ミライズWG"
    assert database.write_now(lambda session: rename(session, "みらいWG", undo=False)) == "みらいWG"
