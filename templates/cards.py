"""The card of an item in its group's channel, and the question to the office where it belongs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.items import File, Item
from bot.domain.kinds import HOURS, TAG_FIELDS
from bot.domain.permissions import never_for
from bot.domain.statuses import TriageAction, buttons_for, menu_for
from templates.blocks import Block, Message, actions, button, context, divider, option, plain, section
from templates.keeping import review_blocks
from templates.mrkdwn import Mrkdwn, channel, clip, escape, link, mention
from templates.taking_up import adoption_blocks
from templates.wording import Words

TITLE_SHOWN = 150
NAME_SHOWN = 80
MORE_ID = "triage_more"
BODY_SHOWN = 600
ANSWER_SHOWN = 300
_MERGED_SHOWN = 5
_ANSWERS = ("idea", "before", "after", "how", "effect", "watch")


@dataclass(frozen=True)
class Candidate:
    """A group that might be right, with the words that speak for it."""

    group_id: int
    name: str
    words: tuple[str, ...]


def request_card(words: Words, item: Item) -> Message:
    """What the group sees: the item, why it is here, who goes along, and what can be done now."""
    group = clip(item.group.name, NAME_SHOWN) if item.group else ""
    blocks = [
        section(_heading(words, item)),
        context(_about(words, item), *_charge(words, item)),
        *_ties(words, item),
        section(_body(item, BODY_SHOWN)),
        *_answers(words, item),
        *_small_print(words, item),
        *_unplaced(words, item),
        *review_blocks(words, item),
        actions([*decision_presses(words, item), details_button(words, item)]),
        *adoption_blocks(words, item),
    ]
    return Message(words.say("cards.notice", number=item.number, title=_title(item), group=group), blocks)


def moved_card(words: Words, item: Item) -> Message:
    """What stays in the channel that an item has left."""
    assert item.group is not None
    name = clip(item.group.name, NAME_SHOWN)
    where = channel(item.group.channel, name)
    line = words.say("cards.moved", number=item.number, title=_title(item), group=where)
    plain_line = words.say("cards.moved", number=item.number, title=_title(item), group=name)
    return Message(plain_line, [section(line, details_button(words, item))])


def private_left(words: Words, item: Item) -> Message:
    """What stays with somebody who may read a private item no more."""
    line = words.say("cards.private_left", number=item.number, kind=item.kind.value)
    return Message(line, [section(line)])


def left_to_office_card(words: Words, item: Item) -> Message:
    """What stays in the channel of a group that is no more, while the office chooses another."""
    line = words.say("cards.left_to_office", number=item.number, title=_title(item))
    return Message(line, [section(line, details_button(words, item))])


def office_card(words: Words, item: Item, best: Sequence[Candidate], others: Sequence[Candidate]) -> Message:
    """The office is asked: the best three on buttons, all the others in a menu."""
    blocks = [
        section(_heading(words, item)),
        context(_about(words, item)),
        section(_body(item, BODY_SHOWN)),
        *_answers(words, item),
        *_private(words, item),
        *review_blocks(words, item),
        divider(),
        section(words.say("cards.office_question" if best else "cards.office_none")),
        *(_candidate(words, item, candidate, first=candidate is best[0]) for candidate in best),
    ]
    menu = [_other_groups(words, item, others)] if others else []
    blocks.append(actions([*menu, details_button(words, item)]))
    return Message(words.say("cards.office_notice", number=item.number, title=_title(item)), blocks)


def office_settled(words: Words, item: Item, by: str) -> Message:
    """The office's question once somebody has answered it."""
    assert item.group is not None
    facts = {"number": item.number, "title": _title(item), "by": clip(by, NAME_SHOWN)}
    name = clip(item.group.name, NAME_SHOWN)
    line = words.say("cards.office_settled", group=channel(item.group.channel, name), **facts)
    text = words.say("cards.office_settled", group=name, **facts)
    return Message(text, [section(line, details_button(words, item))])


