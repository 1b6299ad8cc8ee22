"""The reorganisation in the chat: the groups with what becomes of each, before and after, what the office reads."""

import json
from collections.abc import Sequence

from bot.domain.reorganisations import Change, Choice, PlannedOne, Preview, Standing, Totals, Wizard
from templates.blocks import (
    Block,
    Message,
    actions,
    button,
    confirm,
    context,
    divider,
    fields,
    modal,
    section,
)
from templates.mrkdwn import Mrkdwn, clip
from templates.wording import Words

WIZARD_ID, PREVIEW_ID = "wizard", "wizard_preview"
OPEN_ID, CHANGE_ID, NEW_ID = "wizard_open", "wizard_change", "wizard_new"
DAY_ID = "wizard_day"
EARLIER_ID, LATER_ID = "wizard_earlier", "wizard_later"
LOOK_ID, PLAN_ID, DISCARD_ID = "wizard_look", "wizard_plan", "wizard_discard"
LOOK_AT_ID, CANCEL_ID = "wizard_look_at", "wizard_cancel"
A_PAGE = 15
_NAME_SHOWN = 60
_NAMES_SHOWN = 6
_WAITING_SHOWN = 5
_CHANGES_SHOWN = 40


def wizard_modal(words: Words, shown: Wizard) -> Block:
    """The groups, a page at a time; beside each the button that says what becomes of it."""
    blocks = [
        *_waiting(words, shown),
        section(words.say("wizard.intro")),
        _day(words, shown),
        context(_so_far(words, shown)),
    ]
    for choice in shown.choices:
        blocks += _choice(words, choice)
    blocks += [divider(), actions([*_turning(words, shown), *_doing(words, shown)])]
    return modal(
        WIZARD_ID,
        words.plain("wizard.title"),
        blocks,
        submit=None,
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"earlier": shown.earlier}),
    )


def preview_modal(words: Words, shown: Preview) -> Block:
    """Before and after, and the button that plans it; one that is planned has no stamp, and no button."""
    when = words.say("wizard.when", day=shown.starts_on, today=shown.today, planned=not shown.stamp)
    found = shown.comparison
    blocks = [section(when), fields([_totals(words, found.before, then=False), _totals(words, found.after, then=True)])]
    changes = [change for change in found.changes if not _said_elsewhere(change, found.changes)]
    for change in changes[:_CHANGES_SHOWN]:
        blocks += [divider(), *_change(words, change)]
    if (more := len(changes) - _CHANGES_SHOWN) > 0:
        blocks.append(context(words.say("wizard.changes_more", count=more)))
    if not shown.stamp:
        return _looked_at(words, blocks)
    sure = confirm(
        words.plain("wizard.plan_title"),
        words.plain("wizard.plan_sure", day=shown.starts_on, today=shown.today),
        words.plain("wizard.plan"),
        words.plain("intake.close"),
    )
    press = button(PLAN_ID, words.plain("wizard.plan"), shown.stamp, style="primary", ask=sure)
    return _looked_at(words, [*blocks, divider(), actions([press])])


def planned_modal(words: Words, planned: PlannedOne, *, today: bool) -> Block:
    """What stands where before and after stood, once it is planned."""
    told = words.say("wizard.planned", plan=planned.id, day=planned.starts_on, today=today)
    return _looked_at(words, [section(told), context(words.say("wizard.planned_next"))])


def planned_message(words: Words, planned: PlannedOne, before: int, after: int) -> Message:
    """For the office's channel."""
    facts = {"plan": planned.id, "day": planned.starts_on, "by": clip(planned.by, _NAME_SHOWN)}
    text = words.say("wizard.told_planned", **facts, before=before, after=after)
    return Message(text, [section(text), context(words.say("wizard.told_next"))])


def cancelled_message(words: Words, planned: PlannedOne, by: str) -> Message:
    """For the office's channel."""
    text = words.say("wizard.told_cancelled", plan=planned.id, day=planned.starts_on, by=clip(by, _NAME_SHOWN))
    return Message(text, [section(text)])


def _looked_at(words: Words, blocks: list[Block]) -> Block:
    return modal(PREVIEW_ID, words.plain("wizard.preview"), blocks, submit=None, close=words.plain("wizard.back"))


def _waiting(words: Words, shown: Wizard) -> list[Block]:
    """Plans that wait for their day."""
    blocks = []
    for planned in shown.waiting[:_WAITING_SHOWN]:
        facts = {"plan": planned.id, "day": planned.starts_on}
        text = words.say("wizard.waiting", **facts, by=clip(planned.by, _NAME_SHOWN), count=planned.groups)
        sure = confirm(
            words.plain("wizard.cancel_title"),
            words.plain("wizard.cancel_sure", **facts),
            words.plain("wizard.cancel"),
            words.plain("intake.close"),
        )
        see = button(LOOK_AT_ID, words.plain("wizard.look_at"), str(planned.id))
        press = button(CANCEL_ID, words.plain("wizard.cancel"), str(planned.id), style="danger", ask=sure)
        blocks += [section(text), actions([see, press], f"{CANCEL_ID}:{planned.id}")]
    return [*blocks, divider()] if blocks else []


