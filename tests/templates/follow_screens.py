"""The screens about how a consultation went, from the same facts as all others."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from bot.domain.follow_up import FollowedUp, FollowState, Part, Solved
from bot.domain.help_figures import HelpFigures, Lack, Load
from bot.domain.items import Item, Who
from templates import following, help_figures, retelling
from templates.blocks import Block, Message, actions
from templates.mrkdwn import clip
from templates.noticed import Finding
from templates.wording import Words


def follow_screens(words: Words, item: Item, who: Who, text: str, many: int) -> Iterator[tuple[str, Message | Block]]:
    """Each builder by its name."""
    open_ = FollowedUp(7, item, Part.ASKER, FollowState.ASKED)
    written = text[: following.TEXT_AT_MOST]
    full = {"hours_saved": -1.5, "basis": text, "thanks": written, "may_be_told": True, "other": who}
    for part, solved in product(Part, Solved):
        answered = replace(open_, part=part, solved=solved, state=FollowState.ANSWERED)
        yield "templates.following.question", following.question(words, answered)
        yield "templates.following.question", following.question(words, replace(answered, **full))
    findings = [Finding(following.THANKS, "phone", clip(text, 40))] * (many + 1)
    for part in Part:
        asked = replace(open_, part=part)
        yield "templates.following.question", following.question(words, asked)
        again = replace(asked, state=FollowState.REMINDED, other=who)
        yield "templates.following.question", following.question(words, again)
        yield "templates.following.more_modal", following.more_modal(words, asked)
        yield "templates.following.more_modal", following.more_modal(words, replace(asked, **full), findings)
    yield "templates.following.asked_again", following.asked_again(words, open_)
    yield "templates.following.thanked", following.thanked(words, replace(open_, thanks=written or "-"), who.name)
    presses = [following.solved_button(words, item)]
    yield "templates.following.solved_button", Message(words.say("following.title"), [actions(presses)])
    yield "templates.retelling.retell_button", Message(words.say("retelling.title"), [actions(_retell(words, item))])
    yield "templates.retelling.may_it", retelling.may_it(words, item, who.name)
    yield "templates.retelling.waiting_modal", retelling.waiting_modal(words, item)
    for agreed in (True, False):
        yield "templates.retelling.answered", retelling.answered(words, item, agreed=agreed)
        yield "templates.retelling.told", retelling.told(words, item, agreed=agreed)


def _retell(words: Words, item: Item) -> list[Block]:
    return [retelling.retell_button(words, item)]


def figure_screens(words: Words, line: str, many: int) -> Iterator[tuple[str, Message | Block]]:
    """The office's figures, of nothing and of a lot."""
    loads = tuple(Load(line, line, 7.75, 7.75, many, many) for _ in range(3 * many))
    lacks = tuple(Lack(line, many, n) for n in range(8))
    full = HelpFigures(2026, 1000, 900, 800, (1.25,) * many, (-1.5,) * many, loads, lacks, 100)
    for figures in (HelpFigures(2026), full):
        yield "templates.help_figures.figures_message", help_figures.figures_message(words, figures)
