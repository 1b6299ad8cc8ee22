"""The small form about one group of a reorganisation: what becomes of it, and what that asks for."""

import json

from bot.domain.groups import MOST_SLOTS
from bot.domain.items import Who
from bot.domain.reorganisations import ChoiceAsked
from templates.blocks import Block, actions, button, context, input_block, modal, option, section
from templates.mrkdwn import clip
from templates.wording import Words

SUBMIT_ID, DROP_ID, SAID_ID, DEED_ID = "wizard_choice", "wizard_drop", "wizard_said", "wizard_deed"
DEED, TARGET, TARGETS, TYPED, RULE = "wiz_deed", "wiz_target", "wiz_targets", "wiz_typed", "wiz_rule"
NAME, MISSION, LEAD, COMPANIONS = "wiz_name", "wiz_mission", "wiz_lead", "wiz_companions"
MEMBERS, SLOTS, CHANNEL, BACK = "wiz_members", "wiz_slots", "wiz_channel", "wiz_back"
DEEDS = ("continue", "merge", "split", "close")
RULES = ("all", "by_words", "to_office", "back")
NAME_AT_MOST, TEXT_AT_MOST, PEOPLE_AT_MOST = 60, 1000, 100
_NAME_SHOWN = 60


def choice_modal(words: Words, asked: ChoiceAsked) -> Block:
    """What becomes of a group; everything is kept while it is chosen and typed, also when the form is closed."""
    deed = asked.form.deed
    title = "wizard.choice_new" if deed == "found" else "wizard.choice_title"
    return modal(
        SUBMIT_ID,
        words.plain(title),
        _BUILDERS[deed](words, asked),
        submit=words.plain("wizard.choice_submit"),
        close=words.plain("wizard.back"),
        notify_on_close=True,
        private_metadata=json.dumps({"group": asked.key, "earlier": asked.earlier}),
    )


def _continued(words: Words, asked: ChoiceAsked) -> list[Block]:
    return [
        *_head(words, asked),
        _text(words, NAME, asked.form.name),
        _text(words, MISSION, asked.form.mission, lines=True),
        _person(words, asked.lead),
        _people(words, COMPANIONS, asked.companions),
    ]


def _merged(words: Words, asked: ChoiceAsked) -> list[Block]:
    blocks = _head(words, asked)
    if asked.options:
        choices = _options(asked)
        element: Block = {"type": "static_select", "action_id": SAID_ID, "options": choices}
        chosen = [choice for choice in choices if choice["value"] in asked.form.targets[:1]]
        if chosen:
            element["initial_option"] = chosen[0]
        blocks.append(_field(words, TARGET, element))
    return [*blocks, _text(words, TYPED, "\n".join(asked.form.typed)), _rule(words, asked)]


def _split(words: Words, asked: ChoiceAsked) -> list[Block]:
    typed = _text(words, TYPED, "\n".join(asked.form.typed), lines=True)
    return [*_head(words, asked), *_several(words, asked), typed, _rule(words, asked)]


def _closed(words: Words, asked: ChoiceAsked) -> list[Block]:
    return [*_head(words, asked), _rule(words, asked), *_several(words, asked)]


def _founded(words: Words, asked: ChoiceAsked) -> list[Block]:
    form = asked.form
    blocks = [
        _text(words, NAME, form.name, optional=False),
        _text(words, MISSION, form.mission, lines=True, new=True),
        _person(words, asked.lead),
        _people(words, COMPANIONS, asked.companions),
        _people(words, MEMBERS, asked.members),
        _slots(words, asked),
        _text(words, CHANNEL, form.channel),
        _back(words, asked),
    ]
    if asked.stored:
        blocks.append(actions([button(DROP_ID, words.plain("wizard.drop"), asked.key, style="danger")]))
    return blocks


_BUILDERS = {"continue": _continued, "merge": _merged, "split": _split, "close": _closed, "found": _founded}


