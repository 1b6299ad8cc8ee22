"""Campaigns in which departments are asked whether they take a practice up; an answer is an adoption."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, func, or_, select, update

from bot.domain.errors import NotFoundError
from storage.tables import Adoption, Campaign, CampaignAsk, Department


def add(session: Session, campaign: Campaign) -> Campaign:
    """Store a campaign and give it its id."""
    session.add(campaign)
    session.flush()
    return campaign


def add_ask(session: Session, ask: CampaignAsk) -> CampaignAsk:
    """Store what a department is asked, or whom."""
    session.add(ask)
    session.flush()
    return ask


def get(session: Session, workspace_id: int, campaign_id: int) -> Campaign:
    """A campaign by id; NotFoundError outside the workspace."""
    found = session.get(Campaign, campaign_id, populate_existing=True)
    if found is None or found.workspace_id != workspace_id:
        raise NotFoundError("campaign_unknown")
    return found


def get_ask(session: Session, workspace_id: int, ask_id: int) -> CampaignAsk:
    """What a department is asked, by id; NotFoundError outside the workspace."""
    found = session.get(CampaignAsk, ask_id, populate_existing=True)
    if found is None or found.workspace_id != workspace_id:
        raise NotFoundError("campaign_unknown")
    return found


def find_open(session: Session, request_id: int) -> Campaign | None:
    """The practice's campaign that is under way."""
    return session.exec(select(Campaign).where(Campaign.request_id == request_id, Campaign.state == "open")).first()


def list_open(session: Session, workspace_id: int) -> list[Campaign]:
    """The campaigns under way, oldest first."""
    query = select(Campaign).where(Campaign.workspace_id == workspace_id, Campaign.state == "open")
    return list(session.exec(query.order_by(col(Campaign.id))))


def list_ended(session: Session, workspace_id: int, day: date) -> list[Campaign]:
    """Campaigns still under way though their last day is before a day."""
    query = select(Campaign).where(Campaign.workspace_id == workspace_id, Campaign.state == "open")
    return list(session.exec(query.where(Campaign.closes_on < day).order_by(col(Campaign.id))))


def list_asks(session: Session, campaign_id: int) -> list[CampaignAsk]:
    """The departments that a campaign asks, in the order of the office's list; of those closed, who has answered."""
    query = (
        select(CampaignAsk)
        .join(Campaign, col(CampaignAsk.campaign_id) == col(Campaign.id))
        .join(Department, col(CampaignAsk.department_id) == col(Department.id))
        .where(CampaignAsk.campaign_id == campaign_id, or_(col(Department.active), _answered()))
    )
    return list(session.exec(query.order_by(col(Department.position), col(Department.id))))


def list_waiting(
    session: Session, workspace_id: int, asked: Collection[int] | None = None
) -> list[tuple[CampaignAsk, Campaign]]:
    """What was asked and not answered in campaigns under way, of all or of these people."""
    query = (
        select(CampaignAsk, Campaign)
        .join(Campaign, col(CampaignAsk.campaign_id) == col(Campaign.id))
        .join(Department, col(CampaignAsk.department_id) == col(Department.id))
        .where(CampaignAsk.workspace_id == workspace_id, Campaign.state == "open", col(Department.active), ~_answered())
    )
    if asked is not None:
        query = query.where(col(CampaignAsk.asked_id).in_(asked))
    return list(session.exec(query.order_by(col(CampaignAsk.id))))


def count_of_person(
    session: Session, workspace_id: int, person_id: int, states: Collection[str], asked_ids: Collection[int]
) -> tuple[int, int, int]:
    """Adoptions in these states in somebody's charge, departments these are asked for, and all campaigns under way."""
    held = select(func.count()).where(Adoption.workspace_id == workspace_id, Adoption.person_id == person_id)
    held = held.where(col(Adoption.state).in_(list(states)))
    asked = (
        select(func.count()).select_from(CampaignAsk).join(Campaign, col(CampaignAsk.campaign_id) == col(Campaign.id))
    )
    asked = asked.join(Department, col(CampaignAsk.department_id) == col(Department.id))
    asked = asked.where(
        col(CampaignAsk.asked_id).in_(asked_ids), Campaign.state == "open", col(Department.active), ~_answered()
    )
    running = select(func.count()).where(Campaign.workspace_id == workspace_id, Campaign.state == "open")
    row = session.execute(select(*(query.scalar_subquery() for query in (held, asked, running)))).one()
    return row[0], row[1], row[2]


def is_asked(session: Session, request_id: int, department_id: int, asked: Collection[int]) -> bool:
    """Whether one of these people is asked for a department about a practice in a campaign under way."""
    query = (
        select(CampaignAsk.id)
        .join(Campaign, col(CampaignAsk.campaign_id) == col(Campaign.id))
        .where(Campaign.request_id == request_id, Campaign.state == "open")
        .where(CampaignAsk.department_id == department_id, col(CampaignAsk.asked_id).in_(asked))
    )
    return session.exec(query).first() is not None


def close(session: Session, campaign_id: int, at: datetime) -> bool:
    """End a campaign; False when it has ended already."""
    this = (col(Campaign.id) == campaign_id, col(Campaign.state) == "open")
    ended = session.execute(update(Campaign).where(*this).values(state="closed", closed_at=at))
    return bool(ended.rowcount)  # type: ignore[attr-defined]


def _answered() -> ColumnElement[bool]:
    same = (Adoption.request_id == Campaign.request_id, Adoption.department_id == CampaignAsk.department_id)
    return select(Adoption.id).where(*same).exists()
