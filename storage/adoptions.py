"""Which departments take a practice up, how far they are, and their checklists."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, func, or_, select, update

from bot.domain.errors import NotFoundError
from storage import campaigns
from storage.tables import Adoption, AdoptionStep, Person, Request, RolloutPlan


def add(session: Session, adoption: Adoption) -> Adoption:
    """Store an adoption, or what has become of it, and give it its id."""
    session.add(adoption)
    session.flush()
    return adoption


def get(session: Session, workspace_id: int, adoption_id: int) -> Adoption:
    """An adoption by id; NotFoundError outside the workspace."""
    found = session.get(Adoption, adoption_id, populate_existing=True)
    if found is None or found.workspace_id != workspace_id:
        raise NotFoundError("adoption_unknown")
    return found


def find(session: Session, request_id: int, department_id: int) -> Adoption | None:
    """A department's adoption of a practice."""
    query = select(Adoption).where(Adoption.request_id == request_id, Adoption.department_id == department_id)
    return session.exec(query.execution_options(populate_existing=True)).first()


def list_of_request(session: Session, request_id: int) -> list[Adoption]:
    """Everything departments make of a practice, in the order in which they said so."""
    return list(session.exec(select(Adoption).where(Adoption.request_id == request_id).order_by(col(Adoption.id))))


def list_all(session: Session, workspace_id: int) -> list[tuple[Adoption, Request]]:
    """Every adoption with its practice, the oldest practice first."""
    query = select(Adoption, Request).join(Request, col(Adoption.request_id) == col(Request.id))
    query = query.where(Adoption.workspace_id == workspace_id)
    return list(session.exec(query.order_by(col(Request.id), col(Adoption.id))))


def list_until(
    session: Session, workspace_id: int, day: date, states: Collection[str]
) -> list[tuple[Adoption, Request]]:
    """Adoptions in these states that were meant to be done by a day, with their practices, the earliest first."""
    query = select(Adoption, Request).join(Request, col(Adoption.request_id) == col(Request.id))
    query = query.where(Adoption.workspace_id == workspace_id, col(Adoption.state).in_(list(states)))
    query = query.where(col(Adoption.target_on) <= day)
    return list(session.exec(query.order_by(col(Adoption.target_on), col(Adoption.id))))


def list_of_person(session: Session, workspace_id: int, person_id: int, states: Collection[str]) -> list[Adoption]:
    """What somebody is in charge of, oldest first."""
    query = select(Adoption).where(Adoption.workspace_id == workspace_id, Adoption.person_id == person_id)
    return list(session.exec(query.where(col(Adoption.state).in_(list(states))).order_by(col(Adoption.id))))


def list_by_ids(session: Session, workspace_id: int, ids: Collection[int]) -> list[Adoption]:
    """These adoptions, oldest first."""
    query = select(Adoption).where(Adoption.workspace_id == workspace_id, col(Adoption.id).in_(list(ids)))
    return list(session.exec(query.order_by(col(Adoption.id))))


def list_left(session: Session, workspace_id: int, states: Collection[str]) -> list[int]:
    """Who has left and is in charge of an adoption in these states, or asked in a campaign under way."""
    in_charge = select(Adoption.person_id).where(
        Adoption.workspace_id == workspace_id,
        col(Adoption.state).in_(list(states)),
        col(Adoption.person_id).is_not(None),
    )
    waiting = {ask.asked_id for ask, _ in campaigns.list_waiting(session, workspace_id) if ask.asked_id is not None}
    query = select(Person.id).where(Person.workspace_id == workspace_id, col(Person.active).is_(False))
    query = query.where(or_(col(Person.id).in_(in_charge), col(Person.id).in_(waiting)))
    return [person_id for person_id in session.exec(query.order_by(col(Person.id))) if person_id is not None]


def count_of(session: Session, request_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How many departments are how far with each of these practices, by state; those without any are left out."""
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    query = select(Adoption.request_id, Adoption.state, func.count())
    query = query.where(col(Adoption.request_id).in_(list(request_ids)))
    for request_id, state, count in session.exec(query.group_by(col(Adoption.request_id), col(Adoption.state))):
        found[request_id][state] = count
    return dict(found)


def list_hours(session: Session, request_id: int, but: int) -> list[float]:
    """The hours a year that other departments report of a practice."""
    query = select(Adoption.hours).where(Adoption.request_id == request_id, Adoption.id != but)
    return [hours for hours in session.exec(query.where(col(Adoption.hours).is_not(None))) if hours is not None]


def add_steps(session: Session, adoption: Adoption, names: Sequence[str]) -> None:
    """Give an adoption its checklist."""
    for place, name in enumerate(names):
        step = AdoptionStep(workspace_id=adoption.workspace_id, adoption_id=adoption.id or 0, position=place, name=name)
        session.add(step)
    session.flush()


def list_steps(session: Session, adoption_ids: Collection[int]) -> dict[int, list[AdoptionStep]]:
    """The checklists of adoptions, each in its order."""
    query = select(AdoptionStep).where(col(AdoptionStep.adoption_id).in_(list(adoption_ids)))
    found: dict[int, list[AdoptionStep]] = {adoption_id: [] for adoption_id in adoption_ids}
    for step in session.exec(query.order_by(col(AdoptionStep.position), col(AdoptionStep.id))):
        found[step.adoption_id].append(step)
    return found


def tick(session: Session, adoption_id: int, ids: Collection[int], person_id: int | None, at: datetime) -> int:
    """Tick lines of a checklist off as somebody's work, or with nobody take the ticks away; how many changed."""
    done = col(AdoptionStep.done_by).is_(None) if person_id is not None else col(AdoptionStep.done_by).is_not(None)
    values = {"done_by": person_id, "done_at": at if person_id is not None else None}
    these = (col(AdoptionStep.adoption_id) == adoption_id, col(AdoptionStep.id).in_(list(ids)), done)
    statement = update(AdoptionStep).where(*these).values(**values)
    changed: int = session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]
    session.expire_all()
    return changed


def find_plan(session: Session, request_id: int) -> list[str] | None:
    """The checklist that the practice's owner has written; None when they left it at the general one."""
    plan = session.get(RolloutPlan, request_id)
    return list(plan.steps) if plan else None


def set_plan(session: Session, workspace_id: int, request_id: int, steps: list[str]) -> None:
    """Keep the checklist for those who take the practice up from now on."""
    session.merge(RolloutPlan(request_id=request_id, workspace_id=workspace_id, steps=steps))
    session.flush()
