import sys
from dataclasses import dataclass

import pytest

from bot.domain.errors import NotAllowedError, NotFoundError
from bot.domain.permissions import PERMISSIONS, Action
from bot.services import permission
from storage import opinions, people, requests, workspaces
from storage.database import Database, Session
from storage.tables import Opinion, Person, Request, Workspace
from tests.factories import LONG_AGO, add_department, add_member, add_person, cast
from tests.rights import RIGHTS, ROLES, TABLE, matrix


@dataclass(frozen=True)
class Stage:
    """One person in each role to one item."""

    item: int
    people: dict[str, int]
    second_companion: int


def stage(session: Session, *, private: bool) -> Stage:
    here = cast(session)
    workspace_id = here.workspace.id or 0
    digital = next(row for row in people.list_departments(session, workspace_id) if row.name == "DX推進課")
    noa, lin, ayumu, second = (
        add_person(session, workspace_id, f"U0{name}", name, digital) for name in ("NOA", "LIN", "AYUMU", "SECOND")
    )
    add_member(session, here.booking, noa, "member")
    add_member(session, here.booking, second, "companion")
    other = workspaces.add(session, Workspace(team_id="T0OTHER", created_at=LONG_AGO))
    strange = add_department(session, other.id or 0, "よその課", 1)
    outsider = add_person(session, other.id or 0, "U0OUT", "よその人", strange, is_office=True)
    request = Request(
        workspace_id=workspace_id,
        fiscal_year=2026,
        sequence=1,
        kind="proposal",
        title="鍵",
        body="夜の鍵",
        group_id=here.booking.id,
        companion_id=here.cam.id,
        department_id=here.rana.department_id,
        private=private,
        approval={"people": [ayumu.id]},
        created_at=LONG_AGO,
        updated_at=LONG_AGO,
    )
    requests.add(session, request, [here.rana.id or 0])
    opinions.add(session, asked(request, here.otto, here.leo))
    who = (here.rana, noa, here.leo, here.cam, here.otto, here.aoi, ayumu, lin, outsider)
    ids = {role: person.id or 0 for role, person in zip(ROLES, who, strict=True)}
    return Stage(request.id or 0, ids, second.id or 0)


def asked(request: Request, person: Person, by: Person) -> Opinion:
    return Opinion(
        workspace_id=request.workspace_id,
        request_id=request.id or 0,
        department_id=person.department_id or 0,
        person_id=person.id or 0,
        asked_by=by.id or 0,
        asked_at=LONG_AGO,
        question="困ることはありますか。",
        due_on=LONG_AGO.date(),
    )


def outcome(session: Session, person_id: int, item: int, action: Action) -> str:
    try:
        permission.allowed(session, session.get_one(Person, person_id), item, action)
    except NotAllowedError:
        return "refused"
    except NotFoundError:
        return "unknown"
    return "done"


def outcomes(database: Database, on: Stage) -> dict[tuple[str, str], str]:
    return database.read_now(
        lambda s: {
            (action.value, role): outcome(s, on.people[role], on.item, action)
            for action in PERMISSIONS
            for role in ROLES
        }
    )


def test_the_permission_matrix_is_the_one_that_was_written_down(database: Database) -> None:
    on = database.write_now(lambda s: stage(s, private=False))
    found = outcomes(database, on)
    done = {
        action.value: frozenset(role for role in ROLES if found[action.value, role] == "done") for action in PERMISSIONS
    }
    printed = matrix(done)
    sys.stdout.write(printed)  # pytest -s shows it
    assert printed == TABLE
    assert {role for (_, role), came in found.items() if came == "unknown"} == {"outsider"}


def test_a_private_item_does_not_exist_for_those_who_may_not_see_it(database: Database) -> None:
    on = database.write_now(lambda s: stage(s, private=True))
    for (action, role), came in outcomes(database, on).items():
        expected = "done" if role in RIGHTS[action] else "refused"
        assert came == (expected if role in RIGHTS["see_private"] else "unknown"), (action, role)
    second = database.read_now(lambda s: {outcome(s, on.second_companion, on.item, action) for action in PERMISSIONS})
    assert second == {"unknown"}


@pytest.mark.parametrize("item", [0, 999, 2**31 - 1])
def test_an_item_that_is_not_there_is_unknown_to_everybody(database: Database, item: int) -> None:
    on = database.write_now(lambda s: stage(s, private=False))
    nowhere = Stage(item, on.people, on.second_companion)
    assert set(outcomes(database, nowhere).values()) == {"unknown"}
