"""Takes open items to where a reorganisation places them: group, companion, history, cards; numbers stay."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.items import Item
from bot.services import announce, companions, history, items
from bot.services.city import City
from bot.services.reorganising.sorting import Placement
from bot.services.routing import REORGANISED
from storage import outbox, requests
from storage.database import Session
from storage.directory import Directory
from storage.tables import Request, Workspace

COMPANION_CHANGED = "companion_changed"


@dataclass(frozen=True)
class Moved:
    """An item that has moved, with the slug of the group it left; None is the office."""

    request: Request
    source: str | None
    placement: Placement


def move_items(
    session: Session,
    city: City,
    workspace: Workspace,
    rows: Iterable[Request],
    placed: Mapping[int, Placement],
    plan_id: int | None,
) -> list[Moved]:
    """Move each item that is placed elsewhere than it is; nothing is said yet (`show_items`)."""
    assert workspace.id is not None
    directory = city.directory(session, workspace.id)
    rows = list(rows)
    requesters = requests.list_requester_ids(session, [row.id or 0 for row in rows])
    moved = []
    for row in rows:
        source = directory.group(row.group_id).slug if row.group_id else None
        placement = placed[row.id or 0]
        if placement.target == source:
            continue
        if _hand_over(session, city, directory, row, placement.target, requesters[row.id or 0], plan_id):
            moved.append(Moved(row, source, placement))
    return moved


def show_items(session: Session, city: City, workspace: Workspace, moved: Sequence[Moved]) -> list[Item]:
    """Let the cards of items follow them; the items as they are now."""
    found = items.describe_all(session, city, [one.request for one in moved])
    for one, item in zip(moved, found, strict=True):
        _show(session, city, workspace, one.request, item, one.placement)
    return found


def _hand_over(
    session: Session,
    city: City,
    directory: Directory,
    request: Request,
    target: str | None,
    requesters: list[int],
    plan_id: int | None,
) -> bool:
    source = directory.group(request.group_id) if request.group_id else None
    group = directory.by_slug[target] if target else None
    companion = None
    if group is not None:
        companion = _companion(session, directory, request, group.id, requesters)
    before = {"group": source.slug if source else None, "companion": request.companion_id}
    after = {"group": target, "by": "reorganisation", "companion": companion, "plan": plan_id}
    changes: dict[str, object] = {
        "group_id": group.id if group else None,
        "companion_id": companion,
        "routed_by": "bot" if group else None,
        "routing_reason": {},
        "updated_at": city.clock.now(),
    }
    if not requests.change(session, request, expect={"group_id": request.group_id}, **changes):
        return False
    action = REORGANISED[0] if group else REORGANISED[1]
    history.record(session, city, request, None, action, before=before, after=after, note=source.name if source else "")
    return True


def _companion(
    session: Session, directory: Directory, request: Request, group_id: int, requesters: list[int]
) -> int | None:
    """Whoever goes along with the item stays with it if they also belong to the new group."""
    present = {one.person_id for one in directory.companions.get(group_id, ())}
    if request.companion_id in present:
        return request.companion_id
    return companions.choose(session, directory, request.workspace_id, group_id, requesters)


def _show(
    session: Session, city: City, workspace: Workspace, request: Request, item: Item, placement: Placement
) -> None:
    if request.private:
        announce.post_card(session, city, workspace, request, item)  # its readers' cards follow whoever they are now
        return
    if item.group is None:
        announce.leave_card_to_office(session, city, workspace, request, item)
        announce.ask_office(session, city, workspace, request, item, placement.routing)
        return
    if request.card_id is not None and outbox.get(session, request.card_id).channel == item.group.channel:
        announce.refresh_card(session, city, workspace, request, item, patient=True)  # in the same channel as before
        return
    announce.leave_card(session, city, workspace, request, item, patient=True)
    if item.group.channel is None:
        requests.set_card(session, request, None)  # it is posted once the bot is invited to the new channel
    else:
        announce.post_card(session, city, workspace, request, item)


def renew_companions(session: Session, city: City, workspace: Workspace, rows: Iterable[Request]) -> int:
    """Choose others where somebody no longer goes along with the item's group; for how many items."""
    assert workspace.id is not None
    directory = city.directory(session, workspace.id)
    rows = list(rows)
    requesters = requests.list_requester_ids(session, [row.id or 0 for row in rows])
    changed = 0
    for row in rows:
        new = _companion(session, directory, row, row.group_id or 0, requesters[row.id or 0])
        if new == row.companion_id:
            continue
        before, after = {"companion": row.companion_id}, {"companion": new}
        if requests.change(session, row, expect={"companion_id": row.companion_id}, companion_id=new):
            history.record(session, city, row, None, COMPANION_CHANGED, before=before, after=after)
            announce.refresh_card(session, city, workspace, row, items.describe(session, city, row), patient=True)
            changed += 1
    return changed
