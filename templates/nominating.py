"""Departments name members: the request to who answers for one, the reminder, who is missing, the nominee's news."""

import json
from collections.abc import Sequence

from bot.domain.calls import WORDS_AT_MOST
from bot.domain.items import Who
from bot.domain.nominations import Ask, Round
from templates.away import in_place_of
from templates.blocks import Block, Message, button, context, input_block, modal, option, plain, section
from templates.mrkdwn import Mrkdwn, channel, clip, mention, quote
from templates.noticed import Finding, marks, noticed_blocks
from templates.wording import Words

SUBMIT_ID, DEPARTMENTS = "round_submit", "round_departments"
CHOOSE_ID, ASK_ID, TODO_ID, MISSING_ID = "nomination_choose", "nomination_ask", "nomination_todo", "groups_missing"
NOTE, CLOSES = "round_note", "round_closes"
_LIST_ID = "nomination_list"
_NAME_SHOWN = 40
_TEXT_SHOWN = 600
_ASKS_SHOWN = 30
_ROUNDS_SHOWN = 3
_MISSING_SHOWN = 40
_LATE_SHOWN = 10


def round_modal(
    words: Words, group_id: int, group: str, related: Sequence[tuple[int, str]], findings: Sequence[Finding] = ()
) -> Block:
    """Which departments are asked, until when, and with what words."""
    chosen: Block = {"type": "multi_external_select", "action_id": DEPARTMENTS, "min_query_length": 0}
    if related:
        chosen["initial_options"] = [option(name, str(id_)) for id_, name in related[:100]]
    note: Block = {"type": "plain_text_input", "action_id": NOTE, "multiline": True, "max_length": WORDS_AT_MOST}
    note["placeholder"] = plain(words.plain("nominating.note_placeholder"), 150)
    fields = [(DEPARTMENTS, chosen), (CLOSES, {"type": "datepicker", "action_id": CLOSES}), (NOTE, note)]
    asked = [
        input_block(
            name,
            words.plain("nominating.label", field=name),
            field,
            hint=words.plain("nominating.hint", field=name),
            optional=name != CLOSES,
        )
        for name, field in fields
    ]
    submit = words.plain("nominating.modal_submit")
    noticed = noticed_blocks(words, findings, lambda field: words.plain("nominating.label", field=field), submit)
    return modal(
        SUBMIT_ID,
        words.plain("nominating.modal_title"),
        [*noticed, section(words.say("nominating.modal_about", group=clip(group, _NAME_SHOWN))), *asked],
        submit=submit,
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"group": group_id, "noticed": marks(findings)}),
    )


def ask_message(words: Words, round_: Round, reader: Who) -> Message:
    """The request to somebody who answers for one department, or for several, or stands in for who does."""
    missing = bool(round_.missing)
    if round_.ended:
        return ended_message(words, round_)
    if not round_.asks:
        text = words.say("nominating.passed_on", group=_group(round_))
        return Message(text, [section(text)])
    text = words.say("nominating.ask", group=_group(round_), closes_on=round_.closes_on, missing=missing)
    about = words.say("nominating.about", mission=clip(round_.mission, _TEXT_SHOWN), note=_said(round_.note))
    terms = words.say("nominating.terms", slots=round_.slots, by=clip(round_.by, _NAME_SHOWN))
    instead = in_place_of(words, reader, [ask.asked for ask in round_.asks])
    return Message(text, [section(text), *instead, section(about), context(terms), *_asks(words, round_.asks)])


def todo_modal(words: Words, rounds: Sequence[Round]) -> Block:
    """Everything that somebody is still asked to name."""
    blocks = [section(words.say("nominating.nothing_missing"))] if not rounds else []
    for round_ in rounds[:_ROUNDS_SHOWN]:
        text = words.say("nominating.ask", group=_group(round_), closes_on=round_.closes_on, missing=True)
        blocks += [section(text), *_asks(words, round_.asks)]
    title, close = words.plain("nominating.todo_title"), words.plain("intake.close")
    return modal(_LIST_ID, title, blocks, submit=None, close=close)


def waiting_blocks(words: Words, rounds: Sequence[Round]) -> list[Block]:
    """The same in a reminder of what is due: short, with a button that opens it."""
    if not rounds:
        return []
    named = [{"group": _group(round_), "closes_on": round_.closes_on} for round_ in rounds[:_ROUNDS_SHOWN]]
    text = words.say("nominating.waiting", rounds=named, count=len(rounds))
    return [section(text, button(TODO_ID, words.plain("nominating.todo_button")))]


