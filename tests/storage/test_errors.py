import inspect
import pkgutil
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import make_transient_to_detached

import storage
from bot.domain.audit import BOT, Entry, Recorded
from bot.domain.errors import DeliveryTrouble, StorageError, StorageFailure
from bot.domain.finding import Filters, Order, Sight
from bot.domain.numbers import RequestNumber
from storage.database import Database
from storage.lanes import Deed, Errand, LaneClaim
from storage.news import Window
from storage.tables import (
    Absence,
    Adoption,
    Applicant,
    Campaign,
    CampaignAsk,
    Consultation,
    Department,
    DigestIssue,
    Draft,
    FollowUp,
    Helper,
    HelpOffer,
    HomeView,
    Membership,
    Nomination,
    NominationRound,
    OpenCall,
    Opinion,
    Person,
    Practice,
    Reorganisation,
    Request,
    ReviewNote,
    Scoring,
    SkillConsent,
    Transfer,
    WorkingGroup,
    Workspace,
)
from tests.factories import LONG_AGO

NOT_OPERATIONS = {
    "statements.upserts",
    "database.translated",
    "requests.number_of",
    "search.matching",
    "schema.revision",
    "schema.upgrade",
}
CLAIM = LaneClaim(1, "one")
ERRAND = Errand(CLAIM, 1, "d", Deed.POST, "C0ONE", "text", [], None, None, 0, None, None)
STAMPS = {"created_at": LONG_AGO, "updated_at": LONG_AGO}
SAMPLES: dict[str, Callable[[], Any]] = {
    "adoption": lambda: Adoption(
        workspace_id=1, request_id=1, department_id=1, department="市民課", state="preparing", created_by=1, **STAMPS
    ),
    "campaign": lambda: Campaign(
        workspace_id=1, request_id=1, closes_on=date(2026, 4, 6), created_by=1, created_at=LONG_AGO
    ),
    "ask": lambda: CampaignAsk(workspace_id=1, campaign_id=1, department_id=1),
    "names": lambda: ["試行"],
    "steps": lambda: ["試行"],
    "adoption_ids": lambda: [1],
    "nomination": lambda: Nomination(workspace_id=1, round_id=1, department_id=1, updated_at=LONG_AGO),
    "round_": lambda: NominationRound(
        workspace_id=1, group_id=1, closes_on=date(2026, 4, 6), created_by=1, created_at=LONG_AGO
    ),
    "applicant": lambda: Applicant(workspace_id=1, call_id=1, person_id=1, **STAMPS),
    "call": lambda: OpenCall(
        workspace_id=1,
        group_id=1,
        channel="C0ALL",
        places=1,
        slots_per_week=1,
        closes_on=date(2026, 4, 6),
        created_by=1,
        created_at=LONG_AGO,
    ),
    "practice": lambda: Practice(request_id=1, workspace_id=1, checked_on=LONG_AGO.date(), updated_at=LONG_AGO),
    "tags": lambda: {"tools": [("rpa", "RPA")]},
    "consent": lambda: SkillConsent(workspace_id=1, person_id=1, boss_id=1, hours_per_week=1.0, asked_at=LONG_AGO),
    "helper": lambda: Helper(workspace_id=1, person_id=1, confirmed_on=LONG_AGO.date(), **STAMPS),
    "skills": list,
    "search": lambda: Consultation(request_id=1, workspace_id=1, **STAMPS),
    "offer": lambda: HelpOffer(workspace_id=1, request_id=1, person_id=1),
    "open_statuses": lambda: ["received"],
    "row": lambda: FollowUp(workspace_id=1, request_id=1, person_id=1, part="asker", due_on=LONG_AGO.date()),
    "claim": lambda: CLAIM,
    "errand": lambda: ERRAND,
    "lease": lambda: timedelta(seconds=1),
    "number": lambda: RequestNumber(2026, 1),
    "numbers": lambda: [RequestNumber(2026, 1)],
    "window": lambda: Window(1, LONG_AGO, LONG_AGO + timedelta(days=7)),
    "trouble": lambda: DeliveryTrouble.OTHER,
    "blocks": list,
    "people": lambda: [1],
    "absence": lambda: Absence(
        id=1,
        workspace_id=1,
        person_id=1,
        deputy_id=2,
        starts_on=LONG_AGO.date(),
        ends_on=LONG_AGO.date(),
        created_at=LONG_AGO,
    ),
    "items": lambda: [1],
    "opinion": lambda: Opinion(
        id=1,
        workspace_id=1,
        request_id=1,
        department_id=1,
        person_id=1,
        asked_by=1,
        asked_at=LONG_AGO,
        question="困ることはありますか。",
        due_on=LONG_AGO.date(),
    ),
    "scoring": lambda: Scoring(request_id=1, workspace_id=1, criteria=["effect"], asked_by=1, asked_at=LONG_AGO),
    "reviewers": lambda: [1],
    "points": lambda: {"effect": 3},
    "note": lambda: ReviewNote(workspace_id=1, request_id=1, person_id=1, text="費用で止まりました。", at=LONG_AGO),
    "sight": lambda: Sight(person_id=1),
    "filters": Filters,
    "order": lambda: Order.NEWEST,
    "groups": lambda: [1],
    "words": lambda: [[["鍵の"]]],
    "home": lambda: HomeView(person_id=1, workspace_id=1, opened_at=LONG_AGO),
    "roles": lambda: ["lead"],
    "card_ids": lambda: [1],
    "group_ids": lambda: [1],
    "expect": lambda: {"status": "received"},
    "statuses": lambda: ["received"],
    "states": lambda: ["posted"],
    "terms": lambda: ["鍵の"],
    "ids": lambda: [1],
    "request_ids": lambda: [1],
    "asked": lambda: [1],
    "asked_ids": lambda: [1],
    "companions": lambda: [1],
    "before": dict,
    "after": dict,
    "requesters": lambda: [1],
    "department": lambda: Department(workspace_id=1, name="生涯学習課"),
    "draft": lambda: Draft(workspace_id=1, person_id=1, kind="proposal", **STAMPS),
    "entries": lambda: [Entry(LONG_AGO, BOT, Recorded.SETTING)],
    "group": lambda: WorkingGroup(workspace_id=1, slug="mirise", name="ミライズWG"),
    "issue": lambda: DigestIssue(
        workspace_id=1,
        audience="all",
        starts_at=LONG_AGO,
        ends_at=LONG_AGO,
        issued_on=date(2026, 4, 6),
        state="posted",
        created_at=LONG_AGO,
    ),
    "membership": lambda: Membership(workspace_id=1, group_id=1, person_id=1, role="lead"),
    "memberships": lambda: [Membership(id=1, workspace_id=1, group_id=1, person_id=1, role="lead")],
    "person": lambda: Person(workspace_id=1, updated_at=LONG_AGO),
    "plan": lambda: Reorganisation(id=1, workspace_id=1, starts_on=LONG_AGO.date(), stamp="x", created_at=LONG_AGO),
    "transfer": lambda: Transfer(id=1, workspace_id=1, person_id=1, made_at=LONG_AGO),
    "outcome": dict,
    "told": list,
    "request": lambda: Request(
        id=1, workspace_id=1, fiscal_year=2026, sequence=1, kind="proposal", title="題", body="文", **STAMPS
    ),
    "workspace": lambda: Workspace(team_id="T0CITY", created_at=LONG_AGO),
}
# What these work on has been stored before.
STORED: dict[str, Callable[[], list[Any]]] = {
    "digests.set_message": lambda: [DigestIssue(id=1, **SAMPLES["issue"]().model_dump(exclude={"id"}))],
    "absences.remove": lambda: [SAMPLES["absence"]()],
    "absences.end": lambda: [SAMPLES["absence"]()],
    "absences.set_deputy": lambda: [SAMPLES["absence"]()],
    "groups.remove_memberships": SAMPLES["memberships"],
    "reorganisations.note": lambda: [SAMPLES["plan"]()],
    "reorganisations.remove": lambda: [SAMPLES["plan"]()],
    "reorganisations.settle": lambda: [SAMPLES["plan"]()],
    "transfers.settle": lambda: [SAMPLES["transfer"]()],
}
BY_TYPE = {
    "int": 1,
    "str": "x",
    "datetime": LONG_AGO,
    "date": LONG_AGO.date(),
    "bool": False,
    "int | None": 1,
    "str | None": "x",
    "Any": 1,
}


