"""Plans to rearrange the working groups, and the items that a closed group still holds."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select, update

from bot.domain.errors import NotFoundError
from storage.tables import Reorganisation, Request, WorkingGroup


def add(session: Session, plan: Reorganisation) -> Reorganisation:
    """Store a plan and give it its id."""
    session.add(plan)
    session.flush()
    return plan


def get(session: Session, workspace_id: int, plan_id: int) -> Reorganisation:
    """A plan by id; NotFoundError outside the workspace."""
    plan = session.get(Reorganisation, plan_id)
    if plan is None or plan.workspace_id != workspace_id:
        raise NotFoundError("plan_unknown")
    return plan


def find_planned(session: Session, workspace_id: int, stamp: str, starts_on: date) -> Reorganisation | None:
    """A plan of the same rows that waits for the same day."""
    query = select(Reorganisation).where(
        Reorganisation.workspace_id == workspace_id,
        Reorganisation.state == "planned",
        Reorganisation.stamp == stamp,
        Reorganisation.starts_on == starts_on,
    )
    return session.exec(query).first()


def find_draft(session: Session, workspace_id: int, *, hold: bool = False) -> Reorganisation | None:
    """The plan that the office is writing; held until the transaction ends when it is to be changed."""
    query = select(Reorganisation).where(Reorganisation.workspace_id == workspace_id, Reorganisation.state == "draft")
    return session.exec(query.with_for_update() if hold else query).first()


def remove(session: Session, plan: Reorganisation) -> None:
    """Throw a draft away."""
    session.delete(plan)
    session.flush()


def list_plans(session: Session, workspace_id: int) -> list[Reorganisation]:
    """Every plan but the draft, in the order of its day."""
    query = select(Reorganisation).where(Reorganisation.workspace_id == workspace_id, Reorganisation.state != "draft")
    return list(session.exec(query.order_by(col(Reorganisation.starts_on), col(Reorganisation.id))))


def list_due(session: Session, workspace_id: int, until: date) -> list[int]:
    """The plans whose day has come, the earliest first."""
    query = select(Reorganisation.id).where(
        Reorganisation.workspace_id == workspace_id,
        Reorganisation.state == "planned",
        col(Reorganisation.starts_on) <= until,
    )
    found = session.exec(query.order_by(col(Reorganisation.starts_on), col(Reorganisation.id)))
    return [plan_id for plan_id in found if plan_id is not None]


def claim(session: Session, workspace_id: int, plan_id: int) -> Reorganisation | None:
    """A plan that waits, for this transaction alone; None when somebody else is at it, or was."""
    query = select(Reorganisation).where(
        Reorganisation.workspace_id == workspace_id, Reorganisation.id == plan_id, Reorganisation.state == "planned"
    )
    return session.exec(query.with_for_update(skip_locked=True)).first()


def settle(session: Session, plan: Reorganisation, state: str, now: datetime) -> bool:
    """Move a plan on from "planned"; False when somebody was faster."""
    statement = update(Reorganisation).where(col(Reorganisation.id) == plan.id)
    statement = statement.where(col(Reorganisation.state) == "planned").values(state=state, settled_at=now)
    changed = session.execute(statement.execution_options(synchronize_session=False)).rowcount == 1  # type: ignore[attr-defined]
    session.refresh(plan)
    return bool(changed)


def note(session: Session, plan: Reorganisation, outcome: dict[str, Any], told: list[str]) -> None:
    """Keep what came of a plan."""
    plan.outcome, plan.told = outcome, told
    session.add(plan)
    session.flush()


def list_stranded(session: Session, workspace_id: int, statuses: Collection[str], limit: int = 200) -> list[Request]:
    """Items that came to a group while it was being closed, oldest first."""
    query = (
        select(Request)
        .join(WorkingGroup, col(WorkingGroup.id) == col(Request.group_id))
        .where(Request.workspace_id == workspace_id, col(WorkingGroup.active).is_(False))
        .where(col(Request.status).in_(list(statuses)))
    )
    return list(session.exec(query.order_by(col(Request.id)).limit(limit)))


def count_by_group(session: Session, workspace_id: int, statuses: Collection[str]) -> dict[int | None, int]:
    """How many items in these statuses each group has; those of no group under None."""
    query = select(Request.group_id, func.count()).where(
        Request.workspace_id == workspace_id, col(Request.status).in_(list(statuses))
    )
    return dict(session.exec(query.group_by(col(Request.group_id))).all())