def decision_presses(words: Words, item: Item, may: Collection[TriageAction] = frozenset(TriageAction)) -> list[Block]:
    """What can be done with an item now: the likeliest on buttons, the others in one menu.

    A card is everybody's and shows all of it; where one person alone looks, `may` leaves what they can do.
    """
    may = frozenset(may) - never_for(item.kind, private=item.private)
    buttons = words.outcomes.arranged(action for action in buttons_for(item.status) if action in may)
    presses = [press(words, item, action, first=not place) for place, action in enumerate(buttons)]
    if others := words.outcomes.arranged(action for action in menu_for(item.status) if action in may):
        choices = [(words.plain("cards.press", action=action.value), f"{item.id}:{action}") for action in others]
        presses.append(
            {
                "type": "static_select",
                "action_id": MORE_ID,
                "placeholder": plain(words.plain("cards.more"), 150),
                "options": [option(text, value) for text, value in choices],
            }
        )
    return presses


def press(words: Words, item: Item, action: TriageAction, *, first: bool = False) -> Block:
    """The button of one action."""
    text = words.plain("cards.press", action=action.value)
    return button(f"triage_{action}", text, str(item.id), style="primary" if first else None)


def details_button(words: Words, item: Item) -> Block:
    """Opens the whole item."""
    return button("item_open", words.plain("cards.details"), str(item.id))


def item_blocks(words: Words, item: Item, body: int = 2900) -> list[Block]:
    """The whole item, for a modal; a message holds less of its body."""
    return [
        section(_heading(words, item)),
        context(_about(words, item), *_charge(words, item)),
        *_ties(words, item),
        section(_body(item, body)),
        *_answers(words, item),
        *_small_print(words, item),
    ]


def _heading(words: Words, item: Item) -> Mrkdwn:
    return words.say(
        "cards.heading",
        number=item.number,
        title=_title(item),
        status=words.plain("common.status", status=item.status.value),
        due=item.answer_due_on,
        days_left=item.days_left,
    )


def _title(item: Item) -> str:
    return clip(item.title, TITLE_SHOWN)


def _about(words: Words, item: Item) -> Mrkdwn:
    companion = mention(item.companion.chat_id, clip(item.companion.name, NAME_SHOWN)) if item.companion else None
    facts = {"day": item.posted_on, "kind": words.plain("common.kind", kind=item.kind.value), "companion": companion}
    if item.blind:
        return words.say("cards.about_blind", **facts)
    names = ""
    if item.requesters:
        names = words.plain(
            "cards.names", first=clip(item.requesters[0].name, NAME_SHOWN), others=len(item.requesters) - 1
        )
    return words.say("cards.about", department=clip(item.department, NAME_SHOWN), names=names, **facts)


def _charge(words: Words, item: Item) -> list[Mrkdwn]:
    """Who was given the item, who stands in for its lead, and whose word is awaited."""
    lines = []
    if item.assignee:
        person = mention(item.assignee.chat_id, clip(item.assignee.name, NAME_SHOWN))
        lines.append(words.say("cards.assignee", person=person, until=item.assigned_until))
    if item.helper:
        person = mention(item.helper.chat_id, clip(item.helper.name, NAME_SHOWN))
        lines.append(words.say("cards.helper", person=person))
    if item.answers.get("hours") in HOURS:
        lines.append(words.say("cards.hours", hours=words.plain("intake.hours", hours=item.answers["hours"])))
    if item.deputy:
        person = mention(item.deputy.who.chat_id, clip(item.deputy.who.name, NAME_SHOWN))
        lines.append(words.say("cards.deputy", person=person, until=item.deputy.until))
    given, asked = item.progress.opinions
    if asked:
        lines.append(words.say("cards.opinions", given=given, asked=asked))
    given, asked = item.progress.scores
    if asked:
        median, scored = item.progress.median, item.progress.scored
        lines.append(words.say("cards.scores", given=given, asked=asked, scored=scored, median=median))
    return lines