def operations() -> dict[str, Callable[..., Any]]:
    """Every public function of every storage module that works over a session."""
    found: dict[str, Callable[..., Any]] = {}
    for info in pkgutil.iter_modules(storage.__path__):
        if not info.ispkg:
            module = import_module(f"storage.{info.name}")
            for name, function in inspect.getmembers(module, inspect.isfunction):
                takes_session = next(iter(inspect.signature(function).parameters), "") in {"session", "database"}
                if function.__module__ == module.__name__ and not name.startswith("_") and takes_session:
                    found[f"{info.name}.{name}"] = function
    return {name: function for name, function in found.items() if name not in NOT_OPERATIONS}


OPERATIONS = operations()


def call(name: str) -> Callable[[Any], Any]:
    """The operation with sample arguments."""
    function = OPERATIONS[name]
    given: dict[str, Any] = {}
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            given["status"] = "reviewing"
        elif parameter.default is inspect.Parameter.empty:
            given[parameter.name] = sample(parameter)

    def run(session: Any) -> None:
        for stored in STORED.get(name, list)():
            make_transient_to_detached(stored)
            session.add(stored)
            given.update(
                {"issue": stored, "absence": stored, "memberships": [stored], "plan": stored, "transfer": stored}
            )
        wanted = inspect.signature(function).parameters
        function(session, **{key: value for key, value in given.items() if key in wanted or key == "status"})
        session.flush()

    return run


def sample(parameter: inspect.Parameter) -> Any:
    if parameter.name in SAMPLES:
        return SAMPLES[parameter.name]()
    return BY_TYPE[getattr(parameter.annotation, "__name__", str(parameter.annotation))]


@pytest.fixture(scope="module")
def locked(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Somebody else has the whole file to themselves, readers excluded."""
    path = tmp_path_factory.mktemp("locked") / "bansou.db"
    shutil.copy(sqlite_template, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM inboundreceipt")
        database = Database(f"sqlite:///{path}", lock_wait=0.01)
        yield database
        database.close()


@pytest.fixture(scope="module")
def damaged(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Everything after the first page of the file is rubbish."""
    path = tmp_path_factory.mktemp("damaged") / "bansou.db"
    content = sqlite_template.read_bytes()
    path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    database = Database(f"sqlite:///{path}", lock_wait=0.01)
    yield database
    database.close()


@pytest.mark.parametrize("way", ["read_now", "write_now"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_gives_a_storage_error_when_the_database_is_locked(
    locked: Database, name: str, way: str
) -> None:
    with pytest.raises(StorageError) as failed:
        getattr(locked, way)(call(name))
    assert failed.value.failure is StorageFailure.LOCKED


@pytest.mark.parametrize("way", ["read_now", "write_now"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_gives_a_storage_error_when_the_file_is_damaged(damaged: Database, name: str, way: str) -> None:
    with pytest.raises(StorageError) as failed:
        getattr(damaged, way)(call(name))
    assert failed.value.failure is StorageFailure.UNREADABLE
