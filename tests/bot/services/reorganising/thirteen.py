"""A city with thirteen working groups that become nine, named as in Maebashi's record of fiscal 2023."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from bot.domain.roles import Role
from bot.services.reorganising.rows import PLAN
from storage import groups, outbox, people, requests, workspaces
from storage.database import Database, Session
from storage.tables import Department, Membership, Person, Request, WorkingGroup, Workspace
from tests.factories import LONG_AGO

DATA = Path(__file__).parents[3] / "data"
POSTED = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
MISSIONS = {row["slug"]: row["mission"] for row in json.loads((DATA / "groups.json").read_text(encoding="utf-8"))}
LINES = (DATA / "routing.jsonl").read_text(encoding="utf-8").splitlines()
VAGUE = (DATA / "vague.jsonl").read_text(encoding="utf-8").splitlines()

# Slug, name, and the groups of the present whose items it would have.
BEFORE = (
    ("rpa", "RPA・AI-OCR導入WG", ("bpr",)),
    ("paperless", "ペーパーレスWG", ("bpr",)),
    ("online", "オンライン申請WG", ("bpr", "seido-digital")),
    ("seido-digital", "制度デジタル化WG", ("seido-digital",)),
    ("mynumber", "マイナンバーカード普及WG", ("mynumber",)),
    ("mynumber-use", "マイナンバーカード活用WG", ("mynumber",)),
    ("internal-control", "内部統制DX推進WG", ("internal-control",)),
    ("mirise", "ミライズWG", ("mirise",)),
    ("facility-booking", "貸館予約システムWG", ("facility-booking",)),
    ("community-data", "地域・データWG", ("community-dx", "data-use", "vague")),
    ("digital-divide", "デジタルデバイド解消WG", ("digital-divide",)),
    ("smartphone", "スマホ教室WG", ("digital-divide",)),
    ("ict", "ICT環境整備WG", ("mirise", "internal-control")),
)
HEADERS = [column.header for column in PLAN.columns]
FIELDS = [column.field for column in PLAN.columns]


@dataclass(frozen=True)
class Thirteen:
    """The city before its reorganisation."""

    database: Database
    workspace: Workspace
    items: tuple[int, ...]

    @property
    def id(self) -> int:
        assert self.workspace.id is not None
        return self.workspace.id

    def groups(self) -> dict[str, WorkingGroup]:
        """Every group by its slug."""
        rows = self.database.read_now(lambda s: groups.list_groups(s, self.id, active=False))
        return {row.slug: row for row in rows}

    def requests(self) -> dict[int, Request]:
        """Every item by its id."""
        return {row.id or 0: row for row in self.database.read_now(lambda s: requests.list_requests(s, self.id))}

    def where(self) -> dict[int, str | None]:
        """The slug of every item's group."""
        slugs = {row.id: slug for slug, row in self.groups().items()}
        return {item: slugs.get(row.group_id) for item, row in self.requests().items()}


def found(database: Database, items: int = 500) -> Thirteen:
    """Thirteen groups, each with a lead, a companion and three members; items of every open status."""

    def work(session: Session) -> Thirteen:
        workspace = workspaces.add(
            session,
            Workspace(
                team_id="T0CITY",
                name="みどり野市",
                all_staff_channel="C0ALL",
                office_channel="C0OFFICE",
                created_at=LONG_AGO,
            ),
        )
        assert workspace.id is not None
        section = people.add_department(session, Department(workspace_id=workspace.id, name="DX推進課"))
        staff = [_person(session, workspace.id, n, section.id) for n in range(60)]
        for place, (slug, name, _) in enumerate(BEFORE):
            _group(session, workspace.id, place, slug, name, staff)
        ids = tuple(_items(session, workspace.id, staff, items))
        return Thirteen(database, workspace, ids)

    return database.write_now(work)


def _person(session: Session, workspace_id: int, number: int, department: int | None) -> Person:
    return people.add(
        session,
        Person(
            workspace_id=workspace_id,
            chat_id=f"U{number:03}",
            email=email(number),
            name=f"職員 {number:03}",
            department_id=department,
            updated_at=LONG_AGO,
        ),
    )


def email(number: int) -> str:
    return f"u{number:03}@city.example.jp"


def _group(session: Session, workspace_id: int, place: int, slug: str, name: str, staff: list[Person]) -> None:
    group = WorkingGroup(
        workspace_id=workspace_id,
        slug=slug,
        name=name,
        mission=MISSIONS.get(slug, name),
        channel=f"C{place:03}",
        channel_name=f"wg-{slug}",
        position=place,
    )
    groups.add(session, group)
    roles = {place: Role.LEAD, 13 + place % 5: Role.COMPANION} | {20 + place * 3 + n: Role.MEMBER for n in range(3)}
    for number, role in roles.items():
        membership = Membership(
            workspace_id=workspace_id,
            group_id=group.id or 0,
            person_id=staff[number % 60].id or 0,
            role=role,
        )
        groups.add_membership(session, membership)


