"""What people add to how it went: hours saved, thanks, and whether the digest may tell it."""

from dataclasses import dataclass

from bot.domain.errors import InvalidTransitionError
from bot.domain.follow_up import AGREED, FollowedUp, Part, Reckoning
from bot.services import history
from bot.services.city import City
from bot.services.helping import following, standing
from storage import following as store
from storage import requests
from storage.database import Session
from storage.tables import FollowUp, Person, Request
from templates import following as screens

TOLD_MORE = "followed_more"


@dataclass(frozen=True)
class More:
    """What was filled in beside the answer; no reckoning when minutes or times are missing."""

    reckoning: Reckoning | None = None
    basis: str = ""
    thanks: str = ""
    may_be_told: bool = False


def consider(session: Session, city: City, person: Person, follow_up_id: int) -> FollowedUp:
    """The answer that more is added to, for who gave it."""
    request, row = following.own(session, person, follow_up_id)
    return following.describe(session, city, request, row)


def add(session: Session, city: City, person: Person, follow_up_id: int, more: More, decided: str = "") -> FollowedUp:
    """Store it beside the answer and on the item's history; the other side reads new thanks."""
    request, row = following.take(session, person, follow_up_id)
    if row.solved is None:
        raise InvalidTransitionError("follow_up_unanswered")
    thanked_before = row.thanks
    row.thanks, row.may_be_told = more.thanks, more.may_be_told and not request.private
    row.hours_saved = more.reckoning.hours if more.reckoning else None
    row.basis = _basis(city, person, more)
    store.save(session, row)
    facts = {"part": row.part, "hours": row.hours_saved, "basis": row.basis, "personal_data": decided}
    known = {name: fact for name, fact in facts.items() if fact not in {None, ""}}
    history.record(
        session, city, request, person, TOLD_MORE, after=known, note=" ".join(filter(None, (row.basis, row.thanks)))
    )
    if row.thanks and row.thanks != thanked_before:
        _pass_on(session, city, request, row, person)
    _agree(session, city, request)
    following.show(session, city, request, row)
    return following.describe(session, city, request, row)


def _agree(session: Session, city: City, request: Request) -> None:
    """Once both agree that it be told, the next digest tells it; it reads their words only then."""
    rows = {row.part: row for row in store.list_of_request(session, request.id or 0) if row.may_be_told}
    if set(rows) == set(Part) and any(row.thanks for row in rows.values()) and not _agreed_before(session, request):
        history.record(session, city, request, None, AGREED)


def _agreed_before(session: Session, request: Request) -> bool:
    return any(event.action == AGREED for event in requests.list_events(session, request.id or 0))


def _pass_on(session: Session, city: City, request: Request, row: FollowUp, person: Person) -> None:
    one = following.describe(session, city, request, row)
    if one.other is not None:
        standing.tell(session, city, request, one.other, lambda words: screens.thanked(words, one, person.name))


def _basis(city: City, person: Person, more: More) -> str:
    """How they reckon, as it stands beside the hours wherever these are told."""
    if more.reckoning is None:
        return more.basis
    facts = {"minutes": more.reckoning.minutes, "times": more.reckoning.times, "hours": more.reckoning.hours}
    counted = city.wording.of(person.locale).plain("following.counted", **facts)
    return f"{counted} {more.basis}".strip()
