"""What is said when somebody's tasks pass on: the sheet as a message for both, and the office's question."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.adoptions import Adoption
from bot.domain.items import Item, Who
from templates.adopting import facts_of
from templates.assigning import people_field
from templates.blocks import Block, Message, context, input_block, modal, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.mrkdwn import Mrkdwn, clip
from templates.wording import Words

SUBMIT_ID = "transfer_submit"
PERSON_BLOCK = "transfer_person"
SUCCESSOR_BLOCK = "transfer_successor"
_LISTED = 15
_TOGETHER = 3


@dataclass(frozen=True)
class Sheet:
    """What passes from whom to whom; without a successor it goes to the office. Private items are only counted."""

    person: Who
    successor: Who | None
    groups: tuple[tuple[str, str, int], ...] = ()
    assigned: tuple[Item, ...] = ()
    accompanied: tuple[Item, ...] = ()
    private: int = 0
    drafts: int = 0
    by: str = ""
    adoptions: tuple[Adoption, ...] = ()
    opinions: int = 0
    absences: int = 0
    practices: tuple[Item, ...] = ()
    skills: tuple[str, ...] = ()  # they go with the person


def handed_over(words: Words, sheet: Sheet) -> Message:
    """For who hands over."""
    name = clip(sheet.successor.name, NAME_SHOWN) if sheet.successor else ""
    text = words.say("transferring.handed_over", name=name)
    drafts = [context(words.say("transferring.drafts", count=sheet.drafts))] if sheet.drafts else []
    return Message(text, [section(text), *_listed(words, sheet), *drafts])


def taken_over(words: Words, sheet: Sheet) -> Message:
    """For the successor."""
    text = words.say("transferring.taken_over", name=clip(sheet.person.name, NAME_SHOWN))
    return Message(text, [section(text), *_listed(words, sheet), context(words.say("transferring.where"))])


def to_the_office(words: Words, sheet: Sheet) -> Message:
    """For the office, when nobody takes over yet."""
    text = words.say("transferring.to_the_office", name=clip(sheet.person.name, NAME_SHOWN))
    return Message(text, [section(text), *_listed(words, sheet)])


def contact_now(words: Words, name: str, practices: Sequence[Item]) -> Message:
    """For who answers for a department: practices of somebody who left, whom others may ask about now."""
    text = words.say("transferring.contact_now", name=clip(name, NAME_SHOWN), count=len(practices))
    return Message(text, [section(text), *_lines([_item(words, item) for item in practices[:_LISTED]])])


def came_back(
    words: Words, name: str, items: Sequence[Item], parts: int, practices: int = 0, *, to_me: bool
) -> Message:
    """For both, when a handover was brought back."""
    counts = {"parts": parts, "count": len(items), "practices": practices}
    text = words.say("transferring.came_back", name=clip(name, NAME_SHOWN), to_me=to_me, **counts)
    return Message(text, [section(text), *_lines([_item(words, item) for item in items[:_LISTED]])])


def transfer_modal(words: Words) -> Block:
    """Whose tasks pass on, and to whom."""
    blocks = [
        section(words.say("transferring.what")),
        input_block(PERSON_BLOCK, words.plain("transferring.person"), people_field(words, PERSON_BLOCK)),
        input_block(
            SUCCESSOR_BLOCK,
            words.plain("transferring.successor"),
            people_field(words, SUCCESSOR_BLOCK),
            hint=words.plain("transferring.successor_hint"),
            optional=True,
        ),
    ]
    return modal(
        SUBMIT_ID,
        words.plain("transferring.title"),
        blocks,
        submit=words.plain("transferring.submit"),
        close=words.plain("intake.close"),
    )


def _listed(words: Words, sheet: Sheet) -> list[Block]:
    lines = [
        words.say("transferring.group", group=clip(name, NAME_SHOWN), role=role, slots=slots)
        for name, role, slots in sheet.groups[:_LISTED]
    ]
    held = (("assigned", sheet.assigned), ("accompanied", sheet.accompanied), ("practices", sheet.practices))
    for kind, items in held:
        if items:
            lines.append(words.say(f"transferring.{kind}", count=len(items)))
        lines += [_item(words, item) for item in items[:_LISTED]]
        if len(items) > _LISTED:
            lines.append(words.say("transferring.more", count=len(items) - _LISTED))
    for adoption in sheet.adoptions[:_LISTED]:
        lines.append(words.say("rollout.handed", **facts_of(words, adoption)))
    if sheet.private:
        lines.append(words.say("transferring.private", count=sheet.private))
    if sheet.opinions or sheet.absences:
        lines.append(words.say("transferring.promises", opinions=sheet.opinions, absences=sheet.absences))
    if sheet.skills:
        tags = [clip(tag, NAME_SHOWN) for tag in sheet.skills[:_LISTED]]
        lines.append(words.say("transferring.skills", name=clip(sheet.person.name, NAME_SHOWN), tags=tags))
    return _lines(lines)


def _item(words: Words, item: Item) -> Mrkdwn:
    return words.say(
        "transferring.item",
        number=item.number,
        title=clip(item.title, TITLE_SHOWN // 2),
        status=words.plain("common.status", status=item.status.value),
        until=item.assigned_until or item.answer_due_on,
    )


def _lines(lines: Sequence[Mrkdwn]) -> list[Block]:
    return [section(Mrkdwn("\n".join(lines[at : at + _TOGETHER]))) for at in range(0, len(lines), _TOGETHER)]
