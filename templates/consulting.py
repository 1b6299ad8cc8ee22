"""Asking departments for their opinion: the question, the answer, and what everybody is told of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.items import Item
from bot.domain.opinions import DEPARTMENTS_AT_MOST, Addressee, Opinion, Verdict
from bot.domain.reviews import Review
from templates.assigning import day_field, people_field
from templates.blocks import Block, Message, actions, button, confirm, input_block, modal, option, plain, section
from templates.cards import BODY_SHOWN, NAME_SHOWN, TITLE_SHOWN, item_blocks
from templates.direct import open_button
from templates.mrkdwn import Mrkdwn, clip
from templates.noticed import Finding, marks, noticed_blocks
from templates.wording import Words

SUBMIT_ID = "opinion_ask_submit"
ANSWER_ID = "opinion_answer"
ANSWER_SUBMIT_ID = "opinion_answer_submit"
WITHDRAW_ID = "opinion_withdraw"
EXTEND_ID = "opinion_extend"
DEPARTMENTS_BLOCK = "opinion_departments"
PERSON_BLOCK = "opinion_person"
QUESTION_BLOCK = "opinion_question"
UNTIL_BLOCK = "opinion_until"
VERDICT_BLOCK = "opinion_verdict"
ANSWER_BLOCK = "opinion_words"
QUESTION_AT_MOST = 500
ANSWER_AT_MOST = 1000
_LISTED = 15
_WORDS_LISTED = 400  # a view carries 250,000 bytes, and its history is long


@dataclass(frozen=True)
class Asking:
    """How far the question is filled in; without addressees they are asked for next."""

    question: str = ""
    until: date | None = None
    addressees: Sequence[Addressee] = ()
    findings: Sequence[Finding] = ()
    in_home: bool = False


def ask_modal(words: Words, item: Item, asking: Asking) -> Block:
    """Which departments, what, until when; then who answers for each of them."""
    submit = words.plain("consulting.submit" if asking.addressees else "consulting.next")
    label = words.plain("consulting.question")
    blocks = [
        *noticed_blocks(words, asking.findings, lambda _: label, submit),
        section(words.say("consulting.which", number=item.number, title=clip(item.title, TITLE_SHOWN))),
        _departments(words, asking),
        *_people(words, asking),
        _text(words, QUESTION_BLOCK, QUESTION_AT_MOST, asking.question),
    ]
    until = day_field(UNTIL_BLOCK, asking.until.isoformat() if asking.until else None)
    blocks.append(input_block(UNTIL_BLOCK, words.plain("consulting.until"), until))
    kept = {"item": item.id, "in_home": asking.in_home, "noticed": marks(asking.findings)}
    return _modal(words, SUBMIT_ID, words.plain("consulting.title"), blocks, submit, kept)


def answer_modal(words: Words, item: Item, opinion: Opinion, findings: Sequence[Finding] = ()) -> Block:
    """A department's answer: in a word, and in words."""
    submit, label = words.plain("consulting.answer_submit"), words.plain("consulting.answer_words")
    choices = [option(words.plain("consulting.verdict", verdict=verdict.value), verdict.value) for verdict in Verdict]
    radio = {"type": "radio_buttons", "action_id": VERDICT_BLOCK, "options": choices}
    blocks = [
        *noticed_blocks(words, findings, lambda _: label, submit),
        section(words.say("consulting.which", number=item.number, title=clip(item.title, TITLE_SHOWN))),
        section(words.say("consulting.asked", question=opinion.question, until=opinion.due_on)),
        input_block(VERDICT_BLOCK, words.plain("consulting.verdict_label", department=opinion.department), radio),
        _text(words, ANSWER_BLOCK, ANSWER_AT_MOST, optional=True),
    ]
    kept = {"opinion": opinion.id, "noticed": marks(findings)}
    return _modal(words, ANSWER_SUBMIT_ID, words.plain("consulting.answer_title"), blocks, submit, kept)


def question(words: Words, item: Item, opinion: Opinion, by: str) -> Message:
    """For who answers for a department: the item, the question, and the button as long as it can be answered."""
    facts = {"department": clip(opinion.department, NAME_SHOWN), "name": clip(by, NAME_SHOWN)}
    text = words.say("consulting.to_department", number=item.number, title=clip(item.title, TITLE_SHOWN), **facts)
    presses = [open_button(words, item)]
    if opinion.is_open:
        label = words.plain("consulting.answer_button")
        presses.insert(0, button(ANSWER_ID, label, str(opinion.id), style="primary"))
        state = words.say("consulting.asked", question=opinion.question, until=opinion.due_on)
    else:
        state = _answered(words, opinion)
    return Message(text, [section(text), section(state), *item_blocks(words, item, BODY_SHOWN), actions(presses)])


