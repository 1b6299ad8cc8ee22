"""A group made or changed by the office or its lead: checked, stored, told; two at once are noticed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2s

from bot.domain.errors import InvalidTransitionError
from bot.domain.groups import FieldChange, GroupChanges, GroupForm, slug_of
from bot.domain.items import Who
from bot.domain.roles import Role, SelectionMode
from bot.services.city import City
from bot.services.groups import checks, joining, overview
from storage import grouping, groups
from storage.database import Session
from storage.directory import Directory
from storage.tables import Person, WorkingGroup, Workspace
from templates.group_form import PEOPLE_AT_MOST, GroupAsked, GroupFields


@dataclass(frozen=True)
class Saved:
    """A stored group, and what is left to be done about it in the chat."""

    group_id: int
    channel: str | None = None
    new_channel: str = ""
    newcomers: tuple[str, ...] = ()


def open_new(person: Person) -> GroupAsked:
    """An empty form, for the office."""
    overview.allow_office(person)
    return GroupAsked(GroupFields(), whole=True)


def open_form(session: Session, city: City, person: Person, group_id: int) -> GroupAsked:
    """A group's form; a lead's has less in it than the office's."""
    overview.allow_edit(session, person, group_id)
    group = grouping.get_active(session, person.workspace_id, group_id)
    directory = city.directory(session, person.workspace_id)
    parts = joining.people_by_role(session, group_id)
    fields = GroupFields(
        name=group.name,
        slug=group.slug,
        mission=group.mission,
        examples="\n".join(group.examples),
        selection=SelectionMode(group.selection),
        leads=_chat_ids(directory, parts[Role.LEAD]),
        companions=_chat_ids(directory, parts[Role.COMPANION]),
        members=_chat_ids(directory, parts[Role.MEMBER]),
        related=tuple((id_, directory.departments[id_]) for id_ in group.related if id_ in directory.departments),
        slots=group.slots_per_week,
        channel=group.channel,
        blind=group.blind,
    )
    unseen = tuple(directory.person(id_).name for id_ in sorted(_unseen(directory, parts)))
    suggested = suggest(session, city, person.workspace_id, fields)
    stamp = stamp_of(session, group)
    return GroupAsked(fields, group_id, stamp, whole=person.is_office, unseen=unseen, suggested=suggested)


def suggest(session: Session, city: City, workspace_id: int, fields: GroupFields) -> tuple[Who, ...]:
    """People of the related departments who have no part in the group as the form stands."""
    ids = [id_ for id_, _ in fields.related]
    if not ids:
        return ()
    taken = {*fields.leads, *fields.companions, *fields.members}
    directory = city.directory(session, workspace_id)
    near = (directory.person(row.id or 0) for row in grouping.list_of_departments(session, workspace_id, ids))
    return tuple(who for who in near if who.chat_id not in taken)[:PEOPLE_AT_MOST]


def create(session: Session, city: City, workspace: Workspace, person: Person, form: GroupForm) -> Saved:
    """Make a new group, for the office."""
    overview.allow_office(person)
    assert workspace.id is not None
    every = groups.list_groups(session, workspace.id, active=False)
    checks.check_whole(form, [row for row in every if row.active], every)
    checks.check_parts(session, workspace.id, form)
    slug = form.slug or slug_of(form.name, {row.slug for row in every})
    group = WorkingGroup(workspace_id=workspace.id, slug=slug, name=form.name, position=len(every) + 1)
    _put(group, form, whole=True)
    groups.add(session, group)
    parts = joining.set_parts(session, city, group, checks.roles_of(form))
    changes = GroupChanges(group.name, person.name, created=True, fields=_mission(group), parts=parts)
    joining.make_known(session, city, workspace, group, person, changes)
    return _saved(group, form, changes)


