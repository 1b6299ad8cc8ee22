"""The screens about working groups, from the same facts as all others."""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.groups import FieldChange, GroupChanges, GroupLine, GroupList, PartChange
from bot.domain.items import Who
from bot.domain.roles import Role, SelectionMode
from templates import group_form, groups
from templates.blocks import Block, Message
from templates.group_form import GroupAsked, GroupFields
from templates.wording import Words

CHANGED = ("name", "mission", "examples", "related", "channel")


def group_screens(
    words: Words, who: Who, line: str, text: str, name: str, many: int
) -> Iterator[tuple[str, Message | Block]]:
    """Each builder by its name, with as many people and groups as there are."""
    shown = _list(who, name, many)
    yield "templates.groups.group_list", groups.group_list(words, shown)
    yield "templates.groups.group_list", groups.group_list(words, GroupList(()))
    yield "templates.groups.group_list_modal", groups.group_list_modal(words, shown)
    yield "templates.group_form.group_modal", group_form.group_modal(words, GroupAsked(GroupFields(), whole=True))
    asked = _asked(who, line, text, name, many)
    yield "templates.group_form.group_modal", group_form.group_modal(words, asked)
    yield "templates.group_form.group_modal", group_form.group_modal(words, replace(asked, whole=False))
    yield "templates.groups.changed_message", groups.changed_message(words, _changes(who, line, text, name, many))
    yield "templates.groups.changed_message", groups.changed_message(words, GroupChanges(name, name, created=True))
    yield "templates.groups.channel_failed", groups.channel_failed(words, name, "wg-booking", "name_taken")
    yield "templates.groups.invite_failed", groups.invite_failed(words, name, "C0ALL", many)


def _list(who: Who, name: str, many: int) -> GroupList:
    people = (who,) * many
    full = GroupLine(
        1,
        name,
        SelectionMode.OPEN_CALL,
        slots=2,
        waiting=7,
        leads=people,
        companions=people,
        members=people,
        related=(name,) * many,
        channel="C0ALL",
        blind=True,
        may_edit=True,
    )
    bare = GroupLine(2, name, SelectionMode.ALL_DEPARTMENTS, slots=0, waiting=1)
    return GroupList((full, bare, *(replace(full, id=3 + n) for n in range(min(many, 6)))), may_create=True, later=3)


def _asked(who: Who, line: str, text: str, name: str, many: int) -> GroupAsked:
    chosen = tuple(f"U0{n}" for n in range(many))
    fields = GroupFields(
        name=line,
        mission=text,
        examples=text,
        leads=chosen,
        companions=chosen,
        members=chosen,
        related=tuple((n, name) for n in range(1, many + 1)),
        channel="C0ALL",
        new_channel=True,
        blind=True,
    )
    suggested = tuple(replace(who, id=n) for n in range(1, many + 1))
    return GroupAsked(fields, 1, "stamp", whole=True, unseen=(name,) * many, suggested=suggested)


def _changes(who: Who, line: str, text: str, name: str, many: int) -> GroupChanges:
    told = [FieldChange(field, line, text) for field in CHANGED]
    told += [FieldChange("slots", "1", "2"), FieldChange("selection", "open_call", "all_departments")]
    told += [FieldChange("blind", "no", "yes")]
    parts = [PartChange(who, before, after) for before, after in ((None, Role.LEAD), (Role.MEMBER, None))] * many
    parts.append(PartChange(who, Role.COMPANION, Role.MEMBER))
    return GroupChanges(name, name, fields=tuple(told), parts=tuple(parts))
