"""How consultations find help: searches, whom they asked, and what is due."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from bot.domain.errors import NotFoundError
from bot.domain.helping import LET_IN, LOOKING, TAKES_TIME, UNDER_WAY, OfferState, Search
from storage.tables import Consultation, Helper, HelpOffer, Person, Request, RequestPerson


def save(session: Session, search: Consultation) -> Consultation:
    """Store a search."""
    session.add(search)
    session.flush()
    return search


def find(session: Session, workspace_id: int, request_id: int) -> Consultation | None:
    """The search for help with an item, as it is now."""
    query = select(Consultation).where(Consultation.request_id == request_id, Consultation.workspace_id == workspace_id)
    return session.exec(query.execution_options(populate_existing=True)).first()


def save_offer(session: Session, offer: HelpOffer) -> HelpOffer:
    """Store somebody's part in a search and give it its id."""
    session.add(offer)
    session.flush()
    return offer


def get_offer(session: Session, workspace_id: int, offer_id: int) -> HelpOffer:
    """Somebody's part in a search, as it is now; NotFoundError outside the workspace."""
    offer = session.get(HelpOffer, offer_id, populate_existing=True)
    if offer is None or offer.workspace_id != workspace_id:
        raise NotFoundError("help_unknown")
    return offer


def list_offers(session: Session, request_id: int) -> list[HelpOffer]:
    """Everybody who was, is or will be asked, in that order."""
    query = select(HelpOffer).where(HelpOffer.request_id == request_id)
    ordered = query.order_by(col(HelpOffer.position), col(HelpOffer.id))
    return list(session.exec(ordered.execution_options(populate_existing=True)))


def is_let_in(session: Session, request_id: int, person_id: int) -> bool:
    """Whether somebody is asked to help with an item, helps or has helped."""
    query = select(HelpOffer.id).where(HelpOffer.request_id == request_id, HelpOffer.person_id == person_id)
    return session.exec(query.where(col(HelpOffer.state).in_(sorted(LET_IN)))).first() is not None


def list_helping(session: Session, request_ids: Collection[int]) -> dict[int, int]:
    """Who helps with each of these items, or has helped last; those that nobody helps with are left out."""
    query = select(HelpOffer.request_id, HelpOffer.person_id).where(
        col(HelpOffer.request_id).in_(list(request_ids)), col(HelpOffer.state).in_((OfferState.DONE, OfferState.YES))
    )
    return dict(session.exec(query.order_by(col(HelpOffer.position))).all())


def list_of_person(session: Session, workspace_id: int, person_id: int) -> list[tuple[HelpOffer, Consultation]]:
    """What somebody is asked for or helps with at present, the oldest first."""
    query = (
        select(HelpOffer, Consultation)
        .join(Consultation, col(Consultation.request_id) == col(HelpOffer.request_id))
        .where(HelpOffer.workspace_id == workspace_id, HelpOffer.person_id == person_id)
        .where(col(HelpOffer.state).in_(sorted(TAKES_TIME)))
    )
    return list(session.exec(query.order_by(col(HelpOffer.id))))


def list_looking(session: Session, workspace_id: int, person_id: int) -> list[Consultation]:
    """The searches for somebody's own consultations that go on while nobody helps, the newest first."""
    query = (
        select(Consultation)
        .join(RequestPerson, col(RequestPerson.request_id) == col(Consultation.request_id))
        .where(Consultation.workspace_id == workspace_id, RequestPerson.person_id == person_id)
        .where(col(Consultation.state).in_(sorted(LOOKING)))
    )
    return list(session.exec(query.order_by(col(Consultation.request_id).desc())))


def list_running(session: Session, workspace_id: int) -> list[tuple[HelpOffer, Consultation, Person, Helper | None]]:
    """Everybody who is asked or helps at present, with what is known of them."""
    query = (
        select(HelpOffer, Consultation, Person, Helper)
        .join(Consultation, col(Consultation.request_id) == col(HelpOffer.request_id))
        .join(Person, col(Person.id) == col(HelpOffer.person_id))
        .outerjoin(Helper, col(Helper.person_id) == col(HelpOffer.person_id))
        .where(HelpOffer.workspace_id == workspace_id, col(HelpOffer.state).in_(sorted(TAKES_TIME)))
        .order_by(col(HelpOffer.id))
    )
    return list(session.exec(query))


def list_due(session: Session, workspace_id: int, now: datetime) -> list[int]:
    """The items whose search has to go on by itself now."""
    late = select(HelpOffer.request_id).where(
        HelpOffer.workspace_id == workspace_id, HelpOffer.state == OfferState.ASKED, col(HelpOffer.due_at) <= now
    )
    query = select(Consultation.request_id).where(
        Consultation.workspace_id == workspace_id,
        or_(col(Consultation.due_at) <= now, col(Consultation.request_id).in_(late)),
    )
    return list(session.exec(query.order_by(col(Consultation.request_id))))


def list_out_of_step(session: Session, workspace_id: int, open_statuses: Collection[str]) -> list[int]:
    """The items that were settled while their search went on, and those that are open again while it is closed."""
    is_open = col(Request.status).in_(list(open_statuses))
    query = (
        select(Consultation.request_id)
        .join(Request, col(Request.id) == col(Consultation.request_id))
        .where(Consultation.workspace_id == workspace_id)
        .where(
            or_(
                ~is_open & col(Consultation.state).in_(sorted(UNDER_WAY)),
                is_open & (col(Consultation.state) == Search.CLOSED),
            )
        )
    )
    return list(session.exec(query.order_by(col(Consultation.request_id))))


def list_without_askers(session: Session, workspace_id: int) -> list[int]:
    """The items for which help is looked for or given although everybody who asked has left."""
    there = (
        select(RequestPerson.request_id)
        .join(Person, col(Person.id) == col(RequestPerson.person_id))
        .where(RequestPerson.request_id == Consultation.request_id, col(Person.active))
    )
    query = select(Consultation.request_id).where(
        Consultation.workspace_id == workspace_id,
        col(Consultation.state).in_(sorted(UNDER_WAY - {Search.RESTING})),
        ~there.exists(),
    )
    return list(session.exec(query.order_by(col(Consultation.request_id))))


def next_position(session: Session, request_id: int) -> int:
    """The place after everybody who was asked."""
    query = select(func.max(HelpOffer.position)).where(HelpOffer.request_id == request_id)
    last = session.exec(query).one()
    return 0 if last is None else last + 1
