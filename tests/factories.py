"""The cast: Rana asks, Leo leads, Cam goes along, Otto is outside, Aoi is the office."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.domain.clock import Clock
from bot.domain.outcomes import Approval, Outcomes, Rule
from bot.services.city import City
from storage import groups, people, workspaces
from storage.database import Session
from storage.tables import Department, Membership, Person, WorkingGroup, Workspace
from templates.wording import Wording

TOKYO = ZoneInfo("Asia/Tokyo")
LONG_AGO = datetime(2026, 4, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """A small city: two groups, both with a lead and a companion, and five people."""

    workspace: Workspace
    rana: Person
    leo: Person
    cam: Person
    otto: Person
    aoi: Person
    booking: WorkingGroup
    counter: WorkingGroup


def city(clock: Clock, outcomes: Outcomes = Outcomes()) -> City:  # noqa: B008 - frozen
    return City(clock=clock, wording=Wording(TOKYO, outcomes=outcomes), zone=TOKYO)


def approved_by(rule: Rule, *chat_ids: str) -> Outcomes:
    """A city in which these people of the cast approve decisions."""
    emails = tuple(f"{chat_id.lower()}@city.example.jp" for chat_id in chat_ids)
    return Outcomes(approvals=(Approval(rule, emails),))


def cast(session: Session) -> Cast:
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
    lifelong = add_department(session, workspace.id, "生涯学習課", 1)
    digital = add_department(session, workspace.id, "DX推進課", 2)
    rana = add_person(session, workspace.id, "U0RANA", "楽名 花", lifelong)
    leo = add_person(session, workspace.id, "U0LEO", "田中 玲央", lifelong)
    cam = add_person(session, workspace.id, "U0CAM", "佐藤 香夢", digital)
    otto = add_person(session, workspace.id, "U0OTTO", "外山 音人", lifelong)
    aoi = add_person(session, workspace.id, "U0AOI", "事務 葵", digital, is_office=True)
    booking = add_group(
        session, workspace.id, "facility-booking", "貸館予約システムWG", "公民館の予約と鍵", "C0BOOKING", 1
    )
    counter = add_group(session, workspace.id, "mirise", "ミライズWG", "窓口と働き方", "C0MIRISE", 2)
    for group in (booking, counter):
        add_member(session, group, leo, "lead")
        add_member(session, group, cam, "companion")
    return Cast(workspace, rana, leo, cam, otto, aoi, booking, counter)


def add_department(session: Session, workspace_id: int, name: str, position: int) -> Department:
    return people.add_department(session, Department(workspace_id=workspace_id, name=name, position=position))


def add_person(
    session: Session, workspace_id: int, chat_id: str, name: str, department: Department, *, is_office: bool = False
) -> Person:
    return people.add(
        session,
        Person(
            workspace_id=workspace_id,
            chat_id=chat_id,
            email=f"{chat_id.lower()}@city.example.jp",
            name=name,
            department_id=department.id,
            is_office=is_office,
            updated_at=LONG_AGO,
        ),
    )


def add_group(
    session: Session, workspace_id: int, slug: str, name: str, mission: str, channel: str, position: int
) -> WorkingGroup:
    group = WorkingGroup(
        workspace_id=workspace_id,
        slug=slug,
        name=name,
        mission=mission,
        channel=channel,
        channel_name=f"wg-{slug}",
        position=position,
    )
    return groups.add(session, group)


def add_member(session: Session, group: WorkingGroup, person: Person, role: str) -> None:
    assert group.id is not None
    assert person.id is not None
    groups.add_membership(
        session,
        Membership(workspace_id=group.workspace_id, group_id=group.id, person_id=person.id, role=role),
    )