def _texts() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {"vague": [json.loads(line) for line in VAGUE]}
    for line in LINES:
        item = json.loads(line)
        found.setdefault(item["label"], []).append(item)
    return found


def _items(session: Session, workspace_id: int, staff: list[Person], count: int) -> Iterable[int]:
    texts = {label: cycle(items) for label, items in _texts().items()}
    statuses = cycle(("received", "reviewing", "sent_back", "held", "accepted", "in_progress"))
    rows = {row.slug: row for row in groups.list_groups(session, workspace_id)}
    for place, (slug, _, labels) in islice(cycle(enumerate(BEFORE)), count):
        text = next(texts[labels[place % len(labels)] if len(labels) < 3 else next(_TURN) or labels[0]])
        number = requests.next_number(session, workspace_id, 2026)
        item = Request(
            workspace_id=workspace_id,
            fiscal_year=2026,
            sequence=number.sequence,
            kind="proposal",
            title=text["title"],
            body=text["body"],
            group_id=rows[slug].id,
            companion_id=staff[13 + place % 5].id,
            routed_by="bot",
            status=next(statuses),
            created_at=POSTED,
            updated_at=POSTED,
        )
        requests.add(session, item, [staff[number.sequence % 60].id or 0])
        routed = {"group": slug, "by": "bot"}
        requests.add_event(session, item, POSTED, item.companion_id, "posted", before={}, after={"status": "received"})
        requests.add_event(session, item, POSTED, None, "routed", before={}, after=routed)
        card = outbox.post(session, workspace_id, rows[slug].channel or "", "card", [], POSTED, request_id=item.id)
        requests.set_card(session, item, card)
        yield item.id or 0


_TURN = cycle(("community-dx", "data-use", "vague"))


def plan(*rows: dict[str, Any], starts_on: Any = "2026/11/24") -> Workbook:
    """A plan as the office writes it; the first row says the day."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "再編"
    sheet.append(HEADERS)
    for place, row in enumerate(rows):
        given = {"starts_on": starts_on if place == 0 else "", **row}
        sheet.append([given.get(field, "") for field in FIELDS])
    return book


def row(deed: str, group: str = "", targets: str = "", **more: Any) -> dict[str, Any]:
    return {"deed": deed, "group": group, "targets": targets, **more}


TO_NINE = (
    row("統合", "RPA・AI-OCR導入WG", "BPR推進WG"),
    row("統合", "ペーパーレスWG", "BPR推進WG"),
    row("統合", "オンライン申請WG", "BPR推進WG"),
    row("継続", "制度デジタル化WG"),
    row("継続", "マイナンバーカード普及WG", "マイナンバーカード活用・普及WG", slug="mynumber"),
    row("統合", "マイナンバーカード活用WG", "マイナンバーカード活用・普及WG"),
    row("継続", "内部統制DX推進WG"),
    row("継続", "ミライズWG"),
    row("継続", "貸館予約システムWG"),
    row("分割", "地域・データWG", "官民データ活用WG、地域社会DX推進WG"),
    row("継続", "デジタルデバイド解消WG", lead=email(11)),
    row("統合", "スマホ教室WG", "デジタルデバイド解消WG"),
    row("廃止", "ICT環境整備WG"),
    row("新設", "", "BPR推進WG", mission=MISSIONS["bpr"], slug="bpr", lead=email(0), channel="wg-bpr"),
    row("新設", "", "官民データ活用WG", mission=MISSIONS["data-use"], slug="data-use", lead=email(9)),
    row("新設", "", "地域社会DX推進WG", mission=MISSIONS["community-dx"], slug="community-dx", lead=email(48)),
)
BACK_TO_THIRTEEN = (
    row("分割", "BPR推進WG", "RPA・AI-OCR導入WG、ペーパーレスWG、オンライン申請WG", rule="元へ戻す"),
    row("分割", "マイナンバーカード活用・普及WG", "mynumber、マイナンバーカード活用WG", rule="元へ戻す"),
    row("分割", "デジタルデバイド解消WG", "デジタルデバイド解消WG、スマホ教室WG", rule="元へ戻す"),
    row("統合", "官民データ活用WG", "地域・データWG"),
    row("統合", "地域社会DX推進WG", "地域・データWG"),
    row("新設", "", "地域・データWG", rule="元へ戻す"),
    row("新設", "", "ICT環境整備WG", rule="元へ戻す"),
)
