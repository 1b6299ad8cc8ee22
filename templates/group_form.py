"""The form in which the office makes or changes a group, and a lead what is theirs to change."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.groups import MOST_SLOTS
from bot.domain.items import Who
from bot.domain.roles import SelectionMode
from templates.blocks import Block, context, input_block, modal, option, plain, section
from templates.mrkdwn import clip
from templates.wording import Words

SUBMIT_ID = "group_submit"
RELATED_ID = "group_related"
SUGGEST_ID = "group_suggest"
NAME, SLUG, MISSION, EXAMPLES = "group_name", "group_slug", "group_mission", "group_examples"
SELECTION, RELATED, SLOTS = "group_selection", "group_related", "group_slots"
LEADS, COMPANIONS, MEMBERS = "group_leads", "group_companions", "group_members"
CHANNEL, NEW_CHANNEL, BLIND = "group_channel", "group_new_channel", "group_blind"
NAME_AT_MOST, TEXT_AT_MOST, PEOPLE_AT_MOST = 60, 1000, 100
_NAME_SHOWN = 40
_NAMES_SHOWN = 30


@dataclass(frozen=True)
class GroupFields:
    """A group's form as it stands on somebody's screen; people and channels by their ids in the chat."""

    name: str = ""
    slug: str = ""
    mission: str = ""
    examples: str = ""
    selection: SelectionMode = SelectionMode.RELATED_DEPARTMENTS
    leads: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    related: tuple[tuple[int, str], ...] = ()
    slots: int = 1
    channel: str | None = None
    new_channel: bool = False
    blind: bool = False


@dataclass(frozen=True)
class GroupAsked:
    """The form with what is known beside it; `version` changes when the bot has written into it.

    `unseen` are people of the group whom the chat does not know, `stamp` tells how the group was when it was opened.
    """

    fields: GroupFields
    group_id: int | None = None
    stamp: str = ""
    whole: bool = False
    version: int = 0
    unseen: Sequence[str] = ()
    suggested: Sequence[Who] = ()


def group_modal(words: Words, asked: GroupAsked) -> Block:
    """All of it for the office; mission, members and slots for a lead."""
    name = asked.fields.name[:NAME_AT_MOST]
    first = _about(words, asked) if asked.whole else [section(words.say("groups.form_of", group=name))]
    blocks = [*first, _text(words, MISSION, asked.fields.mission, lines=True)]
    if asked.whole:
        blocks += [_text(words, EXAMPLES, asked.fields.examples, lines=True, optional=True), *_chosen(words, asked)]
    blocks += [*_members(words, asked), _slots(words, asked)]
    if asked.whole:
        blocks += _place(words, asked)
    kept = {"group": asked.group_id, "stamp": asked.stamp, "version": asked.version}
    kept |= {} if asked.whole else {"name": name}
    title = "groups.form_new" if asked.group_id is None else "groups.form_title"
    return modal(
        SUBMIT_ID,
        words.plain(title),
        blocks,
        submit=words.plain("groups.form_submit"),
        close=words.plain("intake.close"),
        private_metadata=json.dumps(kept),
    )


def _about(words: Words, asked: GroupAsked) -> list[Block]:
    name = _text(words, NAME, asked.fields.name, at_most=NAME_AT_MOST)
    if asked.group_id is not None:
        return [name]
    return [name, _text(words, SLUG, asked.fields.slug, at_most=40, optional=True)]


def _text(
    words: Words, name: str, value: str, *, lines: bool = False, at_most: int = TEXT_AT_MOST, optional: bool = False
) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": lines,
        "max_length": at_most,
        "placeholder": plain(words.plain("groups.placeholder", field=name), 150),
    }
    if value:
        element["initial_value"] = value[:at_most]
    return _field(words, name, element, optional=optional)


def _chosen(words: Words, asked: GroupAsked) -> list[Block]:
    modes = [option(words.plain("groups.selection", mode=mode.value), mode.value) for mode in SelectionMode]
    selection: Block = {"type": "static_select", "action_id": SELECTION, "options": modes}
    selection["initial_option"] = next(mode for mode in modes if mode["value"] == asked.fields.selection.value)
    related: Block = {"type": "multi_external_select", "action_id": RELATED_ID, "min_query_length": 0}
    if asked.fields.related:
        related["initial_options"] = [option(name, str(id_)) for id_, name in asked.fields.related[:PEOPLE_AT_MOST]]
    shown = _field(words, RELATED, related, optional=True)
    shown["dispatch_action"] = True  # the people who might be members are theirs
    return [_field(words, SELECTION, selection), shown, *_heads(words, asked)]


def _heads(words: Words, asked: GroupAsked) -> list[Block]:
    return [
        _people(words, LEADS, asked.fields.leads, optional=bool(asked.unseen)),
        _people(words, COMPANIONS, asked.fields.companions),
    ]


def _members(words: Words, asked: GroupAsked) -> list[Block]:
    # A field keeps what is chosen as long as its block keeps its name; a suggestion taken over needs a new one.
    blocks = [_people(words, MEMBERS, asked.fields.members, f"{MEMBERS}:{asked.version}")]
    if asked.suggested:
        people = [
            option(clip(who.name, _NAME_SHOWN), str(who.id), clip(who.department, _NAME_SHOWN))
            for who in asked.suggested[:PEOPLE_AT_MOST]
        ]
        menu: Block = {"type": "static_select", "action_id": SUGGEST_ID, "options": people}
        menu["placeholder"] = plain(words.plain("groups.suggest_placeholder"), 150)
        count = len(asked.suggested)
        suggest = section(words.say("groups.suggest", count=count), menu)
        blocks.append({**suggest, "block_id": f"{SUGGEST_ID}:{asked.version}"})
    if asked.unseen:
        named = [clip(name, _NAME_SHOWN) for name in asked.unseen[:_NAMES_SHOWN]]
        blocks.append(context(words.say("groups.unseen", names=named, count=len(asked.unseen))))
    return blocks


def _people(
    words: Words, name: str, chosen: Sequence[str], block_id: str = "", *, optional: bool | None = None
) -> Block:
    element: Block = {"type": "multi_users_select", "action_id": name}
    if chosen:
        element["initial_users"] = list(chosen[:PEOPLE_AT_MOST])
    free = name != LEADS if optional is None else optional
    return {**_field(words, name, element, optional=free), "block_id": block_id or name}


def _slots(words: Words, asked: GroupAsked) -> Block:
    options = [option(words.plain("groups.slots_option", count=count), str(count)) for count in range(MOST_SLOTS + 1)]
    element: Block = {"type": "static_select", "action_id": SLOTS, "options": options}
    element["initial_option"] = options[min(max(asked.fields.slots, 0), MOST_SLOTS)]
    return _field(words, SLOTS, element)


def _place(words: Words, asked: GroupAsked) -> list[Block]:
    select: Block = {"type": "conversations_select", "action_id": CHANNEL}
    select["filter"] = {"include": ["public", "private"], "exclude_bot_users": True}
    if asked.fields.channel:
        select["initial_conversation"] = asked.fields.channel
    return [
        _field(words, CHANNEL, select, optional=True),
        _yes(words, NEW_CHANNEL, chosen=asked.fields.new_channel),
        _yes(words, BLIND, chosen=asked.fields.blind),
    ]


def _yes(words: Words, name: str, *, chosen: bool) -> Block:
    choice = option(words.plain("groups.yes", field=name), "yes")
    element: Block = {"type": "checkboxes", "action_id": name, "options": [choice]}
    if chosen:
        element["initial_options"] = [choice]
    return _field(words, name, element, optional=True)


def _field(words: Words, name: str, element: Block, *, optional: bool = False) -> Block:
    label, hint = words.plain("groups.label", field=name), words.plain("groups.hint", field=name)
    return input_block(name, label, element, hint=hint, optional=optional)