def _ties(words: Words, item: Item) -> list[Block]:
    """Where a merged item goes on, and what goes on in this one."""
    blocks = []
    if goal := item.merged_into:
        line = words.say("cards.merged_into", number=goal.number, title=clip(goal.title, TITLE_SHOWN))
        look = button("item_open", words.plain("cards.merged_look", number=goal.number), str(goal.id))
        blocks.append(section(line, look))
    if item.merged:
        shown = [(other.number, clip(other.title, NAME_SHOWN)) for other in item.merged[:_MERGED_SHOWN]]
        others = len(item.merged) - len(shown)
        blocks.append(context(words.say("cards.merged", shown=shown, others=others)))
    if waiting := item.approval:
        names = [clip(who.name, NAME_SHOWN) for who in waiting.missing[:_MERGED_SHOWN]]
        others = len(waiting.missing) - len(names)
        blocks.append(context(words.say("approving.missing", names=names, others=others, needed=waiting.needed)))
    return blocks


def _body(item: Item, limit: int) -> Mrkdwn:
    return escape(clip(item.body.strip(), limit))


def _answers(words: Words, item: Item) -> list[Block]:
    given = [(name, str(item.answers[name])) for name in _ANSWERS if item.answers.get(name)]
    if wanted := item.answers.get("wanted_by"):
        given.append(("wanted_by", words.day(date.fromisoformat(str(wanted)))))
    told = [section(words.say("cards.answer", name=name, value=clip(text, ANSWER_SHOWN))) for name, text in given]
    return [*told, *_use(words, item)]


def _use(words: Words, item: Item) -> list[Block]:
    """What a practice was done with, for what work, and what it takes."""
    answers = item.answers
    tagged = [(name, clip("、".join(answers[name]), ANSWER_SHOWN)) for name in TAG_FIELDS if answers.get(name)]
    lines = [words.say("cards.tags", name=name, value=value) for name, value in tagged]
    needs = [words.plain("intake.choice", name=need) for need in answers.get("needs") or ()]
    if needs or answers.get("needed"):
        lines.append(words.say("cards.needs", needs=needs, needed=clip(str(answers.get("needed") or ""), ANSWER_SHOWN)))
    return [context(*lines)] if lines else []


def _private(words: Words, item: Item) -> list[Block]:
    return [context(words.say("cards.private", kind=item.kind.value))] if item.private else []


def _small_print(words: Words, item: Item) -> list[Block]:
    lines = [words.say("cards.private", kind=item.kind.value)] if item.private else []
    if item.reason and item.reason.by == "person":
        lines.append(words.say("cards.reason_person"))
    elif item.reason and (item.reason.words or item.reason.similar):
        spoken = [clip(word, NAME_SHOWN) for word in item.reason.words]
        lines.append(words.say("cards.reason", words=spoken, similar=item.reason.similar))
    if item.files:
        links = Mrkdwn(" · ".join(_file(item, file) for file in item.files[:10]))
        lines.append(words.say("cards.files", links=links))
    if item.source_link and not item.blind:  # the original message names its author
        lines.append(words.say("cards.source", link=link(item.source_link, words.plain("cards.source_label"))))
    if item.origin:
        lines.append(words.say("cards.origin", link=link(item.origin, words.plain("cards.origin_label"))))
    return [context(*lines)] if lines else []


def _unplaced(words: Words, item: Item) -> list[Block]:
    if item.private or item.group is None or item.group.channel is not None:
        return []
    return [context(words.say("cards.unplaced", group=clip(item.group.name, NAME_SHOWN)))]


def _file(item: Item, file: File) -> Mrkdwn:
    # Slack's address of a file holds the id of whoever uploaded it.
    name = clip(file.name, NAME_SHOWN)
    return escape(name) if item.blind else link(file.link, name)


def _candidate(words: Words, item: Item, candidate: Candidate, *, first: bool) -> Block:
    text = words.plain("cards.office_button", group=candidate.name)
    press = button("routing_choose", text, f"{item.id}:{candidate.group_id}", style="primary" if first else None)
    spoken = [clip(word, NAME_SHOWN) for word in candidate.words]
    return section(words.say("cards.office_choice", group=clip(candidate.name, NAME_SHOWN), words=spoken), press)


def _other_groups(words: Words, item: Item, others: Sequence[Candidate]) -> Block:
    return {
        "type": "static_select",
        "action_id": "routing_choose_other",
        "placeholder": plain(words.plain("cards.office_other"), 150),
        "options": [option(other.name, f"{item.id}:{other.group_id}") for other in others[:100]],
    }
