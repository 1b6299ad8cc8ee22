"""Once a year whoever answers for a practice is asked whether it is still true; nobody is asked twice a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.items import Item, Who
from bot.domain.practices import ASKED_BEFORE, HOLDS
from bot.services import items
from bot.services.city import City
from storage import outbox, people, practices, requests, workspaces
from storage.database import Session
from storage.tables import Practice, Workspace
from templates import keeping as screens

AGAIN = timedelta(days=90)  # after which somebody who has not answered is asked once more
_LOOKED_AT = 200


@dataclass(frozen=True)
class Turn:
    """A practice that nobody has confirmed for almost a year."""

    workspace_id: int
    request_id: int
    is_due: bool = True


def list_turns(session: Session, city: City) -> list[Turn]:
    """Whom to ask now: on working days, in the hours of reminders, about one practice a day each."""
    today = city.today()
    if not city.may_tell_now():
        return []
    due = practices.list_to_check(session, today - HOLDS + ASKED_BEFORE, today - AGAIN, _LOOKED_AT)
    first: dict[tuple[int, int | None], Practice] = {}
    for row in due:
        first.setdefault((row.workspace_id, row.contact_id), row)
    asked = {(row.workspace_id, row.contact_id) for row in practices.list_asked_on(session, today)}
    return [Turn(row.workspace_id, row.request_id) for who, row in first.items() if who not in asked]


def prepare_turn(_session: Session, _city: City, _turn: Turn) -> None:
    """Nothing takes long enough to be found out before."""


def take_turn(session: Session, city: City, turn: Turn, _prepared: None) -> bool:
    """Ask; False when somebody was faster. What was withdrawn or merged is passed over until the next time."""
    practice = practices.find(session, turn.request_id)
    if practice is None or not practices.claim_check(session, practice, city.today()):
        return False
    request = requests.get(session, turn.workspace_id, turn.request_id)
    if request.merged_into_id is not None or request.status == "withdrawn":
        return True
    item = items.describe(session, city, request)
    workspace = workspaces.get(session, turn.workspace_id)
    where, locale = _whom(session, workspace, item)
    if where is not None:
        message = screens.check_question(city.wording.of(locale), item)
        now = city.clock.now()
        outbox.post(session, turn.workspace_id, where, message.text, message.blocks, now, request_id=request.id)
    return True


def _whom(session: Session, workspace: Workspace, item: Item) -> tuple[str | None, str]:
    """Who answers for it, else who posted it, else the office's channel."""
    contact = item.practice.contact if item.practice else None
    for one in _there(session, workspace, [*([contact] if contact else []), *item.requesters]):
        return one.chat_id, one.locale
    return workspace.office_channel, workspace.locale


def _there(session: Session, workspace: Workspace, known: list[Who]) -> Iterable[Who]:
    rows = people.list_people(session, workspace.id or 0, [one.id for one in known])
    active = {row.id for row in rows if row.active}
    return [one for one in known if one.id in active and one.chat_id]
