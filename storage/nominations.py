"""Rounds in which departments name members, and what each department was asked."""

from collections.abc import Collection

from sqlmodel import Session, col, func, select

from bot.domain.errors import NotFoundError
from storage.tables import Nomination, NominationRound, Person, WorkingGroup

_GROUP = col(NominationRound.group_id) == col(WorkingGroup.id)
# A group that was closed waits for nobody.
_OPEN = (col(NominationRound.state) == "open", col(WorkingGroup.active))


def add_round(session: Session, round_: NominationRound) -> NominationRound:
    """Store a new round and give it its id."""
    session.add(round_)
    session.flush()
    return round_


def add(session: Session, nomination: Nomination) -> Nomination:
    """Store what a department is asked, or what has become of it."""
    session.add(nomination)
    session.flush()
    return nomination


def lock(session: Session, workspace_id: int, nomination_id: int) -> tuple[Nomination, NominationRound]:
    """What a department was asked, and its round, which nobody else changes until this transaction ends."""
    found = session.get(Nomination, nomination_id)
    if found is None or found.workspace_id != workspace_id:
        raise NotFoundError("nomination_unknown")
    query = select(NominationRound).where(NominationRound.id == found.round_id).with_for_update()
    round_ = session.exec(query.execution_options(populate_existing=True)).one()
    session.refresh(found)
    return found, round_


def find_open(session: Session, workspace_id: int, group_id: int) -> NominationRound | None:
    """The group's round that is not over."""
    query = select(NominationRound).where(
        NominationRound.workspace_id == workspace_id, NominationRound.group_id == group_id
    )
    return session.exec(query.where(NominationRound.state == "open")).first()


def hold_of_groups(session: Session, workspace_id: int, group_ids: Collection[int]) -> list[NominationRound]:
    """The rounds of these groups that are not over, which nobody else changes until this transaction ends."""
    query = select(NominationRound).where(
        NominationRound.workspace_id == workspace_id, col(NominationRound.group_id).in_(group_ids)
    )
    query = query.where(NominationRound.state == "open").order_by(col(NominationRound.id)).with_for_update()
    return list(session.exec(query.execution_options(populate_existing=True)))


def list_rounds(session: Session, workspace_id: int, *, only_open: bool = True) -> list[NominationRound]:
    """The rounds, oldest first; with `only_open=False` also those that are over."""
    query = select(NominationRound).where(NominationRound.workspace_id == workspace_id)
    if only_open:
        query = query.join(WorkingGroup, _GROUP).where(*_OPEN)
    return list(session.exec(query.order_by(col(NominationRound.id))))


def list_of_round(session: Session, round_id: int) -> list[Nomination]:
    """What each department was asked in a round."""
    query = select(Nomination).where(Nomination.round_id == round_id).order_by(col(Nomination.id))
    return list(session.exec(query))


def list_waiting(
    session: Session, workspace_id: int, asked: Collection[int] | None = None
) -> list[tuple[Nomination, NominationRound]]:
    """What nobody was named for yet though somebody was asked, of all or of these people."""
    query = (
        select(Nomination, NominationRound)
        .join(NominationRound, col(Nomination.round_id) == col(NominationRound.id))
        .join(WorkingGroup, _GROUP)
        .where(Nomination.workspace_id == workspace_id, *_OPEN)
        .where(col(Nomination.nominee_id).is_(None), col(Nomination.asked_id).is_not(None))
    )
    if asked is not None:
        query = query.where(col(Nomination.asked_id).in_(asked))
    return list(session.exec(query.order_by(col(Nomination.id))))


def count_missing(session: Session, workspace_id: int) -> int:
    """How many departments have named nobody yet, those included that nobody could be asked for."""
    query = (
        select(func.count())
        .select_from(Nomination)
        .join(NominationRound, col(Nomination.round_id) == col(NominationRound.id))
        .join(WorkingGroup, _GROUP)
        .where(Nomination.workspace_id == workspace_id, *_OPEN)
    )
    return session.exec(query.where(col(Nomination.nominee_id).is_(None))).one()


def list_staff(session: Session, workspace_id: int) -> list[Person]:
    """People of departments who are in the chat, in the order of the office's list."""
    query = select(Person).where(Person.workspace_id == workspace_id, col(Person.active))
    query = query.where(col(Person.chat_id).is_not(None), col(Person.department_id).is_not(None))
    return list(session.exec(query.order_by(col(Person.id))))
