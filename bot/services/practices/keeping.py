"""What is done with a practice: published or sent back by its group, confirmed, archived, brought back."""

from collections.abc import Collection

from bot.domain.errors import InvalidInputError, InvalidTransitionError, NotAllowedError, NotFoundError
from bot.domain.items import Item, Who
from bot.domain.kinds import RequestKind
from bot.domain.permissions import Deed, allows
from bot.domain.practices import PRACTICE_RULES, PracticeDeed, PracticeState
from bot.domain.roles import Role
from bot.domain.statuses import Status
from bot.services import announce, history, items, permission
from bot.services.city import City
from storage import practices
from storage.database import Session
from storage.tables import Person, Practice, Request, Workspace
from templates import keeping as screens

_GONE = frozenset({Status.WITHDRAWN, Status.MERGED})


def deeds_of(session: Session, person: Person, request: Request, roles: Collection[Role]) -> tuple[PracticeDeed, ...]:
    """What this person can do with an item as a practice now."""
    practice = practices.find(session, request.id or 0) if request.kind == RequestKind.PRACTICE else None
    if practice is None or request.status in _GONE:
        return ()
    state = PracticeState(practice.state)
    return tuple(
        deed for deed, rule in PRACTICE_RULES.items() if state in rule.sources and _may(person, practice, roles, deed)
    )


def consider(session: Session, city: City, person: Person, request_id: int, deed: PracticeDeed) -> Item:
    """The practice that somebody is about to do this with, if they may."""
    request, _ = permitted(session, person, request_id, deed)
    return items.describe(session, city, request)


def carry_out(
    session: Session,
    city: City,
    workspace: Workspace,
    person: Person,
    request_id: int,
    deed: PracticeDeed,
    typed: str = "",
    personal_data: str = "",
) -> Item:
    """Do it: how the practice stands, its history, the card, and everybody's message in one transaction."""
    request, practice = permitted(session, person, request_id, deed)
    rule, note, before = PRACTICE_RULES[deed], typed.strip(), practice.state
    if rule.needs_words:
        _check_words(note)
    practice.state = rule.target or practice.state
    if deed in {PracticeDeed.CONFIRM, PracticeDeed.PUBLISH, PracticeDeed.RESTORE}:
        practice.checked_on, practice.asked_on = city.today(), None
    practice.updated_at = city.clock.now()
    after = {"practice": practice.state, **({"personal_data": personal_data} if personal_data else {})}
    history.record(
        session, city, request, person, f"practice_{deed}", before={"practice": before}, after=after, note=note
    )
    session.flush()
    item = items.describe(session, city, request)
    announce.refresh_card(session, city, workspace, request, item)
    if deed is not PracticeDeed.CONFIRM:
        for one in concerned(item, but=person.id):
            announce.to_person(
                session, city, request, one, lambda words: screens.told(words, item, deed, person.name, note)
            )
    return item


def concerned(item: Item, *, but: int | None) -> list[Who]:
    """Those whose practice it is and who answers for it, each once."""
    contact = item.practice.contact if item.practice else None
    everybody = {one.id: one for one in (*item.requesters, *([contact] if contact else []))}
    return [one for one in everybody.values() if one.id != but]


def permitted(session: Session, person: Person, request_id: int, deed: PracticeDeed) -> tuple[Request, Practice]:
    """The practice, loaded anew and checked against who acts and how it stands."""
    request, roles = permission.visible(session, person, request_id)
    if request.kind != RequestKind.PRACTICE or practices.find(session, request_id) is None:
        raise NotFoundError("request_unknown")
    practice = practices.lock(session, person.workspace_id, request_id)
    if not _may(person, practice, roles, deed):
        raise NotAllowedError("practice_not_yours")
    if PracticeState(practice.state) not in PRACTICE_RULES[deed].sources or request.status in _GONE:
        raise InvalidTransitionError("practice_changed")
    return request, practice


def _may(person: Person, practice: Practice, roles: Collection[Role], deed: PracticeDeed) -> bool:
    if PRACTICE_RULES[deed].by_group:
        return allows(roles, Deed.REVIEW_PRACTICE)
    return allows(roles, Deed.KEEP_PRACTICE) or practice.contact_id == person.id


def _check_words(note: str) -> None:
    if not note:
        raise InvalidInputError(screens.WORDS_BLOCK, "field_empty")
    if (over := len(note) - screens.WORDS_AT_MOST) > 0:
        raise InvalidInputError(screens.WORDS_BLOCK, "field_too_long", over=str(over))
