"""What a requester does with an item that exists: join it, or take over the new wording of its message."""

from bot.domain.errors import InvalidTransitionError, NotFoundError
from bot.domain.items import Item
from bot.domain.permissions import Deed
from bot.domain.statuses import WAITING, Status
from bot.language import searching
from bot.services import announce, history, items, permission, routing
from bot.services.city import City
from bot.services.intake import review
from storage import drafts, merges, receipts, requests, search, workspaces
from storage.database import Session
from storage.tables import Person, Workspace
from templates import direct


def join(
    session: Session, city: City, workspace: Workspace, person: Person, request_id: int, draft_id: int | None = None
) -> Item:
    """Make a person one of the item's requesters; doing it twice changes nothing. Their own draft is done with."""
    request = permission.allowed(session, person, request_id, Deed.JOIN)
    assert request.id is not None
    assert person.id is not None
    if Status(request.status) is Status.WITHDRAWN:
        raise InvalidTransitionError("status_changed", status=request.status)
    if request.merged_into_id is not None:  # it goes on in another one
        return join(session, city, workspace, person, request.merged_into_id, draft_id)
    present = requests.list_requesters(session, request.id)
    if draft_id is not None:
        drafts.remove(session, person.id, draft_id)
    if person.id in {requester.id for requester in present}:
        merges.keep(session, request.id, person.id)
        return items.describe(session, city, request)
    now = city.clock.now()
    requests.add_requester(session, request, person.id, now, merges.next_position(session, request.id))
    history.record(session, city, request, person, "joined", after={"person": person.id})
    item = items.describe(session, city, request)
    sentence, facts = ("joined_card_blind", {}) if item.blind else ("joined_card", {"name": person.name})
    announce.in_thread(session, city, workspace, request, lambda words: direct.remark(words, sentence, **facts))
    announce.refresh_card(session, city, workspace, request, item)
    joined = items.who(session, person)
    announce.to_person(session, city, request, joined, lambda words: direct.told(words, item, "joined"))
    told = {"name": person.name}
    announce.to_person(
        session, city, request, item.requesters[0], lambda words: direct.told(words, item, "joined_yours", **told)
    )
    return item


def source_of(session: Session, person: Person, request_id: int) -> tuple[str, str]:
    """The channel and message an item was made of, for its requesters."""
    request = permission.allowed(session, person, request_id, Deed.PULL_IN)
    if request.source_channel is None or request.source_ts is None:
        raise NotFoundError("source_unknown")
    return request.source_channel, request.source_ts


def pull_in(session: Session, city: City, workspace: Workspace, person: Person, request_id: int, new_text: str) -> Item:
    """Take over the new wording of the original message; what looks like personal data in it is covered."""
    request = permission.allowed(session, person, request_id, Deed.PULL_IN)
    assert request.id is not None
    if Status(request.status) not in WAITING:
        raise InvalidTransitionError("status_changed", status=request.status)
    if not new_text.strip():
        raise NotFoundError("source_unknown")
    before = request.body
    body = str(review.masked({"body": new_text.strip()})["body"])
    if body == before:
        return items.describe(session, city, request)
    requests.change(session, request, expect={"body": before}, body=body, updated_at=city.clock.now())
    history.record(session, city, request, person, "edited", before={"body": before}, after={"body": body})
    if not request.private:
        search.index(session, request.id, searching.index_terms(routing.text_of(request)))
    item = items.describe(session, city, request)
    announce.refresh_card(session, city, workspace, request, item)
    facts = {"number": item.number}
    announce.in_thread(session, city, workspace, request, lambda words: direct.remark(words, "pulled_in", **facts))
    return item


def notice_edit(
    session: Session, city: City, team_id: str, channel: str, ts: str, new_text: str, event_id: str
) -> None:
    """The message behind an item was edited: ask whoever posted it, once, whether to take that over."""
    workspace = workspaces.find_by_team(session, team_id)
    request = requests.find_by_source(session, workspace.id, channel, ts) if workspace and workspace.id else None
    if request is None or Status(request.status) not in WAITING or new_text.strip() in request.body:
        return
    if not receipts.add(session, request.workspace_id, f"edit:{event_id}", city.clock.now()):
        return
    item = items.describe(session, city, request)
    announce.to_person(session, city, request, item.requesters[0], lambda words: direct.edited(words, item, ts))
