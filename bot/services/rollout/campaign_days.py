"""The days of a campaign: who is told again with what else is due for them, and the end on its day."""

from dataclasses import dataclass
from datetime import date

from bot.domain.campaigns import Campaign
from bot.domain.nominations import is_asked_again
from bot.services import duties, items
from bot.services.city import City
from bot.services.rollout import campaigning
from storage import campaigns, workspaces
from storage import tables as stored
from storage.database import Session
from storage.tables import Person


@dataclass(frozen=True)
class Turn:
    """A campaign whose last day is over."""

    workspace_id: int
    campaign_id: int
    is_due: bool = True


def list_turns(session: Session, city: City) -> list[Turn]:
    """Campaigns to be ended now: from the morning of the next working day on."""
    return [
        Turn(workspace.id or 0, row.id or 0)
        for workspace in workspaces.list_all(session)
        for row in campaigns.list_ended(session, workspace.id or 0, city.today())
        if city.is_over(row.closes_on)
    ]


def prepare_turn(_session: Session, _city: City, _turn: Turn) -> None:
    """Nothing takes long enough to be found out before."""


def take_turn(session: Session, city: City, turn: Turn, _prepared: None) -> bool:
    """End a campaign; False when somebody was faster."""
    row = campaigns.get(session, turn.workspace_id, turn.campaign_id)
    return campaigning.close(session, city, workspaces.get(session, turn.workspace_id), row)


def due_people(session: Session, city: City, workspace_id: int, day: date) -> set[int]:
    """Who is told again on a day that a department's answer is awaited."""
    return {
        duties.asked_today(session, city, workspace_id, ask.asked_id)
        for ask, row in campaigns.list_waiting(session, workspace_id)
        if ask.asked_id is not None and is_asked_again(ask.told_on or date.min, row.closes_on, day)
    }


def waiting_of(session: Session, city: City, person: Person) -> list[Campaign]:
    """What somebody is still asked, campaign by campaign; also in place of who is away."""
    found: dict[int, tuple[stored.Campaign, list[stored.CampaignAsk]]] = {}
    asked = items.answering_for(session, city, person)
    for ask, row in campaigns.list_waiting(session, person.workspace_id, asked):
        found.setdefault(row.id or 0, (row, []))[1].append(ask)
    return [campaigning.describe(session, city, row, asks) for row, asks in found.values()]


def note_told(session: Session, city: City, person: Person, day: date) -> None:
    """Somebody was told of everything they are asked."""
    asked = items.answering_for(session, city, person)
    for ask, _ in campaigns.list_waiting(session, person.workspace_id, asked):
        ask.told_on = day
        campaigns.add_ask(session, ask)
