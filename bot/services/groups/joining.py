"""People come into a group and leave it: the parts themselves, and what is said of the changes in the channel."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from bot.domain.audit import Doer, Entry, Recorded, Via
from bot.domain.groups import GroupChanges, PartChange
from bot.domain.items import Who
from bot.domain.roles import MEMBERSHIP_ROLES, Role
from bot.services import handover, history, items, private
from bot.services.city import City
from storage import audit, grouping, groups, outbox, people
from storage.database import Session
from storage.tables import Membership, Person, WorkingGroup, Workspace
from templates.groups import changed_message


def set_parts(
    session: Session, city: City, group: WorkingGroup, wanted: Mapping[int, Role], kept: Collection[int] = ()
) -> tuple[PartChange, ...]:
    """Give everybody the part that is wanted, and nobody else but those of `kept` one; returns what changed."""
    assert group.id is not None
    present: dict[int, list[Membership]] = {}
    for part in grouping.list_every_part(session, group.id):
        present.setdefault(part.person_id, []).append(part)
    changes: list[tuple[int, Role | None, Role | None]] = []
    for person_id, parts in present.items():
        if person_id in kept or [part.role for part in parts] == [wanted.get(person_id)]:
            continue
        groups.remove_memberships(session, parts)
        changes.append((person_id, Role(parts[0].role), wanted.get(person_id)))
        if person_id in wanted:
            _add(session, group, person_id, wanted[person_id], parts[0].slots_per_week)
    for person_id, role in wanted.items():
        if person_id not in present:
            _add(session, group, person_id, role, group.slots_per_week)
            changes.append((person_id, None, role))
    directory = city.directory(session, group.workspace_id)
    return tuple(PartChange(directory.person(person_id), before, after) for person_id, before, after in changes)


def add_member(session: Session, city: City, group: WorkingGroup, person_id: int, slots: int) -> tuple[PartChange, ...]:
    """Make somebody a member; who has a part already keeps it."""
    assert group.id is not None
    if person_id in {part.person_id for part in grouping.list_every_part(session, group.id)}:
        return ()
    _add(session, group, person_id, Role.MEMBER, slots)
    return (PartChange(city.directory(session, group.workspace_id).person(person_id), None, Role.MEMBER),)


def came(person: Who, role: Role) -> PartChange:
    """Somebody's part in a group that had nobody before."""
    return PartChange(person, None, role)


def people_by_role(session: Session, group_id: int) -> dict[Role, tuple[int, ...]]:
    """Everybody's part, those who left included, in the order of being named."""
    parts = grouping.list_every_part(session, group_id)
    return {role: tuple(part.person_id for part in parts if part.role == role) for role in MEMBERSHIP_ROLES}


def make_known(
    session: Session,
    city: City,
    workspace: Workspace,
    group: WorkingGroup,
    actor: Person,
    changes: GroupChanges,
    *,
    in_place_of: int | None = None,
) -> None:
    """Put on record who may do what from now on, hand items on, and tell the group's channel of everything at once."""
    doer, now = Doer(Via.CHAT, actor.id, actor.name), city.clock.now()
    more = {history.IN_PLACE_OF: in_place_of} if in_place_of else {}
    entries = [Entry(now, doer, Recorded.ROLE, group.slug, facts=_role(part) | more) for part in changes.parts]
    for field in changes.fields:
        if field.name == "blind":
            facts = {"before": field.before == "yes", "after": field.after == "yes"}
            entries.append(Entry(now, doer, Recorded.SETTING, f"{group.slug} blind", facts=facts))
    if entries:
        audit.append(session, group.workspace_id, entries)
    _hand_on(session, city, workspace, group, changes)
    tell_channel(session, city, workspace, group, changes)


def tell_channel(
    session: Session, city: City, workspace: Workspace, group: WorkingGroup, changes: GroupChanges
) -> None:
    """One message about everything that changed, in the group's channel if it has one."""
    if changes and group.channel:
        message = changed_message(city.wording.of(workspace.locale), changes)
        now = city.clock.now()
        outbox.post(session, group.workspace_id, group.channel, message.text, message.blocks, now)


def _hand_on(session: Session, city: City, workspace: Workspace, group: WorkingGroup, changes: GroupChanges) -> None:
    """Items of who is no companion any more get another; private ones are read by who answers for them now."""
    for part in changes.parts:
        if part.before is Role.COMPANION:
            former = people.get(session, group.workspace_id, part.person.id)
            handover.replace_companion(session, city, workspace, former, group.id)
    if any({part.before, part.after} & {Role.LEAD, Role.COMPANION} for part in changes.parts):
        private.hand_on_cards(session, city, group.workspace_id, partial(items.describe, session, city))


def _role(part: PartChange) -> dict[str, Any]:
    before, after = part.before.value if part.before else None, part.after.value if part.after else None
    return {"person": part.person.id, "name": part.person.name, "before": before, "after": after}


def _add(session: Session, group: WorkingGroup, person_id: int, role: Role, slots: int) -> None:
    assert group.id is not None
    part = Membership(
        workspace_id=group.workspace_id,
        group_id=group.id,
        person_id=person_id,
        role=role.value,
        slots_per_week=slots,
    )
    groups.add_membership(session, part)