def _day(words: Words, shown: Wizard) -> Block:
    element: Block = {"type": "datepicker", "action_id": DAY_ID, "initial_date": shown.starts_on.isoformat()}
    return {**section(words.say("wizard.day"), element), "block_id": DAY_ID}


def _so_far(words: Words, shown: Wizard) -> Mrkdwn:
    return words.say(
        "wizard.so_far",
        before=shown.before,
        after=shown.after,
        changed=shown.changed,
        wrong=[clip(name, _NAME_SHOWN) or words.plain("wizard.unnamed") for name in shown.wrong[:_NAMES_SHOWN]],
        more=max(0, len(shown.wrong) - _NAMES_SHOWN),
        past=shown.is_past,
        by=clip(shown.written_by, _NAME_SHOWN),
        waiting=bool(shown.waiting),
    )


def _choice(words: Words, choice: Choice) -> list[Block]:
    text = words.say(
        "wizard.new_group" if choice.deed == "found" else "wizard.group",
        name=clip(choice.name, _NAME_SHOWN) or words.plain("wizard.unnamed"),
        deed=choice.deed,
        targets=[clip(name, _NAME_SHOWN) for name in choice.targets[:_NAMES_SHOWN]],
        rule=choice.rule,
        lead=clip(choice.lead, _NAME_SHOWN),
        people=choice.people,
        items=choice.items,
        new_name=clip(choice.new_name, _NAME_SHOWN),
        new_lead=clip(choice.new_lead, _NAME_SHOWN),
        changed=choice.changed,
    )
    press = button(CHANGE_ID, words.plain("wizard.change"), choice.key)
    blocks = [{**section(text, press), "block_id": f"{CHANGE_ID}:{choice.key}"}]
    wrong = [
        words.say("wizard.problem", trouble=trouble, value=clip(value, _NAME_SHOWN), deed=choice.deed)
        for trouble, value in choice.problems
    ]
    return [*blocks, context(Mrkdwn("\n".join(wrong)))] if wrong else blocks


def _turning(words: Words, shown: Wizard) -> list[Block]:
    presses = []
    if shown.earlier:
        presses.append(button(EARLIER_ID, words.plain("wizard.earlier"), str(max(0, shown.earlier - A_PAGE))))
    if shown.later:
        after = str(shown.earlier + len(shown.choices))
        presses.append(button(LATER_ID, words.plain("wizard.later", count=shown.later), after))
    return presses


def _doing(words: Words, shown: Wizard) -> list[Block]:
    presses = [button(NEW_ID, words.plain("wizard.new"))]
    if shown.changed and shown.after is not None and not shown.is_past:
        presses.insert(0, button(LOOK_ID, words.plain("wizard.look"), style="primary"))
    if shown.changed:
        sure = confirm(
            words.plain("wizard.discard_title"),
            words.plain("wizard.discard_sure"),
            words.plain("wizard.discard"),
            words.plain("intake.close"),
        )
        presses.append(button(DISCARD_ID, words.plain("wizard.discard"), ask=sure))
    return presses


def _totals(words: Words, totals: Totals, *, then: bool) -> Mrkdwn:
    facts = {"groups": totals.groups, "people": totals.people, "slots": totals.slots, "items": totals.items}
    return words.say("wizard.totals", then=then, **facts, office=totals.to_office)


def _said_elsewhere(change: Change, every: Sequence[Change]) -> bool:
    """Whether a new group stands beside those that it follows."""
    others = (one.then for one in every if one.now is not None)
    return change.now is None and any(one in then for then in others for one in change.then)


def _change(words: Words, change: Change) -> list[Block]:
    now = _standing(words, change.now) if change.now else words.say("wizard.not_yet")
    then = [words.say("wizard.becomes", deed=change.deed)]
    then += [_standing(words, one) for one in change.then[:_NAMES_SHOWN]]
    if not change.deed and not change.then:
        then.append(words.say("wizard.as_it_is"))
    blocks = [fields([now, Mrkdwn("\n".join(then))])]
    if change.moves:
        ways = [words.say("wizard.move", name=clip(name, _NAME_SHOWN), count=count) for name, count in change.moves]
        blocks.append(context(words.say("wizard.moves", ways=Mrkdwn(" · ".join(ways[:_NAMES_SHOWN])))))
    return blocks


def _standing(words: Words, one: Standing) -> Mrkdwn:
    facts = {"people": one.people, "slots": one.slots, "items": one.items}
    return words.say("wizard.standing", name=clip(one.name, _NAME_SHOWN), lead=clip(one.lead, _NAME_SHOWN), **facts)
