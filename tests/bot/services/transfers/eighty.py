"""A city in which eighty people are transferred on one day, each with something in their hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from bot.domain.due import OPEN
from bot.domain.roles import Role
from storage import groups, outbox, people, requests, workspaces
from storage.database import Database, Session
from storage.tables import Department, Membership, Person, Request, WorkingGroup, Workspace
from tests.bot.services.reorganising.thirteen import POSTED, email
from tests.factories import LONG_AGO

MOVING = 80
GROUPS = 10
ITEMS = 400


@dataclass(frozen=True)
class Eighty:
    """Staff 0 to 79 are transferred, 80 to 159 follow them in the same order."""

    database: Database
    workspace: Workspace

    @property
    def id(self) -> int:
        assert self.workspace.id is not None
        return self.workspace.id

    def items(self) -> dict[int, Request]:
        return {row.id or 0: row for row in self.database.read_now(lambda s: requests.list_requests(s, self.id))}

    def hands(self) -> dict[int, tuple[int | None, int | None]]:
        """Who is given each item and who goes along with it."""
        return {item: (row.assignee_id, row.companion_id) for item, row in self.items().items()}

    def parts(self) -> set[tuple[int, int, str, int]]:
        """Every part in a group: group, person, role, half days."""
        rows = self.database.read_now(lambda s: groups.list_memberships(s, self.id))
        return {(row.group_id, row.person_id, row.role, row.slots_per_week) for row in rows}


def found(database: Database) -> Eighty:
    def work(session: Session) -> Eighty:
        workspace = workspaces.add(
            session,
            Workspace(team_id="T0CITY", name="みどり野市", office_channel="C0OFFICE", created_at=LONG_AGO),
        )
        assert workspace.id is not None
        names = ("市民課", "生涯学習課", "DX推進課")
        sections = [people.add_department(session, _section(workspace.id, name)) for name in names]
        staff = [_person(session, workspace.id, n, sections[n >= MOVING]) for n in range(2 * MOVING)]
        made = [_group(session, workspace.id, n, staff) for n in range(GROUPS)]
        for number in range(ITEMS):
            _item(session, workspace.id, number, made[number % GROUPS], staff)
        return Eighty(database, workspace)

    return database.write_now(work)


def _section(workspace_id: int, name: str) -> Department:
    return Department(workspace_id=workspace_id, name=name)


def _person(session: Session, workspace_id: int, number: int, section: Department) -> Person:
    return people.add(
        session,
        Person(
            workspace_id=workspace_id,
            chat_id=f"U{number:03}",
            email=email(number),
            name=f"職員 {number:03}",
            department_id=section.id,
            updated_at=LONG_AGO,
        ),
    )


def _group(session: Session, workspace_id: int, place: int, staff: list[Person]) -> WorkingGroup:
    """A lead, three companions and four members, all of them to be transferred."""
    group = WorkingGroup(
        workspace_id=workspace_id, slug=f"wg-{place}", name=f"第{place}WG", channel=f"C{place:03}", position=place
    )
    groups.add(session, group)
    mine = staff[place * 8 : place * 8 + 8]
    roles = [Role.LEAD, *[Role.COMPANION] * 3, *[Role.MEMBER] * 4]
    for slots, (person, role) in enumerate(zip(mine, roles, strict=True)):
        membership = Membership(
            workspace_id=workspace_id,
            group_id=group.id or 0,
            person_id=person.id or 0,
            role=role,
            slots_per_week=slots % 3,
        )
        groups.add_membership(session, membership)
    return group


def _item(session: Session, workspace_id: int, place: int, group: WorkingGroup, staff: list[Person]) -> None:
    number = requests.next_number(session, workspace_id, 2026)
    mine = place % GROUPS * 8
    item = Request(
        workspace_id=workspace_id,
        fiscal_year=2026,
        sequence=number.sequence,
        kind="proposal",
        title=f"提案 {number.sequence}",
        body="夜に開けに行く。",
        group_id=group.id,
        companion_id=staff[mine + 1 + place // GROUPS % 3].id,
        assignee_id=staff[mine + 4 + place // GROUPS % 4].id,
        status=sorted(OPEN)[place % len(OPEN)],
        created_at=POSTED,
        updated_at=POSTED,
    )
    requests.add(session, item, [staff[2 * MOVING - 1 - place % 20].id or 0])
    card = outbox.post(session, workspace_id, group.channel or "", "card", [], POSTED, request_id=item.id)
    requests.set_card(session, item, card)


def staff_list(path: Path, department: str, successors: Sequence[str] = ()) -> Path:
    """The list of all staff with the eighty in a department, and their successors if any are named."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "職員"
    sheet.append(["氏名", "メールアドレス", "所属", "後任"])
    for number in range(2 * MOVING):
        moves = number < MOVING
        successor: Any = successors[number] if moves and successors else ""
        sheet.append([f"職員 {number:03}", email(number), department if moves else "生涯学習課", successor])
    book.save(path)
    return path
