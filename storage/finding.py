"""Items as somebody looks for them: filtered, in an order, only what that person may see."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, column, false, table
from sqlalchemy.sql.selectable import Select
from sqlmodel import Session, and_, case, col, func, not_, or_, select

from bot.domain.due import OPEN
from bot.domain.finding import UNNAMED, Filters, Order, Sight
from bot.domain.helping import LET_IN
from bot.domain.kinds import RequestKind
from bot.domain.practices import PracticeState, Shelf, TagKind
from bot.domain.statuses import WAITING, Status
from storage import search
from storage.statements import Ready
from storage.tables import HelpOffer, Practice, PracticeTag, Request, RequestPerson

_HITS = table("request_search", column("rowid"))
_LAST_DAY = date(9999, 12, 31)
_OFF_SHELF = sorted({Status.WITHDRAWN, Status.DECLINED, Status.MERGED})
_ROW = Request.__table__  # type: ignore[attr-defined]

_NEWEST_ID = Ready(select(func.max(_ROW.c.id)))


def list_found(
    session: Session,
    workspace_id: int,
    sight: Sight,
    filters: Filters,
    order: Order,
    *,
    words: Sequence[Sequence[Sequence[str]]] = (),
    private: bool | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> list[Request]:
    """Items that pass the filters; with words those whose terms the index has, which knows no private ones."""
    query = select(_ROW.c.id).where(*_conditions(workspace_id, sight, filters))
    given = {}
    if private is not None:
        query = query.where(_ROW.c.private.is_(private))
    if words:
        condition, given["words"] = search.matching(session, words)
        query = query.join(_HITS, _ROW.c.id == _HITS.c.rowid).where(condition)
    chosen = query.order_by(*_order(order, indexed=bool(words))).offset(offset).limit(limit)
    # Only ids are put in order: whole items would be carried through the sorting.
    whole = select(Request).where(_ROW.c.id.in_(chosen)).order_by(*_order(order))
    return list(session.execute(whole, given).scalars())


def count_found(session: Session, workspace_id: int, sight: Sight, filters: Filters) -> int:
    """How many items pass the filters."""
    query = select(func.count()).select_from(Request).where(*_conditions(workspace_id, sight, filters))
    return session.exec(query).one()


def count_open(
    session: Session, workspace_id: int, sight: Sight, groups: Collection[int] | None, today: date
) -> list[tuple[int | None, Status, int, int]]:
    """Of each group (None: of all) and open status: how many items, and of how many the promised day is over."""
    late = and_(_ROW.c.answer_due_on < today, _ROW.c.status.in_(sorted(WAITING)))
    over = func.sum(case((late, 1), else_=0))
    query = (
        select(_ROW.c.group_id, _ROW.c.status, func.count(), over)
        .where(Request.workspace_id == workspace_id, col(Request.status).in_(sorted(OPEN)), _seen_by(sight))
        .group_by(_ROW.c.group_id, _ROW.c.status)
    )
    if groups is not None:
        query = query.where(col(Request.group_id).in_(sorted(groups)))
    return [(row[0], Status(row[1]), row[2], int(row[3] or 0)) for row in session.execute(query)]


def count_tags(session: Session, workspace_id: int, sight: Sight) -> list[tuple[TagKind, str, str, int]]:
    """The tags of the library with their keys and how many practices have each, most first."""
    many = func.count().label("many")
    query = (
        select(PracticeTag.kind, PracticeTag.key, func.min(PracticeTag.tag), many)
        .join(Request, col(Request.id) == col(PracticeTag.request_id))
        .where(*_conditions(workspace_id, sight, Filters(shelf=Shelf())))
        .group_by(PracticeTag.kind, PracticeTag.key)
        .order_by(many.desc(), PracticeTag.key)
    )
    return [(TagKind(row[0]), row[1], row[2], row[3]) for row in session.execute(query)]


def count_departments(session: Session, workspace_id: int, sight: Sight) -> list[tuple[int, int]]:
    """The departments whose practices are in the library and how many they are, most first."""
    many = func.count().label("many")
    query = (
        select(Request.department_id, many)
        .where(*_conditions(workspace_id, sight, Filters(shelf=Shelf())), _named(sight))
        .where(col(Request.department_id).is_not(None))
        .group_by(col(Request.department_id))
        .order_by(many.desc(), col(Request.department_id))
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def newest_id(session: Session) -> int | None:
    """The newest item of all, whosever it is."""
    return _NEWEST_ID.run(session, {}).scalar()


def _conditions(workspace_id: int, sight: Sight, wanted: Filters) -> list[ColumnElement[bool]]:
    row = _ROW.c
    asked = (
        (wanted.statuses, lambda: row.status.in_(wanted.statuses)),
        (wanted.kinds, lambda: row.kind.in_(wanted.kinds)),
        (wanted.groups is not None, lambda: row.group_id.in_(wanted.groups)),
        (wanted.departments, lambda: _from_departments(sight, wanted.departments)),
        (wanted.since, lambda: row.created_at >= wanted.since),
        (wanted.until, lambda: row.created_at < wanted.until),
        (wanted.newest_id is not None, lambda: row.id <= wanted.newest_id),
        (wanted.requester_id is not None, lambda: _own(wanted.requester_id or 0)),
        (wanted.assignee_id is not None, lambda: row.assignee_id == wanted.assignee_id),
        (wanted.unrouted, lambda: row.group_id.is_(None)),
        (wanted.shelf is not None, lambda: _on_shelf(workspace_id, wanted.shelf or Shelf())),
    )
    # What somebody posted or was given is in their workspace; to ask for it would lead to an index of far more items.
    named = wanted.requester_id is not None or wanted.assignee_id is not None
    here: list[ColumnElement[bool]] = [] if named else [row.workspace_id == workspace_id]
    # One's own are seen in whatever state.
    here += [] if wanted.requester_id == sight.person_id else [_seen_by(sight)]
    return here + [condition() for wants, condition in asked if wants]


def _from_departments(sight: Sight, departments: tuple[int, ...]) -> ColumnElement[bool]:
    """Who looks for a department must not find out from which one a nameless item comes."""
    return and_(_ROW.c.department_id.in_(departments), _named(sight))


def _named(sight: Sight) -> ColumnElement[bool]:
    return or_(_ROW.c.blind.is_(False), _ROW.c.status.not_in(sorted(UNNAMED)), _own(sight.person_id))


def _on_shelf(workspace_id: int, shelf: Shelf) -> ColumnElement[bool]:
    """Practices in the library; what was declined or goes on in another one is no example for anybody."""
    there = _published(workspace_id)
    if shelf.figures:
        there = there.where(col(Practice.figures).is_(True))
    chosen = [_tagged(workspace_id, kind, key) for kind, key in _tags(shelf) if key]
    kept = [_ROW.c.private.is_(False), _ROW.c.status.not_in(_OFF_SHELF), _ROW.c.id.in_(there)]
    return and_(*kept, *(_ROW.c.id.in_(found) for found in chosen))


def _published(workspace_id: int) -> Select[Any]:
    return select(Practice.request_id).where(
        Practice.workspace_id == workspace_id, Practice.state == PracticeState.PUBLISHED
    )


def _tagged(workspace_id: int, kind: TagKind, key: str) -> Select[Any]:
    return select(PracticeTag.request_id).where(
        PracticeTag.workspace_id == workspace_id, PracticeTag.kind == kind, PracticeTag.key == key
    )


def _tags(shelf: Shelf) -> tuple[tuple[TagKind, str], ...]:
    return (TagKind.TOOLS, shelf.tool), (TagKind.WORK, shelf.work)


def _seen_by(sight: Sight) -> ColumnElement[bool]:
    """What was withdrawn concerns only whose it was; what is private only those who are to read it."""
    kept = or_(col(Request.status) != Status.WITHDRAWN, _own(sight.person_id))
    confided = and_(col(Request.private), col(Request.kind) == RequestKind.CONSULTATION)
    if sight.is_office:
        routed = and_(confided, col(Request.companion_id).is_not(None))
        return and_(kept, or_(not_(routed), col(Request.companion_id) == sight.person_id, _with_part(sight.person_id)))
    leads = and_(not_(confided), col(Request.group_id).in_(sorted(sight.leads))) if sight.leads else false()
    goes_along = (
        and_(col(Request.companion_id) == sight.person_id, col(Request.group_id).in_(sorted(sight.accompanies)))
        if sight.accompanies
        else false()
    )
    return and_(kept, or_(col(Request.private).is_(False), leads, goes_along, _with_part(sight.person_id)))


def _with_part(person_id: int) -> ColumnElement[bool]:
    """Their own, and consultations that they are asked to help with or help."""
    let_in = col(HelpOffer.person_id) == person_id, col(HelpOffer.state).in_(sorted(LET_IN))
    return or_(_own(person_id), col(Request.id).in_(select(HelpOffer.request_id).where(*let_in)))


def _own(person_id: int) -> ColumnElement[bool]:
    return col(Request.id).in_(select(RequestPerson.request_id).where(RequestPerson.person_id == person_id))


def _order(order: Order, *, indexed: bool = False) -> list[ColumnElement[Any]]:
    newest = (_HITS.c.rowid if indexed else _ROW.c.id).desc()
    match order:
        case Order.NEWEST | Order.BEST:
            return [newest]
        case Order.OLDEST:
            return [_ROW.c.id]
        case Order.DUE:
            return [func.coalesce(_ROW.c.answer_due_on, _LAST_DAY), _ROW.c.id]
        case Order.GIVEN:
            return [func.coalesce(_ROW.c.assigned_until, _LAST_DAY), _ROW.c.id]
        case Order.FIGURES:
            told = select(Practice.request_id).where(col(Practice.figures).is_(True))
            return [case((_ROW.c.id.in_(told), 0), else_=1), newest]
        case Order.CALLING:
            calling: dict[str, int] = {Status.SENT_BACK: 0, **dict.fromkeys(OPEN - {Status.SENT_BACK}, 1)}
            return [case(calling, value=_ROW.c.status, else_=2), newest]


def list_after(session: Session, workspace_id: int, after: int, limit: int) -> list[Request]:
    """All items after one, oldest first, for nobody's eyes."""
    query = select(Request).where(Request.workspace_id == workspace_id, _ROW.c.id > after).order_by(_ROW.c.id)
    return list(session.exec(query.limit(limit)))