def change(
    session: Session, city: City, workspace: Workspace, person: Person, group_id: int, stamp: str, form: GroupForm
) -> Saved:
    """Change a group that is still as it was when the form was opened; otherwise the person is told."""
    overview.allow_edit(session, person, group_id)
    group = grouping.lock(session, person.workspace_id, group_id)
    if stamp_of(session, group) != stamp:
        raise InvalidTransitionError("group_changed", group=group.name)
    if person.is_office:
        every = groups.list_groups(session, person.workspace_id, active=False)
        checks.check_whole(form, [row for row in every if row.active and row.id != group.id])
    directory = city.directory(session, person.workspace_id)
    present = joining.people_by_role(session, group_id)
    unseen = _unseen(directory, present)
    checks.check_parts(session, person.workspace_id, form, [id_ for id_ in present[Role.LEAD] if id_ in unseen])
    before = _told(directory, group)
    _put(group, form, whole=person.is_office)
    groups.add(session, group)
    wanted, kept = checks.roles_of(form), unseen
    if not person.is_office:  # a lead sets members alone
        kept |= {id_ for role in (Role.LEAD, Role.COMPANION) for id_ in present[role]}
    parts = joining.set_parts(session, city, group, wanted, kept)
    fields = _differences(before, _told(directory, group))
    changes = GroupChanges(group.name, person.name, fields=fields, parts=parts)
    joining.make_known(session, city, workspace, group, person, changes)
    return _saved(group, form, changes)


def tie_channel(session: Session, city: City, workspace: Workspace, group_id: int, name: str, channel: str) -> None:
    """The channel that was made for a new group is its channel from now on; it is told there what it is for."""
    group = grouping.lock(session, workspace.id or 0, group_id)
    group.channel, group.channel_name = channel, name
    groups.add(session, group)
    parts = joining.people_by_role(session, group_id)
    directory = city.directory(session, group.workspace_id)
    came = tuple(joining.came(directory.person(id_), role) for role, ids in parts.items() for id_ in ids)
    changes = GroupChanges(group.name, "", created=True, fields=_mission(group), parts=came)
    joining.tell_channel(session, city, workspace, group, changes)


def stamp_of(session: Session, group: WorkingGroup) -> str:
    """Tells whether a group, or who is in it, is as it was."""
    assert group.id is not None
    parts = sorted((part.person_id, part.role) for part in grouping.list_every_part(session, group.id))
    stored = group.model_dump(exclude={"id", "workspace_id", "position"})
    return blake2s(json.dumps([stored, parts], sort_keys=True).encode(), digest_size=8).hexdigest()


def _put(group: WorkingGroup, form: GroupForm, *, whole: bool) -> None:
    group.mission, group.slots_per_week = form.mission, form.slots
    if not whole:
        return
    group.name, group.examples = form.name, list(form.examples)
    group.selection, group.blind = form.selection.value, form.blind
    group.related = list(form.related)
    if form.new_channel:
        group.channel, group.channel_name = None, f"wg-{group.slug}"
    elif form.channel != group.channel:
        group.channel, group.channel_name = form.channel, form.channel_name


def _saved(group: WorkingGroup, form: GroupForm, changes: GroupChanges) -> Saved:
    came = tuple(part.person.chat_id for part in changes.parts if part.before is None and part.person.chat_id)
    new_channel = group.channel_name if form.new_channel else ""
    return Saved(group.id or 0, group.channel, new_channel, came)


def _told(directory: Directory, group: WorkingGroup) -> dict[str, str]:
    return {
        "name": group.name,
        "mission": group.mission,
        "examples": " / ".join(group.examples),
        "selection": group.selection,
        "related": "、".join(directory.departments[id_] for id_ in group.related if id_ in directory.departments),
        "slots": str(group.slots_per_week),
        "channel": group.channel_name,
        "blind": "yes" if group.blind else "no",
    }


def _mission(group: WorkingGroup) -> tuple[FieldChange, ...]:
    return (FieldChange("mission", "", group.mission),)


def _differences(before: dict[str, str], after: dict[str, str]) -> tuple[FieldChange, ...]:
    changed = (name for name in before if before[name] != after[name])
    return tuple(FieldChange(name, before[name], after[name]) for name in changed)


def _chat_ids(directory: Directory, ids: Sequence[int]) -> tuple[str, ...]:
    there = (directory.person(id_).chat_id for id_ in ids)
    return tuple(chat_id for chat_id in there if chat_id)[:PEOPLE_AT_MOST]


def _unseen(directory: Directory, parts: dict[Role, tuple[int, ...]]) -> set[int]:
    """People whom the form cannot show, so that it cannot take them out either."""
    shown = {chat_id for ids in parts.values() for chat_id in _chat_ids(directory, ids)}
    return {id_ for ids in parts.values() for id_ in ids if directory.person(id_).chat_id not in shown}
