"""Decisions: the modal that asks for their words, and what the requester and the group are told of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.items import Item
from bot.domain.kinds import RequestKind
from bot.domain.statuses import TRANSITIONS, TriageAction
from templates.blocks import Block, Message, actions, button, context, input_block, modal, option, plain, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.direct import open_button
from templates.keeping import MAKE_ID
from templates.mrkdwn import Mrkdwn, clip, mention
from templates.noticed import Finding, marks, noticed_blocks, type_name
from templates.wording import Words

SUBMIT_ID = "triage_decision_submit"
READY_ID = "triage_decision_ready"
ANSWER_ID = f"triage_{TriageAction.ANSWER}"
WORDS_BLOCK = "decision_words"
UNTIL_BLOCK = "decision_until"
REPLY_MASK_ID = "answer_mask"
REPLY_KEEP_ID = "answer_keep"
WORDS_AT_MOST = 1000
ANSWER_AT_MOST = 3000
_TYPES_REMEMBERED = 80  # a button carries 2,000 characters


@dataclass(frozen=True)
class Said:
    """A decision as it is told; a requester's own words name them only where they may be named."""

    action: TriageAction
    person: str
    words: str = ""
    until: date | None = None
    by_requester: bool = False


@dataclass(frozen=True)
class Asked:
    """How far a decision's modal is filled in; `version` changes when the bot has written into it."""

    action: TriageAction
    item: int
    in_home: bool = False
    version: int = 0
    words: str = ""
    until: str | None = None
    question: str = ""
    findings: Sequence[Finding] = ()


def at_most(action: TriageAction) -> int:
    """How long an action's words may be."""
    return ANSWER_AT_MOST if action is TriageAction.ANSWER else WORDS_AT_MOST


def decision_modal(words: Words, item: Item, asked: Asked) -> Block:
    """What an action asks for: words, with ready-made ones to begin with, and a day where one is owed."""
    action, rule = asked.action.value, TRANSITIONS[asked.action]
    label, submit = words.plain("deciding.words", action=action), words.plain("deciding.submit", action=action)
    blocks = [
        *noticed_blocks(words, asked.findings, lambda _: label, submit),
        section(words.say("deciding.which", number=item.number, title=clip(item.title, TITLE_SHOWN))),
        *_question(words, asked),
    ]
    if ready := ready_sentences(words, asked.action):
        blocks.append(actions([_ready_menu(words, ready)], f"ready:{asked.version}"))
    field = {
        "type": "plain_text_input",
        "action_id": WORDS_BLOCK,
        "multiline": True,
        "max_length": at_most(asked.action),
        "placeholder": plain(words.plain("deciding.words_placeholder", action=action), 150),
    }
    if asked.words:
        field["initial_value"] = asked.words[: at_most(asked.action)]
    # A field keeps what is typed as long as its block keeps its name; ready-made words need a new one.
    name, hint = f"{WORDS_BLOCK}:{asked.version}", words.plain("deciding.words_hint", action=action)
    blocks.append(input_block(name, label, field, hint=hint))
    if rule.needs_date:
        blocks.append(_day(words, asked))
    kept = {"item": asked.item, "action": action, "in_home": asked.in_home, "version": asked.version}
    kept["noticed"] = marks(asked.findings)
    return modal(
        SUBMIT_ID,
        words.plain("deciding.title", action=action),
        blocks,
        submit=submit,
        close=words.plain("intake.close"),
        private_metadata=json.dumps(kept),
    )


def ready_sentences(words: Words, action: TriageAction) -> list[str]:
    """The ready-made sentences of an action, one a line in the templates."""
    return [line.strip() for line in words.plain("deciding.ready", action=action.value).splitlines() if line.strip()]


def told(words: Words, item: Item, said: Said) -> Message:
    """The decision as the requester reads it, with the words as they were written."""
    facts = {**_facts(item, said), "name": clip(said.person, NAME_SHOWN)}
    presses = [open_button(words, item)]
    if said.action is TriageAction.ASK:
        label = words.plain("deciding.answer_button")
        presses.insert(0, button(ANSWER_ID, label, str(item.id), style="primary"))
    hint = []
    if said.action is TriageAction.FINISH and item.kind is RequestKind.PROPOSAL and not item.private:
        presses.append(button(MAKE_ID, words.plain("keeping.make"), str(item.id)))
        hint = [context(words.say("keeping.make_hint"))]
    text = words.say("deciding.told", **facts)
    return Message(text, [section(text), *hint, actions(presses)])