def asked_in_thread(words: Words, departments: Sequence[str], until: date, by: str) -> Message:
    """The group reads who was asked."""
    names = [clip(name, NAME_SHOWN) for name in departments]
    text = words.say("consulting.asked_in_thread", departments=names, until=until, name=clip(by, NAME_SHOWN))
    return Message(text, [section(text)])


def given_in_thread(words: Words, item: Item, opinion: Opinion) -> Message:
    """The group reads an answer."""
    given, asked = item.progress.opinions
    text = words.say("consulting.progress", given=given, asked=asked)
    return Message(text, [section(Mrkdwn(f"{_answered(words, opinion)}\n{text}"))])


def altered(words: Words, item: Item, opinion: Opinion, deed: str) -> Message:
    """Who was asked learns that they need not answer, or have longer."""
    facts = {"number": item.number, "title": clip(item.title, TITLE_SHOWN), "until": opinion.due_on}
    text = words.say(f"consulting.{deed}", department=clip(opinion.department, NAME_SHOWN), **facts)
    return Message(text, [section(text), actions([open_button(words, item)])])


def all_in(words: Words, item: Item) -> Message:
    """Whoever waits for the answers learns that they are there."""
    count = item.progress.opinions[0]
    text = words.say("consulting.all_in", number=item.number, title=clip(item.title, TITLE_SHOWN), count=count)
    return Message(text, [section(text), actions([open_button(words, item)])])


def opinion_blocks(words: Words, review: Review) -> list[Block]:
    """Every department that was asked, what it said, and what can be done about it."""
    if not review.opinions:
        return []
    blocks = [section(words.say("consulting.heading"))]
    for opinion in review.opinions[-_LISTED:]:
        blocks.append(section(_answered(words, opinion, _WORDS_LISTED)))
        if presses := _presses(words, review, opinion):
            blocks.append(actions(presses))
    return blocks


def _presses(words: Words, review: Review, opinion: Opinion) -> list[Block]:
    presses = []
    if opinion.id in review.answers:
        label = words.plain("consulting.answer_button")
        presses.append(button(ANSWER_ID, label, str(opinion.id), style="primary"))
    if review.can_manage and opinion.is_open:
        sure = confirm(
            words.plain("consulting.withdraw"),
            words.plain("consulting.withdraw_sure", department=opinion.department),
            words.plain("consulting.withdraw"),
            words.plain("intake.close"),
        )
        presses.append(button(EXTEND_ID, words.plain("consulting.extend"), str(opinion.id)))
        presses.append(button(WITHDRAW_ID, words.plain("consulting.withdraw"), str(opinion.id), ask=sure))
    return presses


def _answered(words: Words, opinion: Opinion, at_most: int = ANSWER_AT_MOST) -> Mrkdwn:
    return words.say(
        "consulting.opinion",
        department=clip(opinion.department, NAME_SHOWN),
        name=clip(opinion.name, NAME_SHOWN),
        verdict=words.plain("consulting.verdict", verdict=opinion.verdict.value) if opinion.verdict else "",
        note=clip(opinion.words, at_most),
        until=opinion.due_on,
        withdrawn=opinion.withdrawn,
    )


def _departments(words: Words, asking: Asking) -> Block:
    element: Block = {
        "type": "multi_external_select",
        "action_id": DEPARTMENTS_BLOCK,
        "min_query_length": 0,
        "max_selected_items": DEPARTMENTS_AT_MOST,
        "placeholder": plain(words.plain("consulting.departments_placeholder"), 150),
    }
    if asking.addressees:
        element["initial_options"] = [option(one.department, str(one.department_id)) for one in asking.addressees]
    hint = words.plain("consulting.departments_hint", most=DEPARTMENTS_AT_MOST)
    return input_block(DEPARTMENTS_BLOCK, words.plain("consulting.departments"), element, hint=hint)


def _people(words: Words, asking: Asking) -> list[Block]:
    return [
        input_block(
            f"{PERSON_BLOCK}:{one.department_id}",
            words.plain("consulting.person", department=clip(one.department, NAME_SHOWN)),
            people_field(words, PERSON_BLOCK, one.chat_id),
        )
        for one in asking.addressees
    ]


def _text(words: Words, name: str, at_most: int, typed: str = "", *, optional: bool = False) -> Block:
    label, placeholder = "consulting.question", "consulting.opinion_question_placeholder"
    if name == ANSWER_BLOCK:
        label, placeholder = "consulting.answer_words", "consulting.opinion_words_placeholder"
    field: Block = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": True,
        "max_length": at_most,
        "placeholder": plain(words.plain(placeholder), 150),
    }
    if typed:
        field["initial_value"] = typed[:at_most]
    return input_block(name, words.plain(label), field, optional=optional)


def _modal(
    words: Words, callback_id: str, title: str, blocks: list[Block], submit: str, kept: dict[str, object]
) -> Block:
    close = words.plain("intake.close")
    return modal(callback_id, title, blocks, submit=submit, close=close, private_metadata=json.dumps(kept))
