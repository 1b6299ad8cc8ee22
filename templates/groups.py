"""The list of the working groups, and what a group is told about changes of itself."""

from collections.abc import Sequence

from bot.domain.groups import FieldChange, GroupChanges, GroupLine, GroupList, PartChange
from bot.domain.items import Who
from templates.blocks import Block, Message, actions, button, context, divider, modal, option, section
from templates.mrkdwn import Mrkdwn, channel, clip, mention
from templates.wizard import OPEN_ID as OPEN_WIZARD_ID
from templates.wording import Words

LIST_ID = "groups_list"
OPEN_ID = "groups_open"
MORE_ID = "groups_more"
NEW_ID = "group_new"
DO_ID = "group_do"
EDIT, CALL, END_CALL, NOMINATE = "edit", "call", "end_call", "nominate"
_NAME_SHOWN = 60
_NAMES_SHOWN = 5
_PERSON_SHOWN = 24
_PARTS_SHOWN = 20
_TEXT_SHOWN = 300


def group_list(words: Words, shown: GroupList) -> Message:
    """The groups as a message to one person."""
    return Message(words.say("groups.title"), _list(words, shown))


def group_list_modal(words: Words, shown: GroupList) -> Block:
    """The same over App Home."""
    return modal(
        LIST_ID, words.plain("groups.title"), _list(words, shown), submit=None, close=words.plain("intake.close")
    )


def changed_message(words: Words, changes: GroupChanges) -> Message:
    """Everything that was changed at once, for the group's channel."""
    sentence = "groups.created" if changes.created else "groups.changed"
    text = words.say(sentence, group=clip(changes.group, _NAME_SHOWN), by=clip(changes.by, _NAME_SHOWN))
    lines = [
        words.say("groups.field_changed", name=field.name, before=field.before, after=clip(field.after, _TEXT_SHOWN))
        for field in changes.fields
    ]
    lines += [_part(words, part) for part in changes.parts[:_PARTS_SHOWN]]
    if (more := len(changes.parts) - _PARTS_SHOWN) > 0:
        lines.append(words.say("groups.parts_more", count=more))
    return Message(text, [section(text), *([section(Mrkdwn("\n".join(lines)))] if lines else [])])


def channel_failed(words: Words, group: str, name: str, reason: str) -> Message:
    """The group is stored, but its channel has to be made by a person."""
    text = words.say("groups.channel_failed", group=clip(group, _NAME_SHOWN), channel=name, reason=reason)
    return Message(text, [section(text)])


def invite_failed(words: Words, group: str, channel_id: str, count: int) -> Message:
    """Somebody has to bring the new people into the group's channel."""
    where = channel(channel_id, "")
    text = words.say("groups.invite_failed", group=clip(group, _NAME_SHOWN), channel=where, count=count)
    return Message(text, [section(text)])


def _list(words: Words, shown: GroupList) -> list[Block]:
    blocks: list[Block] = []
    for line in shown.lines:
        about = {**section(_line(words, line), _menu(words, line)), "block_id": f"group:{line.id}"}
        blocks += [about, context(_people(words, line))]
    if not blocks:
        blocks = [section(words.say("groups.nothing"))]
    presses = []
    if shown.may_create:
        presses.append(button(NEW_ID, words.plain("groups.new")))
        presses.append(button(OPEN_WIZARD_ID, words.plain("wizard.open")))
    if shown.later:
        after = str(shown.earlier + len(shown.lines))
        presses.append(button(MORE_ID, words.plain("groups.more", count=shown.later), after))
    return [*blocks, *([divider(), actions(presses)] if presses else [])]


def _line(words: Words, line: GroupLine) -> Mrkdwn:
    where = channel(line.channel, f"#{line.channel_name}" if line.channel_name else "")
    load = words.say("groups.load", load=line.load.value, waiting=line.waiting, slots=line.slots)
    name = clip(line.name, _NAME_SHOWN)
    return words.say("groups.line", name=name, where=where, load=load, slots=line.slots, blind=line.blind)


def _people(words: Words, line: GroupLine) -> Mrkdwn:
    return words.say(
        "groups.people",
        leads=_names(line.leads),
        companions=_names(line.companions),
        members=_names(line.members),
        count=len(line.members),
        mode=words.plain("groups.selection", mode=line.selection.value),
        related=[clip(name, _PERSON_SHOWN) for name in line.related[:_NAMES_SHOWN]],
    )


def _menu(words: Words, line: GroupLine) -> Block | None:
    calling = END_CALL if line.calling else CALL
    offered = ((EDIT, line.may_edit), (calling, line.may_call), (NOMINATE, line.may_nominate))
    if not (deeds := [deed for deed, may in offered if may]):
        return None
    choices = [option(words.plain("groups.deed", deed=deed), f"{line.id}:{deed}") for deed in deeds]
    return {"type": "overflow", "action_id": DO_ID, "options": choices}


def _names(people: Sequence[Who]) -> list[str]:
    return [clip(who.name, _PERSON_SHOWN) for who in people[:_NAMES_SHOWN]]


def _field(words: Words, field: FieldChange) -> Mrkdwn:
    before, after = clip(field.before, _TEXT_SHOWN), clip(field.after, _TEXT_SHOWN)
    return words.say("groups.field_changed", name=field.name, before=before, after=after)


def _part(words: Words, part: PartChange) -> Mrkdwn:
    who = mention(part.person.chat_id, clip(part.person.name, _NAME_SHOWN))
    before, after = part.before.value if part.before else "", part.after.value if part.after else ""
    return words.say("groups.part_changed", who=who, before=before, after=after)
