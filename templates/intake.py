"""The form, made from the table of kinds and fields, and the modals that follow it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.items import Item, Opened, Similar
from bot.domain.kinds import FORMS, HOURS, USUAL_HOURS, FieldType, FormField, RequestKind
from bot.domain.practices import TAGS_AT_MOST
from bot.domain.statuses import TriageAction, own_for
from templates.alike import similar_blocks
from templates.blocks import (
    VIEW_BLOCKS,
    VIEW_BYTES,
    Block,
    actions,
    button,
    context,
    input_block,
    modal,
    option,
    plain,
    section,
)
from templates.cards import item_blocks, press
from templates.commenting import comment_blocks
from templates.consulting import opinion_blocks
from templates.direct import open_button, received_lines
from templates.history import LINES_SHOWN, history_blocks
from templates.keeping import practice_blocks
from templates.mrkdwn import Mrkdwn
from templates.noticed import Finding, marks, noticed_blocks
from templates.revealing import reveal_button
from templates.scoring import score_blocks
from templates.taking_up import adoption_blocks
from templates.wording import Words

SUBMIT_ID = "intake_submit"
TYPED_ID = "intake_typed"
ANSWER_ID = "intake_answer"
DEPARTMENT_ID = "intake_department"
TAGS_ID = "intake_tags"
KIND_ID = "intake_kind"


@dataclass(frozen=True)
class FormState:
    """What the form shows: answers so far and what was noticed about them."""

    draft_id: int
    kind: RequestKind
    answers: dict[str, Any] = field(default_factory=dict)
    department: tuple[int, str] | None = None
    resumed_at: datetime | None = None
    findings: Sequence[Finding] = ()
    similar: Sequence[Similar] = ()
    similar_seen: bool = False
    covered: bool = False


def block_id(name: str, draft_id: int) -> str:
    """The block of a question: the same across kinds, so that typed text stays; another for another draft."""
    return f"{name}:{draft_id}"


def intake_modal(words: Words, state: FormState) -> Block:
    """The form of one kind, with what was noticed about it on top."""
    blocks = [
        *_resumed(words, state),
        *_findings(words, state),
        *similar_blocks(words, state.similar),
        _kind(words, state),
        *(question_block(words, state, question) for question in FORMS[state.kind]),
    ]
    kept = {
        "draft": state.draft_id,
        "kind": state.kind.value,
        "seen": bool(state.similar) or state.similar_seen,
        "noticed": marks(state.findings),
    }
    return modal(
        SUBMIT_ID,
        words.plain("intake.modal_title"),
        blocks,
        submit=words.plain("intake.submit"),
        close=words.plain("intake.close"),
        private_metadata=json.dumps(kept),
        notify_on_close=True,
    )


def received_modal(words: Words, item: Item) -> Block:
    """What stays open after sending: the number, where it went and why."""
    lines = Mrkdwn("\n".join(received_lines(words, item)))
    return _closing(words, words.plain("intake.received_title"), [section(lines), actions([open_button(words, item)])])


def joined_modal(words: Words, item: Item) -> Block:
    """What stays open after joining."""
    line = words.say("direct.joined", number=item.number, title=item.title)
    return _closing(words, words.plain("intake.joined_title"), [section(line), actions([open_button(words, item)])])


def item_modal(words: Words, opened: Opened) -> Block:
    """The whole item with what happened to it, and what its requester can do."""
    item = opened.item
    own = [_own_press(words, item, action) for action in own_for(item.status)] if opened.own else []
    own += [reveal_button(words, item)] if opened.can_reveal else []
    said = [
        *opinion_blocks(words, opened.review),
        *score_blocks(words, item, opened.review),
        *comment_blocks(words, item, opened.review),
    ]
    spread = adoption_blocks(words, item)
    kept = practice_blocks(words, opened)
    blocks = [*item_blocks(words, item), *kept, *spread, *([actions(own)] if own else []), *said]
    lines = max(1, min(LINES_SHOWN, VIEW_BLOCKS - len(blocks) - 2))
    told = history_blocks(words, opened.history, lines)
    while lines > 1 and len(json.dumps([*blocks, *told])) > VIEW_BYTES:
        lines //= 2
        told = history_blocks(words, opened.history, lines)
    return _closing(words, words.plain("intake.item_title", number=item.number), [*blocks, *told])


def _own_press(words: Words, item: Item, action: TriageAction) -> Block:
    if action is TriageAction.UNDO:  # what its requester decided last is to withdraw it
        return button(f"triage_{action}", words.plain("cards.unwithdraw"), str(item.id))
    return press(words, item, action)


def _closing(words: Words, title: str, blocks: list[Block]) -> Block:
    return modal("intake_shown", title, blocks, submit=None, close=words.plain("intake.close"))


def _resumed(words: Words, state: FormState) -> list[Block]:
    covered = [context(words.say("intake.covered"))] if state.covered else []
    if state.resumed_at is None:
        return covered
    again = button("intake_start_over", words.plain("intake.start_over"), str(state.draft_id))
    return [section(words.say("intake.resumed", moment=state.resumed_at), again), *covered]


def _findings(words: Words, state: FormState) -> list[Block]:
    def label(field: str) -> str:
        return words.plain("intake.label", field=field, kind=state.kind.value)

    return noticed_blocks(words, state.findings, label, words.plain("intake.submit"))


def _kind(words: Words, state: FormState) -> Block:
    choices = [option(words.plain("intake.kind_option", kind=kind.value), kind.value) for kind in FORMS]
    chosen = next(choice for choice in choices if choice["value"] == state.kind)
    element = {"type": "radio_buttons", "action_id": KIND_ID, "options": choices, "initial_option": chosen}
    block = input_block(block_id("kind", state.draft_id), words.plain("intake.kind_label"), element)
    return {**block, "dispatch_action": True}


def question_block(words: Words, state: FormState, question: FormField) -> Block:
    """One question of a form, as far as it is answered."""
    label = words.plain("intake.label", field=question.name, kind=state.kind.value)
    hint = words.plain("intake.hint", field=question.name, kind=state.kind.value)
    element = _ELEMENTS[question.type](words, state, question)
    name = block_id(question.name, state.draft_id)
    block = input_block(name, label, element, hint=hint, optional=not question.required)
    # What is chosen reaches the bot at once, as what is typed does; files stay in the chat.
    return block if question.type is FieldType.FILES else {**block, "dispatch_action": True}


def _text(words: Words, state: FormState, question: FormField) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": TYPED_ID,
        "multiline": question.type is FieldType.TEXT,
        "max_length": question.max_length,
        "placeholder": _placeholder(words, state, question),
        # Each pause in typing reaches the bot: a closed modal does not carry what was typed, this does.
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    if typed := str(state.answers.get(question.name) or "")[: question.max_length]:
        element["initial_value"] = typed
    return element


def _date(words: Words, state: FormState, question: FormField) -> Block:
    element: Block = {"type": "datepicker", "action_id": ANSWER_ID, "placeholder": _placeholder(words, state, question)}
    if chosen := state.answers.get(question.name):
        element["initial_date"] = chosen
    return element


def _people(words: Words, state: FormState, question: FormField) -> Block:
    element: Block = {
        "type": "multi_users_select",
        "action_id": ANSWER_ID,
        "placeholder": _placeholder(words, state, question),
    }
    if chosen := state.answers.get(question.name):
        element["initial_users"] = chosen
    return element


def _person(words: Words, state: FormState, question: FormField) -> Block:
    element: Block = {
        "type": "users_select",
        "action_id": ANSWER_ID,
        "placeholder": _placeholder(words, state, question),
    }
    if chosen := state.answers.get(question.name):
        element["initial_user"] = chosen
    return element


def _tags(words: Words, state: FormState, question: FormField) -> Block:
    element: Block = {
        "type": "multi_external_select",
        "action_id": TAGS_ID,
        "min_query_length": 0,
        "max_selected_items": TAGS_AT_MOST,
        "placeholder": _placeholder(words, state, question),
    }
    if chosen := [tag for tag in state.answers.get(question.name) or () if tag]:
        element["initial_options"] = [option(tag, tag) for tag in chosen[:TAGS_AT_MOST]]
    return element


def tag_options(words: Words, found: Sequence[tuple[str, bool]]) -> list[Block]:
    """Tags to choose among, and what was typed as a new one."""
    return [option(tag, tag, words.plain("intake.tag_new") if new else "") for tag, new in found]


def _several(words: Words, state: FormState, question: FormField) -> Block:
    known = {choice: option(words.plain("intake.choice", name=choice), choice) for choice in question.choices}
    element: Block = {"type": "checkboxes", "action_id": ANSWER_ID, "options": list(known.values())}
    if chosen := [known[choice] for choice in state.answers.get(question.name) or () if choice in known]:
        element["initial_options"] = chosen
    return element


def _choice(words: Words, state: FormState, question: FormField) -> Block:
    element: Block = {
        "type": "external_select",
        "action_id": DEPARTMENT_ID,
        "min_query_length": 0,
        "placeholder": _placeholder(words, state, question),
    }
    if state.department:
        element["initial_option"] = option(state.department[1], str(state.department[0]))
    return element


def _yes(words: Words, state: FormState, question: FormField) -> Block:
    choice = option(words.plain("intake.yes", name=question.name, kind=state.kind.value), "yes")
    element: Block = {"type": "checkboxes", "action_id": ANSWER_ID, "options": [choice]}
    if state.answers.get(question.name):
        element["initial_options"] = [choice]
    return element


def _option(words: Words, state: FormState, question: FormField) -> Block:
    choices = [option(words.plain("intake.hours", hours=hours), hours) for hours in HOURS]
    given = str(state.answers.get(question.name) or USUAL_HOURS)
    chosen = next((choice for choice in choices if choice["value"] == given), choices[0])
    return {"type": "static_select", "action_id": ANSWER_ID, "options": choices, "initial_option": chosen}


def _files(_words: Words, _state: FormState, _question: FormField) -> Block:
    return {"type": "file_input", "action_id": ANSWER_ID, "max_files": 5}


def _placeholder(words: Words, state: FormState, question: FormField) -> Block:
    return plain(words.plain("intake.placeholder", field=question.name, kind=state.kind.value), 150)


_ELEMENTS = {
    FieldType.LINE: _text,
    FieldType.TEXT: _text,
    FieldType.DATE: _date,
    FieldType.PEOPLE: _people,
    FieldType.PERSON: _person,
    FieldType.TAGS: _tags,
    FieldType.SEVERAL: _several,
    FieldType.CHOICE: _choice,
    FieldType.YES: _yes,
    FieldType.FILES: _files,
    FieldType.OPTION: _option,
}