def asked_once(words: Words, item: Item, said: Said, answer: Said | None = None) -> Message:
    """A question as its requester reads it when nobody need answer it any more: who answered it, or how it stands."""
    facts = {key: value for key, value in _facts(item, said).items() if key not in {"action", "until"}}
    text = words.say("deciding.asked_once", **facts, name=clip(said.person, NAME_SHOWN))
    if answer is not None:
        name = clip(answer.person, NAME_SHOWN)
        now = words.say("deciding.question_answered", name=name, on=answer.until, note=answer.words)
    else:
        now = words.say("deciding.question_over", **_status(words, item))
    return Message(text, [section(text), section(now), actions([open_button(words, item)])])


def in_thread(words: Words, item: Item, said: Said) -> Message:
    """The decision in the thread of the item's card; an answer calls the lead and the companion."""
    facts = {**_facts(item, said), "name": _named(item, said)}
    text = words.say("deciding.in_thread", called="", **facts)
    called = _called(item) if said.action is TriageAction.ANSWER else ""
    return Message(text, [section(words.say("deciding.in_thread", called=called, **facts))])


def answer_taken(words: Words, item: Item) -> Message:
    """A reply was taken for the answer to a question."""
    group = item.group.name if item.group else ""
    text = words.say("deciding.taken", group=group)
    return Message(text, [section(text)])


def answer_noticed(words: Words, item: Item, reply_ts: str, types: Sequence[str]) -> Message:
    """A reply was not taken, because it looks as if it held personal data; it is named by its type alone."""
    named = list(dict.fromkeys(type_name(words, type_) for type_ in types))
    text = words.say("deciding.noticed", number=item.number, types=named)
    value = f"{item.id}:{reply_ts}:{','.join(types[:_TYPES_REMEMBERED])}"
    presses = [
        button(REPLY_MASK_ID, words.plain("deciding.noticed_mask"), value, style="primary"),
        button(REPLY_KEEP_ID, words.plain("deciding.noticed_keep"), value),
    ]
    return Message(text, [section(text), actions(presses)])


def undone(words: Words, item: Item, said: Said) -> Message:
    """A decision was taken back, for the requester."""
    facts = {**_status(words, item), "name": clip(said.person, NAME_SHOWN), "action": said.action.value}
    text = words.say("deciding.undone", number=item.number, title=clip(item.title, TITLE_SHOWN), **facts)
    return Message(text, [section(text), actions([open_button(words, item)])])


def undone_in_thread(words: Words, item: Item, said: Said) -> Message:
    """The same in the thread of the item's card."""
    facts = {**_status(words, item), "name": _named(item, said), "action": said.action.value}
    text = words.say("deciding.undone_in_thread", **facts)
    return Message(text, [section(text)])


def _named(item: Item, said: Said) -> str:
    return "" if said.by_requester and item.blind else clip(said.person, NAME_SHOWN)


def _question(words: Words, asked: Asked) -> list[Block]:
    """Above an answer stands what was asked."""
    return [section(words.say("deciding.question", question=asked.question))] if asked.question else []


def _ready_menu(words: Words, ready: list[str]) -> Block:
    return {
        "type": "static_select",
        "action_id": READY_ID,
        "placeholder": plain(words.plain("deciding.ready_placeholder"), 150),
        "options": [option(sentence, str(place)) for place, sentence in enumerate(ready)],
    }


def _day(words: Words, asked: Asked) -> Block:
    element: Block = {"type": "datepicker", "action_id": UNTIL_BLOCK}
    if asked.until:
        element["initial_date"] = asked.until
    hint = words.plain("deciding.until_hint")
    return input_block(UNTIL_BLOCK, words.plain("deciding.until"), element, hint=hint)


def _facts(item: Item, said: Said) -> dict[str, object]:
    return {
        "action": said.action.value,
        "number": item.number,
        "title": clip(item.title, TITLE_SHOWN),
        "group": clip(item.group.name, NAME_SHOWN) if item.group else "",
        "note": said.words,
        "until": said.until,
    }


def _status(words: Words, item: Item) -> dict[str, str]:
    return {"status": words.plain("common.status", status=item.status.value)}


def _called(item: Item) -> Mrkdwn:
    people = [item.group.lead if item.group else None, item.companion]
    return Mrkdwn(
        " ".join(dict.fromkeys(mention(who.chat_id, clip(who.name, NAME_SHOWN)) for who in people if who is not None))
    )