def nominated_message(words: Words, round_: Round, by: str) -> Message:
    """Somebody was named: they read for what, by whom, and where."""
    where = channel(round_.channel, "") if round_.channel else Mrkdwn("")
    facts = {"group": _group(round_), "by": clip(by, _NAME_SHOWN), "slots": round_.slots, "where": where}
    text = words.say("nominating.nominated", **facts)
    about = words.say("nominating.about", mission=clip(round_.mission, _TEXT_SHOWN), note=Mrkdwn(""))
    return Message(text, [section(text), section(about)])


def complete_message(words: Words, round_: Round) -> Message:
    """Every department has named somebody."""
    text = words.say("nominating.complete", group=_group(round_), count=len(round_.asks))
    return Message(text, [section(text)])


def ended_message(words: Words, round_: Round) -> Message:
    """The group was closed: nobody need be named any more."""
    named = [ask for ask in round_.asks if ask.nominee is not None]
    text = words.say("nominating.ended", group=_group(round_), named=len(named), count=len(round_.asks))
    return Message(text, [section(text), *_asks(words, named)])


def late_message(words: Words, round_: Round) -> Message:
    """The last day is over, and some departments have named nobody."""
    named = [clip(ask.department, _NAME_SHOWN) for ask in round_.missing[:_LATE_SHOWN]]
    facts = {"departments": named, "missing": len(round_.missing), "count": len(round_.asks)}
    text = words.say("nominating.late", group=_group(round_), closes_on=round_.closes_on, **facts)
    return Message(text, [section(text, button(MISSING_ID, words.plain("nominating.home_button")))])


def missing_message(words: Words, rounds: Sequence[Round]) -> Message:
    """Who is missing, for the office, with a menu to ask somebody else."""
    title = words.say("nominating.missing_title")
    return Message(title, _missing(words, rounds))


def missing_modal(words: Words, rounds: Sequence[Round]) -> Block:
    """The same over App Home."""
    title, close = words.plain("nominating.missing_title"), words.plain("intake.close")
    return modal(_LIST_ID, title, _missing(words, rounds), submit=None, close=close)


def _missing(words: Words, rounds: Sequence[Round]) -> list[Block]:
    if not rounds:
        return [section(words.say("nominating.nothing_missing"))]
    blocks: list[Block] = []
    room = _MISSING_SHOWN
    for round_ in rounds:
        facts = {"named": len(round_.asks) - len(round_.missing), "count": len(round_.asks)}
        heading = words.say("nominating.round", group=_group(round_), closes_on=round_.closes_on, **facts)
        if room < 2:
            break
        rows = [_missing_row(words, ask) for ask in round_.missing[: room - 1]]
        blocks += [section(heading), *rows]
        room -= 1 + len(rows)
    left = sum(len(round_.missing) for round_ in rounds) - sum("accessory" in block for block in blocks)
    return [*blocks, *([context(words.say("nominating.more_missing", count=left))] if left else [])]


def _missing_row(words: Words, ask: Ask) -> Block:
    asked = clip(ask.asked.name, _NAME_SHOWN) if ask.asked else ""
    text = words.say("nominating.missing", department=clip(ask.department, _NAME_SHOWN), asked=asked)
    label = words.plain("nominating.ask_other" if ask.asked else "nominating.ask_somebody")
    return {**section(text, _people(ASK_ID, label)), "block_id": f"nomination:{ask.id}"}


def _asks(words: Words, asks: Sequence[Ask]) -> list[Block]:
    blocks = []
    for ask in asks[:_ASKS_SHOWN]:
        department = clip(ask.department, _NAME_SHOWN)
        if ask.nominee is not None:
            who = mention(ask.nominee.chat_id, clip(ask.nominee.name, _NAME_SHOWN))
            blocks.append(section(words.say("nominating.named", department=department, who=who)))
            continue
        select = _people(CHOOSE_ID, words.plain("nominating.choose"))
        text = words.say("nominating.choose_for", department=department)
        blocks.append({**section(text, select), "block_id": f"nomination:{ask.id}"})
    return blocks


def _people(action_id: str, label: str) -> Block:
    return {"type": "users_select", "action_id": action_id, "placeholder": plain(label, 150)}


def _group(round_: Round) -> str:
    return clip(round_.group, _NAME_SHOWN)


def _said(note: str) -> Mrkdwn:
    return quote(note, _TEXT_SHOWN) if note else Mrkdwn("")
