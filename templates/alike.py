"""What is like a form that is about to be sent: items to join, and practices that other departments have already."""

from collections.abc import Sequence

from bot.domain.items import Similar
from templates.blocks import Block, actions, button, divider, section
from templates.direct import look_button
from templates.taking_up import open_press
from templates.wording import Words


def similar_blocks(words: Words, similar: Sequence[Similar]) -> list[Block]:
    """Practices first: who finds what they wish for need not wish for it."""
    done, wished = [one for one in similar if one.practice], [one for one in similar if not one.practice]
    blocks = [section(words.say("intake.similar_practices"))] if done else []
    for item in done:
        presses = [look_button(words, item.id), *([] if item.own else [open_press(words, item.id, first=True)])]
        blocks += [section(words.say("intake.similar_practice", number=item.number, title=item.title, own=item.own))]
        blocks.append(actions(presses))
    blocks += [section(words.say("intake.similar_heading"))] if wished else []
    for item in wished:
        status = words.plain("common.status", status=item.status.value)
        line = words.say(
            "intake.similar_line", number=item.number, title=item.title, status=status, group=item.group, own=item.own
        )
        offer = button("intake_join", words.plain("intake.join"), str(item.id))
        blocks.append(section(line, look_button(words, item.id) if item.own else offer))
    return [*blocks, divider()] if blocks else []
