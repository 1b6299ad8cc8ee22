"""Campaigns: the form, the message that counts the answers, the question to a department, and who is missing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.adoptions import Adoption
from bot.domain.calls import WORDS_AT_MOST
from bot.domain.campaigns import Campaign, Question
from bot.domain.items import Item, Who
from templates.adopting import facts_of
from templates.assigning import people_field
from templates.away import in_place_of
from templates.blocks import Block, Message, actions, button, confirm, context, input_block, modal, plain, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.direct import look_button
from templates.mrkdwn import Mrkdwn, clip, quote
from templates.noticed import Finding, marks, noticed_blocks
from templates.rollout import PROGRESS_ID
from templates.spread import MISSING_ID, names_line, progress_line
from templates.taking_up import UNFIT_ID, adoption_presses, matrix_press, open_press
from templates.wording import Words

SUBMIT_ID, END_ID = "campaign_submit", "campaign_end"
CONSIDER_ID, TODO_ID, ASK_ID = "adoption_consider", "campaign_todo", "campaign_ask"
DEPARTMENTS, CLOSES, CHANNEL, NOTE = "campaign_departments", "campaign_closes", "campaign_channel", "campaign_note"
LIST_ID = "campaign_list"
_SAID = 600
_ASKED_SHOWN = 15
_CAMPAIGNS_SHOWN = 3
_MISSING_SHOWN = 60


@dataclass(frozen=True)
class Begun:
    """How far the form is filled in when it is shown again."""

    channel: str = ""
    note: str = ""
    findings: Sequence[Finding] = ()


def campaign_modal(words: Words, item: Item, begun: Begun) -> Block:
    """Which departments are asked, until when, where the answers are counted, and with what words."""
    chosen: Block = {"type": "multi_external_select", "action_id": DEPARTMENTS, "min_query_length": 0}
    where: Block = {"type": "conversations_select", "action_id": CHANNEL}
    where["filter"] = {"include": ["public", "private"], "exclude_bot_users": True}
    if begun.channel:
        where["initial_conversation"] = begun.channel
    note: Block = {"type": "plain_text_input", "action_id": NOTE, "multiline": True, "max_length": WORDS_AT_MOST}
    note["placeholder"] = plain(words.plain("campaigns.note_placeholder"), 150)
    if begun.note:
        note["initial_value"] = begun.note[:WORDS_AT_MOST]
    fields = [
        (DEPARTMENTS, chosen),
        (CLOSES, {"type": "datepicker", "action_id": CLOSES}),
        (CHANNEL, where),
        (NOTE, note),
    ]
    asked = [
        input_block(
            name,
            words.plain("campaigns.label", field=name),
            field,
            hint=words.plain("campaigns.hint", field=name),
            optional=name in {DEPARTMENTS, NOTE},
        )
        for name, field in fields
    ]
    submit, label = words.plain("campaigns.submit"), words.plain("campaigns.label", field=NOTE)
    facts = {"number": item.number, "title": clip(item.title, TITLE_SHOWN)}
    noticed = noticed_blocks(words, begun.findings, lambda _: label, submit)
    return modal(
        SUBMIT_ID,
        words.plain("campaigns.title"),
        [*noticed, section(words.say("campaigns.modal_about", **facts)), *asked],
        submit=submit,
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"item": item.id, "noticed": marks(begun.findings)}),
    )


def campaign_message(words: Words, campaign: Campaign) -> Message:
    """How many have answered and what, as everybody of the channel sees it; it is brought up to date."""
    text = words.say("campaigns.headline", **_facts(campaign), is_open=campaign.is_open)
    blocks = [section(text), section(progress_line(words, campaign)), *_note(campaign)]
    if campaign.missing:
        names = names_line(words, [question.department for question in campaign.missing])
        blocks.append(context(words.say("campaigns.missing", count=len(campaign.missing), names=names)))
    if not campaign.is_open:
        return Message(text, [*blocks, actions([matrix_press(words, campaign.request_id)])])
    missing = button(MISSING_ID, words.plain("campaigns.missing_button"), str(campaign.id))
    return Message(text, [*blocks, actions([*adoption_presses(words, campaign.request_id), missing])])


def ask_message(words: Words, campaign: Campaign, reader: Who) -> Message:
    """The question to somebody who answers for one department, or for several, or stands in for who does."""
    facts = {**_facts(campaign), "by": clip(campaign.by, NAME_SHOWN), "missing": len(campaign.missing)}
    if not campaign.questions:
        text = words.say("campaigns.passed_on", **_facts(campaign))
        return Message(text, [section(text)])
    text = words.say("campaigns.ask", **facts, is_open=campaign.is_open)
    instead = in_place_of(words, reader, [question.asked for question in campaign.questions])
    blocks = [section(text), *instead, *_note(campaign), *_questions(words, campaign)]
    if answered := [question for question in campaign.questions if question.state]:
        lines = [(clip(one.department, NAME_SHOWN), _state(words, one)) for one in answered[:_MISSING_SHOWN]]
        blocks.append(context(words.say("campaigns.answered", lines=lines)))
    return Message(text, [*blocks, actions([look_button(words, campaign.request_id)])])


def todo_modal(words: Words, campaigns: Sequence[Campaign]) -> Block:
    """Everything that somebody is still asked."""
    blocks = [section(words.say("campaigns.nothing_missing"))] if not campaigns else []
    for campaign in campaigns[:_CAMPAIGNS_SHOWN]:
        blocks += [section(_line(words, campaign)), *_questions(words, campaign)]
    return _list(words, "todo_title", blocks)


def mine_modal(
    words: Words, adoptions: Sequence[Adoption], asked: Sequence[Campaign], steered: Sequence[Campaign]
) -> Block:
    """Everything that somebody has to do with practices that spread."""
    todo = button(TODO_ID, words.plain("campaigns.todo_button"))
    blocks = [section(_line(words, campaign), todo) for campaign in asked[:_CAMPAIGNS_SHOWN]]
    for adoption in adoptions[:_MISSING_SHOWN]:
        press = button(PROGRESS_ID, words.plain("rollout.progress"), str(adoption.id))
        blocks.append(section(words.say("rollout.heading", **facts_of(words, adoption)), press))
    for campaign in steered[:_ASKED_SHOWN]:
        press = button(MISSING_ID, words.plain("campaigns.missing_button"), str(campaign.id))
        text = Mrkdwn(f"{_line(words, campaign)}\n{progress_line(words, campaign)}")
        blocks.append(section(text, press))
    return _list(words, "mine_title", blocks or [section(words.say("campaigns.nothing_missing"))])


def waiting_blocks(words: Words, campaigns: Sequence[Campaign]) -> list[Block]:
    """The same in a reminder of what is due: short, with a button that opens it."""
    if not campaigns:
        return []
    lines = [_line(words, campaign) for campaign in campaigns[:_CAMPAIGNS_SHOWN]]
    text = words.say("campaigns.waiting", lines=lines, count=len(campaigns))
    return [section(text, button(TODO_ID, words.plain("campaigns.todo_button")))]


def result_message(words: Words, campaign: Campaign) -> Message:
    """What came of a campaign that is over, for who began it."""
    text = words.say("campaigns.result", **_facts(campaign))
    blocks = [section(text), section(progress_line(words, campaign))]
    if campaign.missing:
        names = names_line(words, [question.department for question in campaign.missing])
        blocks.append(context(words.say("campaigns.missing", count=len(campaign.missing), names=names)))
    return Message(text, [*blocks, actions([matrix_press(words, campaign.request_id)])])


def unasked_message(words: Words, campaign: Campaign) -> Message:
    """Nobody is known to answer for some departments: who began it may choose somebody."""
    count = len(campaign.unasked)
    text = words.say("campaigns.unasked", **_facts(campaign), count=count, asked=len(campaign.questions))
    names = context(names_line(words, [question.department for question in campaign.unasked]))
    choose = button(MISSING_ID, words.plain("campaigns.choose_button"), str(campaign.id), style="primary")
    return Message(text, [section(text), names, actions([choose])])


def missing_modal(words: Words, campaign: Campaign) -> Block:
    """Who has not answered, with a menu to ask somebody else, and the end before its day."""
    blocks = [section(_line(words, campaign)), section(progress_line(words, campaign))]
    for question in campaign.missing[:_MISSING_SHOWN]:
        asked = clip(question.asked.name, NAME_SHOWN) if question.asked else ""
        row = words.say("campaigns.missing_row", department=clip(question.department, NAME_SHOWN), asked=asked)
        blocks.append({**section(row, people_field(words, ASK_ID)), "block_id": f"campaign:{question.id}"})
    if (left := len(campaign.missing) - _MISSING_SHOWN) > 0:
        blocks.append(context(words.say("rollout.and_more", count=left)))
    if campaign.is_open:
        title, about = words.plain("campaigns.end_title"), words.plain("campaigns.end_about")
        sure = confirm(title, about, words.plain("campaigns.end"), words.plain("intake.close"))
        blocks.append(actions([button(END_ID, words.plain("campaigns.end"), str(campaign.id), ask=sure)]))
    return _list(words, "missing_title", blocks)


def _questions(words: Words, campaign: Campaign) -> list[Block]:
    if not campaign.is_open:
        return []
    blocks: list[Block] = []
    for question in campaign.missing[:_ASKED_SHOWN]:
        blocks.append(section(words.say("campaigns.for_department", department=clip(question.department, NAME_SHOWN))))
        value = f"{campaign.request_id}:{question.department_id}"
        presses = [
            open_press(words, campaign.request_id, question.department_id, first=True),
            button(CONSIDER_ID, words.plain("campaigns.consider"), value),
            button(UNFIT_ID, words.plain("campaigns.unfit"), value),
        ]
        blocks.append(actions(presses))
    if (left := len(campaign.missing) - _ASKED_SHOWN) > 0:
        blocks.append(context(words.say("campaigns.more_to_answer", count=left)))
    return blocks


def _line(words: Words, campaign: Campaign) -> Mrkdwn:
    return words.say("campaigns.line", **_facts(campaign), count=len(campaign.missing))


def _note(campaign: Campaign) -> list[Block]:
    return [section(quote(campaign.note, _SAID))] if campaign.note else []


def _facts(campaign: Campaign) -> dict[str, object]:
    title = clip(campaign.title, TITLE_SHOWN)
    return {"number": campaign.number, "title": title, "closes_on": campaign.closes_on}


def _state(words: Words, question: Question) -> str:
    return words.plain("rollout.state", state=question.state.value) if question.state else ""


def _list(words: Words, title: str, blocks: list[Block]) -> Block:
    close = words.plain("intake.close")
    return modal(LIST_ID, words.plain(f"campaigns.{title}"), blocks, submit=None, close=close)
