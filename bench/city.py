"""The city that everything is measured with: the demo's groups, people and items, in a database of its own."""

import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.clock import SystemClock
from bot.domain.kinds import RequestKind
from bot.messenger import ChatPerson
from bot.services import people as people_service
from bot.services.city import City
from bot.services.intake import submit
from bot.services.intake.submit import Form
from bot.services.org.apply import apply_plan, plan_organisation
from bot.services.org.workbook import read_organisation
from storage import drafts, groups, people, schema, workspaces
from storage.database import Database, Session
from storage.tables import Draft, Person, Workspace
from templates.intake import FormState, block_id, intake_modal
from templates.wording import Wording

DATA = Path(__file__).parents[1] / "sandbox" / "city"
TEAM = "T0CITY"
ZONE = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True)
class Place:
    """A filled database with the people who post."""

    database: Database
    city: City
    workspace: Workspace
    staff: list[Person]


def build(url: str) -> Place:
    """Migrate, import the organisation, let everybody be known in the chat, and store the real items."""
    database = Database(url)
    schema.upgrade(database)
    city = City(clock=SystemClock(), wording=Wording(ZONE), zone=ZONE)
    workspace, staff = database.write_now(lambda session: _organise(session, city))
    place = Place(database, city, workspace, staff)
    for number, item in enumerate(_items()):
        database.write_now(lambda s, n=number, i=item: _store(s, place, n, i))  # type: ignore[misc]
    return place


def _organise(session: Session, city: City) -> tuple[Workspace, list[Person]]:
    now = datetime.now(UTC)
    workspace = workspaces.add(session, Workspace(team_id=TEAM, office_channel="C0OFFICE", created_at=now))
    assert workspace.id is not None
    read, problems = read_organisation(DATA / "org.xlsx")
    apply_plan(session, workspace.id, plan_organisation(session, workspace.id, read, problems, missing_left=False), now)
    for group in groups.list_groups(session, workspace.id):
        group.channel = f"C0{group.position:03d}"
    users = json.loads((DATA / "city.json").read_text(encoding="utf-8"))["users"]
    seen = [ChatPerson(u["id"], u["real_name"], u["email"], "ja", u["tz"], is_bot=False, deleted=False) for u in users]
    people_service.meet_all(session, city, workspace.id, seen)
    return workspace, [person for person in people.list_people(session, workspace.id) if person.chat_id]


def _store(session: Session, place: Place, number: int, item: dict[str, Any]) -> None:
    answers = {"title": item["title"][:75], "body": item["description"]}
    form = Form(RequestKind.PROPOSAL, answers, group=item.get("group"))
    plan = submit.prepare(session, place.city, place.workspace.id or 0, form)
    person = place.staff[number % len(place.staff)]
    submit.submit(session, place.city, place.workspace, person, form, plan, f"item:{number}")


def _items() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / "items.jsonl").read_text(encoding="utf-8").splitlines()]


def texts(seed: int) -> Iterator[tuple[str, str]]:
    """Titles and bodies without end, put together from the clauses of the real items."""
    dice = random.Random(seed)
    clauses = [part for item in _items() for part in item["description"].split("、") if 4 <= len(part) <= 30]
    for number in itertools.count(1):
        yield f"{dice.choice(clauses)}（{number}）", "、".join(dice.sample(clauses, 5)) + "。"


def begin(place: Place, person: Person) -> int:
    """The draft of a form that somebody has opened."""
    now = place.city.clock.now()
    draft = Draft(
        workspace_id=person.workspace_id,
        person_id=person.id or 0,
        kind=RequestKind.PROPOSAL,
        created_at=now,
        updated_at=now,
    )
    return place.database.write_now(lambda session: drafts.save(session, draft).id or 0)


def submissions(place: Place, seed: int, *, first_press: bool = False) -> Iterator[dict[str, Any]]:
    """View submissions without end, as the chat sends them, each by another person in another view.

    The first press of a form looks for similar items and mostly finds some here, where all are made of the same
    clauses; the next one sends it.
    """
    words = place.city.wording.of("ja")
    written = texts(seed)
    for number, person in enumerate(itertools.cycle(place.staff)):
        title, body = next(written)
        draft_id = begin(place, person)
        view = intake_modal(words, FormState(draft_id, RequestKind.PROPOSAL, {}, similar_seen=not first_press))
        values: dict[str, Any] = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                values[block["block_id"]] = {block["element"]["action_id"]: {"type": block["element"]["type"]}}
        for name, typed in (("title", title), ("body", body)):
            (answer,) = values[block_id(name, draft_id)].values()
            answer["value"] = typed
        yield {
            "type": "view_submission",
            "team": {"id": TEAM, "domain": "miohama"},
            "user": {"id": person.chat_id, "username": "staff", "name": "staff", "team_id": TEAM},
            "api_app_id": "A0BANSOU",
            "token": "unused",
            "trigger_id": f"1.2.{number}",
            "view": {**view, "id": f"V{seed}N{number}", "team_id": TEAM, "hash": "1.a", "state": {"values": values}},
            "response_urls": [],
            "is_enterprise_install": False,
            "enterprise": None,
        }