def _head(words: Words, asked: ChoiceAsked) -> list[Block]:
    """The group, and the four things that may become of it."""
    choices = [option(words.plain("wizard.deed", deed=deed), deed) for deed in DEEDS]
    element: Block = {"type": "radio_buttons", "action_id": DEED_ID, "options": choices}
    element["initial_option"] = next(choice for choice in choices if choice["value"] == asked.form.deed)
    deed = {**input_block(DEED, words.plain("wizard.label", field=DEED), element), "dispatch_action": True}
    explained = context(words.say("wizard.explained", deed=asked.form.deed))
    return [section(words.say("wizard.about", group=clip(asked.name, _NAME_SHOWN))), deed, explained]


def _text(
    words: Words, name: str, value: str, *, lines: bool = False, optional: bool = True, new: bool = False
) -> Block:
    at_most = TEXT_AT_MOST if lines else NAME_AT_MOST
    element: Block = {
        "type": "plain_text_input",
        "action_id": SAID_ID,
        "multiline": lines,
        "max_length": at_most,
        # Each pause in typing reaches the bot: a closed modal does not carry what was typed, this does.
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    if value:
        element["initial_value"] = value[:at_most]
    return _field(words, name, element, optional=optional, new=new)


def _options(asked: ChoiceAsked) -> list[Block]:
    return [option(clip(name, _NAME_SHOWN) or " ", key) for key, name in asked.options[:100]]


def _several(words: Words, asked: ChoiceAsked) -> list[Block]:
    if not asked.options:
        return []
    choices = _options(asked)
    element: Block = {"type": "multi_static_select", "action_id": SAID_ID, "options": choices}
    chosen = [choice for choice in choices if choice["value"] in asked.form.targets]
    if chosen:
        element["initial_options"] = chosen
    return [_field(words, TARGETS, element)]


def _rule(words: Words, asked: ChoiceAsked) -> Block:
    choices = [option(words.plain("wizard.rule", rule=rule), rule) for rule in RULES]
    element: Block = {"type": "static_select", "action_id": SAID_ID, "options": choices}
    element["initial_option"] = next(choice for choice in choices if choice["value"] == asked.form.rule)
    # Each deed has a rule of its own that is usual: a block keeps what was chosen as long as it keeps its name.
    return {**_field(words, RULE, element, optional=False), "block_id": f"{RULE}:{asked.form.deed}"}


def _person(words: Words, who: Who | None) -> Block:
    element: Block = {"type": "users_select", "action_id": SAID_ID}
    if who is not None and who.chat_id:
        element["initial_user"] = who.chat_id
    return _field(words, LEAD, element)


def _people(words: Words, name: str, people: tuple[Who, ...]) -> Block:
    element: Block = {"type": "multi_users_select", "action_id": SAID_ID}
    if chosen := [who.chat_id for who in people if who.chat_id][:PEOPLE_AT_MOST]:
        element["initial_users"] = chosen
    return _field(words, name, element)


def _slots(words: Words, asked: ChoiceAsked) -> Block:
    options = [option(words.plain("groups.slots_option", count=count), str(count)) for count in range(MOST_SLOTS + 1)]
    element: Block = {"type": "static_select", "action_id": SAID_ID, "options": options}
    slots = 1 if asked.form.slots is None else asked.form.slots
    element["initial_option"] = options[min(max(slots, 0), MOST_SLOTS)]
    return _field(words, SLOTS, element, optional=False)


def _back(words: Words, asked: ChoiceAsked) -> Block:
    choice = option(words.plain("wizard.back_option"), "back")
    element: Block = {"type": "checkboxes", "action_id": SAID_ID, "options": [choice]}
    if asked.form.rule == "back":
        element["initial_options"] = [choice]
    return _field(words, BACK, element)


def _field(words: Words, name: str, element: Block, *, optional: bool = True, new: bool = False) -> Block:
    label, hint = words.plain("wizard.label", field=name), words.plain("wizard.hint", field=name, new=new)
    block = input_block(name, label, element, hint=hint, optional=optional)
    return {**block, "dispatch_action": True}  # what is chosen reaches the bot at once, as what is typed does
